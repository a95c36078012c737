"""Words right behind a finding that make it the name of something else, or one of two findings."""

from __future__ import annotations

import re

from fhir_mappers.text_scene import Cue

_COMPOUNDS = ("compound", "hypothetical")
_ALTERNATIVE = re.compile(r"[\s,:(?]*")
_COMPARED = re.compile(
    r"[\s.]*(?:\d|the\b|jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|de[cz])",
    re.IGNORECASE,
)


def is_compound(cue: Cue, between: str, *, ends: bool) -> bool:
    """`Colon cancer screening`; `ends` where the clause ends with it, as in `breast cancer prevention`."""
    if cue.means not in _COMPOUNDS or between.strip(" -:"):
        return False
    return ends or (cue.means == "compound" and ":" not in between)


def is_alternative(between: str, after: str) -> bool:
    """`Metastasis vs adenoma`; `stable vs 03/2026` compares two scans."""
    return _ALTERNATIVE.fullmatch(between) is not None and _COMPARED.match(after) is None
