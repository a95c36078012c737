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
# What a suspicion rests on: `metastases suspected on CT`, but not `suspicious for`, `likely to`.
_BASIS = re.compile(
    r"\s+(?:(?:on|by|because|given|based|per|clinically|radiologically|sonographically|laut|wegen|im|in der"
    r"|klinisch|radiologisch|sonografisch|sonographisch)\b|in\s+(?:segments?|ct|mri|pet)\b)",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\s+(?:(?:was|were|is|are|has|have|been|now|since|meanwhile|subsequently|later|then|hat|haben|sich|wurden?"
    r"|ist|sind|nun|jetzt|inzwischen|mittlerweile|bioptisch|histologisch)\s+)+"
    r"(?:confirmed|proven|bestätigt|gesichert)\b",
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


def tells_basis(after: str) -> bool:
    """Whether the words behind a suspicion tell what it rests on."""
    return _BASIS.match(after) is not None


def is_confirmed(behind: str) -> bool:
    """`Suspected metastases were confirmed by biopsy`: no suspicion any more."""
    return _CONFIRMED.match(behind) is not None
