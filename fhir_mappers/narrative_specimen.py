"""What a biopsy proves: `liver, core biopsy: adenocarcinoma, consistent with colorectal primary`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers.facts import Certainty
from fhir_mappers.narrative_doubt import ORGANS
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import normalise, sentences

_TAKEN = re.compile(r"biops|stanz|\b(?:core\b|fna\b|needle|aspirat|excision|wedge)", re.IGNORECASE)
_MALIGNANT = re.compile(r"carcinoma|karzinom|malignan|melanoma?\b|sarcoma", re.IGNORECASE)
_ORIGIN = re.compile(
    r"\b(?:consistent with|compatible with|in keeping with|of|from|vereinbar mit|passend zu)\s+"
    r"(?P<from>(?:[\w]+\s+){1,4}?)(?:primary|origin|primarius|primärtumor|ursprungs?)\b"
    r"|\b(?:primary|origin)\s+(?:in|of)\s+(?P<seat>(?:\w+\s*){1,3})",
    re.IGNORECASE,
)


def proven_organs(text: str, reading: Reading) -> tuple[str, ...]:
    """Organs whose biopsy shows a malignancy that comes from another organ (4.1 row 2)."""
    found = (
        organ
        for sentence in sentences(normalise(text))
        for organ in _in_sentence(sentence.text, reading)
    )
    return tuple(dict.fromkeys(found))


def _in_sentence(sentence: str, reading: Reading) -> Iterator[str]:
    head, colon, body = sentence.partition(":")
    cues = reading.lexicon.find(body, "cues")
    denied = any(cue.means.startswith(("negation", "suspicion", "alternative")) for cue in cues)
    if not colon or not _TAKEN.search(head) or not _MALIGNANT.search(body) or denied:
        return
    taken = _organs(head, reading)
    seats = {seat for match in _ORIGIN.finditer(body) for seat in _seats(match, reading)}
    if len(taken) == 1 and seats and not taken & seats:
        yield from taken & ORGANS


def _seats(match: re.Match[str], reading: Reading) -> frozenset[str]:
    return _organs(match["from"] or match["seat"], reading)


def _organs(text: str, reading: Reading) -> frozenset[str]:
    said = reading.lexicon.find(text, "organs", "origins")
    return frozenset(one.means for one in said if one.certainty is not Certainty.EXCLUDED)
