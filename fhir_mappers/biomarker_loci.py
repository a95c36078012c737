"""Unstable markers of a microsatellite test, counted: `0 of 5 markers unstable` (section 13.1)."""

from __future__ import annotations

import re

from fhir_mappers import biomarker_limits
from fhir_mappers.biomarker_result import FULL, NEGATIVE, POSITIVE, Result

_COUNTED = re.compile(
    r"(?<![\d.,/])(?P<number>\d+)\s*(?:of|out of|von|/)\s*(?:the\s+|den\s+)?(?P<all>\d+)"
    r"(?:\s+[^\W\d]+){0,3}?\s+(?:markers?|marker[ns]|loci|microsatellites|mikrosatelliten\w*"
    r"|unstable|instabil\w*|stable|stabil\w*)\b",
    re.IGNORECASE,
)
_UNSTABLE = re.compile(r"\b(?:unstable|instab\w*)", re.IGNORECASE)
_NONE = re.compile(r"\b(?:no|without|keine?|ohne)\s+(?:[^\W\d]+\s+)?instab", re.IGNORECASE)
_STABLE = re.compile(r"\bstab(?:le|il)\w*", re.IGNORECASE)


def counted(text: str) -> Result | None:
    """Stable or not by the share of unstable markers; None where the text counts none."""
    match = _COUNTED.search(text)
    if match is None or not (_UNSTABLE.search(text) or _STABLE.search(text)):
        return None
    number, whole = int(match["number"]), int(match["all"])
    if not 0 < whole >= number:
        return None
    unstable = number if _UNSTABLE.search(text) else whole - number
    unstable = 0 if _NONE.search(text) else unstable
    limit = biomarker_limits.load().unstable_percent
    if 100 * unstable >= limit * whole:
        return Result(POSITIVE, FULL, detail="msi-h")
    return Result(NEGATIVE, FULL, detail="msi-l" if unstable else "")
