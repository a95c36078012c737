"""Reads `knowledge/organs.toml`: which organs belong together when a symptom is weighed."""

from __future__ import annotations

from dataclasses import dataclass

from cards.content_file import ContentFile
from cards.strict import exactly

KEYS = {"status", "citations", "groups", "suspicion"}


@dataclass(frozen=True)
class Organs:
    """Groups of organs that one operation treats, and organs with a stricter row D10."""

    groups: tuple[frozenset[str], ...]
    strict_on_suspicion: frozenset[str]
    citations: tuple[str, ...]

    def together(self, one: str | None, other: str | None) -> bool:
        """Whether a problem in one organ can be relieved by operating on the other."""
        if one is None or other is None:
            return False
        return one == other or any({one, other} <= group for group in self.groups)


def read(file: ContentFile) -> Organs:
    """Read and check the file. Raises `ContentError` for a missing or unknown key."""
    table = file.table()
    exactly(table, KEYS, file.name)
    return Organs(
        tuple(frozenset(group) for group in table["groups"].values()),
        frozenset(table["suspicion"]["warning_at_sign"]),
        tuple(table["citations"]),
    )
