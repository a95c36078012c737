"""Whether a written number is all there are: `at least 3`, `more than 5 metastases`, `> 10`.

A lower bound must not pass for a count: "more than five" is not few (sections 5 C5 and C7).
"""

from __future__ import annotations

import re

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


def smallest(number: int, ahead: str, behind: str = "") -> tuple[int, bool]:
    """The smallest number meant, and whether there may be more, by the words on either side."""
    if _LEAST.search(ahead) or _OR_MORE.match(behind):
        return number, True
    if _MORE.search(ahead):
        return number + 1, True
    return number, False
