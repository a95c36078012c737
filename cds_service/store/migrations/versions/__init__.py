"""The steps, each with its `revision` and the one that it follows."""
