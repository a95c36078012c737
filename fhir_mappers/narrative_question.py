"""The question that an examination was asked, which a report repeats before it answers.

`Indication: liver metastases? Findings: normal liver.` suspects nothing.
"""

from __future__ import annotations

import re

_SECTION = re.compile(
    r"\b(?:indication|question|clinical (?:question|indication|information)"
    r"|reason for (?:exam|examination|study)|(?:klinische )?fragestellung|indikation"
    r"|klinische angaben)\s*:(?P<asked>.*?)"
    r"(?=\b(?:findings?|impression|results?|conclusion|assessment|befund|beurteilung|ergebnis)\s*:)",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"\?|\bv\.?\s?a\.|\bverdacht|\bausschlu(?:ss|ß)|\br/o\b|\brule out\b|\bsuspect|\bquery\b",
    re.IGNORECASE,
)
_KNOWN = re.compile(r"\b(?:known|bekannte?[nrms]?|vorbekannte?[nrms]?)\b", re.IGNORECASE)


def without_question(text: str) -> str:
    """The text without a question that it answers; what was known when it was asked stays."""
    return _SECTION.sub(lambda section: _kept(section["asked"], section.group()), text)


def _kept(asked: str, section: str) -> str:
    return "" if _OPEN.search(asked) and not _KNOWN.search(asked) else section
