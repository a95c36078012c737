"""Reads `knowledge/organs.toml`: which organs belong together when a symptom is weighed."""

from __future__ import annotations

from dataclasses import dataclass

from cards.content_file import ContentFile
from cards.strict import exactly

KEYS = {"status", "citations", "groups", "suspicion", "ulcer"}
ULCERATION = "ulceration"


@dataclass(frozen=True)
class Organs:
    """Groups of organs that one operation treats, and organs with a stricter row D10.

    `surface` are those in which an ulcer is a problem by itself.
    """

    groups: tuple[frozenset[str], ...]
    strict_on_suspicion: frozenset[str]
    surface: frozenset[str]
    citations: tuple[str, ...]

    def together(self, one: str | None, other: str | None) -> bool:
        """Whether a problem in one organ can be relieved by operating on the other."""
        if one is None or other is None:
            return False
        return one == other or any({one, other} <= group for group in self.groups)

    def troubles(self, symptom: str, organ: str | None) -> bool:
        """Whether a kind of symptom is a local problem in the organ that is operated on."""
        return symptom != ULCERATION or organ is None or organ in self.surface


def read(file: ContentFile) -> Organs:
    """Read and check the file. Raises `ContentError` for a missing or unknown key."""
    table = file.table()
    exactly(table, KEYS, file.name)
    return Organs(
        tuple(frozenset(group) for group in table["groups"].values()),
        frozenset(table["suspicion"]["warning_at_sign"]),
        frozenset(table["ulcer"]["counts_in"]),
        tuple(table["citations"]),
    )
