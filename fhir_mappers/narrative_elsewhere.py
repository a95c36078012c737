"""Denials that leave known disease open: `no metastases outside the liver`, `chest: no metastases`."""

from __future__ import annotations

from fhir_mappers.narrative_line import GENERAL, Line
from fhir_mappers.text import Mention

ELSEWHERE = "elsewhere"
"""The site of a denial beside known disease: it denies all metastases only where none is known."""

_KIND = "elsewhere-kind"
_EXCEPT = "elsewhere-except"
_REGION, _WHOLE = "region", "whole-body"
_KIND_REACH = 2
_HOME = frozenset({"lymph-node", "abdomen", "breast", "colon", "rectum", "prostate", "ovary"})


def says_nothing(line: Line, mention: Mention) -> bool:
    """`No metastases outside the liver`, `limited to the liver, none elsewhere`: the liver is open."""
    if mention.means not in GENERAL:
        return False
    return any(word.means == _EXCEPT and not _excepts_home(line, word) for word in line.others) or (
        bool(line.limits) and any(word.means == ELSEWHERE for word in line.others)
    )


def is_elsewhere(line: Line, mention: Mention) -> bool:
    """`No visceral metastases`, `otherwise no metastases`, `chest: no metastases`."""
    return mention.means in GENERAL and (
        any(_limits(line, word, mention) for word in line.others)
        or _is_of_one_region(line, mention)
    )


def _limits(line: Line, word: Mention, mention: Mention) -> bool:
    if word.means != _KIND:
        return word.means == ELSEWHERE
    between = line.text[word.end : mention.start]
    return word.end <= mention.start and len(between.split()) <= _KIND_REACH and "," not in between


def _excepts_home(line: Line, word: Mention) -> bool:
    """`Beyond the regional nodes`, `outside the breast`: what is left over is all that is distant."""
    places = sorted((*line.organs, *line.spread), key=lambda place: place.start)
    excepted = next((place for place in places if place.start >= word.end), None)
    return excepted is not None and excepted.means.split(":")[0] in _HOME


def _is_of_one_region(line: Line, mention: Mention) -> bool:
    colon = line.text.rfind(":", line.start, mention.start)
    title = [word for word in line.others if word.end <= colon]
    named = {word.phrase for word in title if word.means == _REGION}
    return len(named) == 1 and not any(word.means == _WHOLE for word in title)
