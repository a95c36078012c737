"""Lesions that a report cannot explain: `indeterminate 6 mm pulmonary nodule` (intake rule I3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

ORGANS = frozenset(
    {"liver", "lung", "adrenal", "bone", "spine", "brain", "peritoneum", "omentum", "pleura"}
)
"""Where an unexplained lesion is suspected to be spread; elsewhere it has many other causes."""

_LESION, _DOUBT, _BENIGN = "lesion", "doubtful", "benign-lesion"
_AHEAD, _BETWEEN = 45, 60
_STOP = re.compile(r"[,;:.()]")
_INSIDE = re.compile(
    r"(?:\s+[\w.]+){0,3}\s+(?:in|of|im|within|throughout|der|des|am)\s+(?:\w+\s+){0,3}",
    re.IGNORECASE,
)
_IS = re.compile(
    r"\b(?:is|are|was|were|represents?|ist|sind|war|entspricht)\s+(?:an?\s+|einem?r?\s+)?$"
)
_PROVEN = re.compile(
    r"\b(?:confirm\w*|prove[sdn]?|consistent with|c/w|compatible with|in keeping with|represent\w*|bestätig\w*"
    r"|gesichert\w*|vereinbar mit|entspr\w*)\s+(?:\w+\s+){0,2}(?:\w*metasta(?:sis|ses|sen?)|mets|\w*filia\w*)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\s+(?:[\w./]+\s+){0,4}", re.IGNORECASE)


def doubtful_organs(text: str, titled: str | None, reading: Reading) -> tuple[str, ...]:
    """Organs with a lesion that the text calls indeterminate or suspicious, and nothing more.

    `titled` is the organ that the title of the report names. A lesion that its sentence explains as
    benign is none, nor one that is denied, past or a relative's.
    """
    written = normalise(text)
    kinds = ("organs", "report_words", "statements", "metastatic_sites")
    found = reading.lexicon.find(text, *kinds)
    organs: dict[str, None] = {}
    for here in _unexplained(found, _DOUBT, written):
        organs |= dict.fromkeys(_in_sentence(here, titled, written))
    return tuple(organ for organ in organs if organ in ORGANS)


def organ_of_proven(text: str, reading: Reading) -> str | None:
    """`Two lung nodules. Biopsy confirmed metastases.`: the one organ whose lesions are meant."""
    written = normalise(text)
    if _PROVEN.search(written) is None:
        return None
    found = reading.lexicon.find(text, "organs", "report_words")
    organs: set[str | None] = set()
    for here in _unexplained(found, _LESION, written):
        places = [one for one in here if one.kind == "organs"]
        lesions = (one for one in here if one.means == _LESION and _stands(one))
        organs |= {_place(lesion, places, None, written) for lesion in lesions}
        organs |= {place.means for place in places}
    sole = organs.pop() if len(organs) == 1 else None
    return sole if sole in ORGANS else None


def _unexplained(found: Sequence[Mention], means: str, written: str) -> Iterator[list[Mention]]:
    """What each sentence with such a word holds, unless it explains a lesion as benign."""
    for sentence in dict.fromkeys(one.sentence for one in found if one.means == means):
        here = [one for one in found if one.sentence == sentence]
        if not any(_explains(one, written) for one in here):
            yield here


def _explains(one: Mention, written: str) -> bool:
    """`Haemangioma`, also where the doubt stood before: `the indeterminate lesion is a cyst`."""
    stated = one.certainty is Certainty.CONFIRMED or _IS.search(written[: one.start])
    return one.means == _BENIGN and bool(stated)


def _in_sentence(here: Sequence[Mention], titled: str | None, written: str) -> list[str]:
    doubts = [one for one in here if one.means == _DOUBT and _stands(one)]
    lesions = [one for one in here if one.means == _LESION and _stands(one)]
    spread = {one.means for one in here if one.kind == "metastatic_sites"}
    places = [one for one in here if one.kind == "organs"]
    found = []
    for lesion in lesions:
        if any(_is_doubted(lesion, doubt, written) for doubt in doubts):
            organ = _place(lesion, places, titled, written)
            found += [organ] if organ and organ not in spread else []
    return found


def _stands(one: Mention) -> bool:
    return one.certainty is not Certainty.EXCLUDED and not (one.family or one.history)


def _is_doubted(lesion: Mention, doubt: Mention, written: str) -> bool:
    """`Indeterminate 6 mm nodule`; `the nodule in the left lung remains indeterminate`."""
    if doubt.end <= lesion.start:
        between = written[doubt.end : lesion.start]
        return len(between) <= _AHEAD and _STOP.search(between) is None
    between = written[lesion.end : doubt.start]
    return doubt.start >= lesion.end and len(between) <= _BETWEEN and between.count(",") <= 1


def _place(
    lesion: Mention, organs: Sequence[Mention], titled: str | None, written: str
) -> str | None:
    """The organ before the lesion, in its own word, behind it, or of the heading or title."""
    if not organs:
        return titled
    for organ in organs:
        apart = written[organ.end : lesion.start] if organ.end <= lesion.start else None
        if organ.end == lesion.end or (apart is not None and _WITHIN.fullmatch(apart)):
            return organ.means
        if organ.start >= lesion.end and _INSIDE.fullmatch(written[lesion.end : organ.start]):
            return organ.means
    colon = written.rfind(":", 0, lesion.start)
    heads = {organ.means for organ in organs if organ.end <= colon}
    return heads.pop() if len(heads) == 1 else None
