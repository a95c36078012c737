"""Reads `knowledge/organs.toml`: which organs belong together when a symptom is weighed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from cards.content_errors import ContentError

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


def read(file: Traversable) -> Organs:
    """Read and check the file. Raises `ContentError` for a missing or unknown key."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    wrong = KEYS.symmetric_difference(table)
    if wrong:
        raise ContentError(f"organs.toml: missing or unknown: {', '.join(sorted(wrong))}.")
    return Organs(
        tuple(frozenset(group) for group in table["groups"].values()),
        frozenset(table["suspicion"]["warning_at_sign"]),
        tuple(table["citations"]),
    )
