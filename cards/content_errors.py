"""The one error of clinical content."""


class ContentError(Exception):
    """Content that must not be used: the message names file, table, key and what was expected."""
