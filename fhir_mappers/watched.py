"""Tells whether a reader looked at certain members of a resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Watched(dict[str, Any]):
    """A parsed resource that notes in `looked` when one of the members named is taken out of it.

    Going through all of them counts as looking. The names alone may be asked for.
    """

    def __init__(self, json: dict[str, Any], names: frozenset[str]) -> None:
        """Take the resource and the names of the members to watch."""
        super().__init__(json)
        self._names = names
        self.looked = False

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """A member, or the default."""
        self._note(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        # Without a method of our own, copying would go past `__getitem__`.
        return super().__iter__()

    def items(self) -> Any:
        """All members with their names."""
        self.looked = True
        return super().items()

    def values(self) -> Any:
        """All members."""
        self.looked = True
        return super().values()

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        self.looked = True
        return super().__eq__(other)

    def __or__(self, other: Any) -> Any:
        self.looked = True
        return super().__or__(other)

    def copy(self) -> dict[str, Any]:
        """The same members, which are not watched."""
        self.looked = True
        return super().copy()

    def _note(self, name: str) -> None:
        if name in self._names:
            self.looked = True
