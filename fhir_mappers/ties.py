"""Keeps an order the same for equal ranks, whatever the order of arrival."""

from __future__ import annotations

import functools
from typing import Any


class Tie:
    """The last part of a sort key: decides by all that a value says.

    That needs the value as text, which is written only when the parts before are equal.
    """

    def __init__(self, value: Any) -> None:
        """Take a value whose `repr` says all of it."""
        self.value = value

    @functools.cached_property
    def text(self) -> str:
        """All that the value says."""
        return repr(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tie) and bool(self.value == other.value)

    def __lt__(self, other: Tie) -> bool:
        return self.text < other.text

    def __hash__(self) -> int:
        return hash(self.value)
