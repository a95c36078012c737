"""How a database of an earlier release, or an empty one, comes to the shape of this release."""
