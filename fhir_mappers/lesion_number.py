"""How many lesions: a number, a word, or a lower bound (`at least 3`, `more than 5`, `> 10`).

A lower bound must not pass for a count: "more than five" is not few (sections 5 C5 and C7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fhir_mappers.text import Mention

WORDS = frozenset({"single", "several", "multiple", "innumerable"})
_MORE = re.compile(
    r"(?:(?<!no )(?<!not )(?<!nicht )\b(?:more than|greater than|over|mehr als|über)|>)\s*$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?:\b(?:at least|no fewer than|not less than|a minimum of|mindestens|wenigstens|zumindest|nicht weniger als)"
    r"|>=|≥)\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\s*(?:\+(?=\s|$)|or more\b|oder mehr\b|und mehr\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A number of lesions, or the word that stands for one; neither when nothing is said.

    `open_ended` tells that there may be more.
    """

    count: int | None = None
    word: str | None = None
    open_ended: bool = False

    @property
    def is_told(self) -> bool:
        """Whether anything is said."""
        return self.count is not None or self.word is not None


NOTHING = Amount()


def counted(number: int, ahead: str, behind: str = "") -> Amount:
    """A number, or the smallest that is meant, by the words on either side."""
    if _LEAST.search(ahead) or _OR_MORE.match(behind):
        return Amount(number, open_ended=True)
    if _MORE.search(ahead):
        return Amount(number + 1, open_ended=True)
    return Amount(number)


def amount_of(mention: Mention, text: str) -> Amount:
    """What a phrase of amount says where it stands; nothing for one that is no number of lesions."""
    if mention.means.isdigit():
        return counted(int(mention.means), text[: mention.start], text[mention.end :])
    return Amount(word=mention.means) if mention.means in WORDS else NOTHING
