"""What a biopsy proves: `liver, core biopsy: adenocarcinoma, consistent with colorectal primary`.

The specimen may also be named behind the finding (`adenocarcinoma, core biopsy of the liver`) or
before a verb (`liver biopsy shows`), and the origin may be a tumour (`vereinbar mit Kolonkarzinom`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers.diagnosis_text import primaries_in
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.diagnosis_words import parse as parse_tumour
from fhir_mappers.facts import Certainty
from fhir_mappers.narrative_doubt import ORGANS
from fhir_mappers.narrative_organs import ASKED_FOR
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import normalise, sentences

_TAKEN = re.compile(r"biops|stanz|\b(?:core\b|fna\b|needle|aspirat|excision|wedge)", re.IGNORECASE)
_MALIGNANT = re.compile(r"carcinoma|karzinom|malignan|melanoma?\b|sarcoma", re.IGNORECASE)
_ORIGIN = re.compile(
    r"\b(?:consistent with|compatible with|in keeping with|of|from|vereinbar mit|passend zu)\s+"
    r"(?P<from>(?:[\w]+\s+){1,4}?)(?:primary|origin|primarius|primärtumor|ursprungs?)\b"
    r"|\b(?:primary|origin)\s+(?:in|of)\s+(?P<seat>(?:\w+\s*){1,3})"
    r"|\b(?:consistent with|compatible with|in keeping with|vereinbar mit|passend zu"
    r"|(?:metastas[ei]s|infiltrat\w*|absiedlung\w*) (?:of|from|by|durch|eine[rs]))\s+"
    r"(?P<tumour>(?:[\w-]+\s+){0,4}?[\w-]*(?:carcinoma|karzinom|cancer|melanom)\w*)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:\s*[,(]|\s+in\b(?:\s+the\b|\s+an?\b)?)\s*(?P<head>(?:[\w-]+\s+){0,3}?[\w-]*(?:biops|stanz|fna\b|aspirat|excision)\w*\s+"
    r"(?:of|from|der|des|aus|out of)\s+[^,;:()]+)\)?",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"\s+(?:shows?|showed|reveals?|revealed|confirms?|confirmed|demonstrates?|demonstrated|zeigte?"
    r"|ergab|ergibt|bestätigte?)\s+",
    re.IGNORECASE,
)
_AT_HOME = {"liver": frozenset({"biliary", "gallbladder"})}
"""Neighbours whose tumours also start in an organ: cholangiocarcinoma grows in the liver."""


def names_specimen(text: str) -> bool:
    """Whether a text, such as the title of a report, says that tissue was taken."""
    return _TAKEN.search(text) is not None


def proven_organs(text: str, reading: Reading) -> tuple[str, ...]:
    """Organs whose biopsy shows a malignancy that comes from another organ (4.1 row 2)."""
    found = (
        organ
        for sentence in sentences(normalise(text))
        for organ in _in_sentence(sentence.text, reading)
    )
    return tuple(dict.fromkeys(found))


def origin_in(text: str, reading: Reading) -> str | None:
    """The one tumour type that a text names as what a biopsy holds; None for several or a doubt.

    `Metastasis of a colon carcinoma` tells which of several cancers has spread (section 16.5).
    """
    named = own(primaries_in(text, reading))
    said = [parse_tumour(one.means) for one in named]
    firm = all(one.certainty is Certainty.CONFIRMED and not one.history for one in named)
    types = {words.type for words in said if words is not None and not words.is_unspecified}
    return types.pop() if firm and len(types) == 1 else None


def _in_sentence(sentence: str, reading: Reading) -> Iterator[str]:
    head, body = _head_and_body(sentence)
    cues = reading.lexicon.find(body, "cues")
    denied = any(cue.means.startswith(("negation", "suspicion", "alternative")) for cue in cues)
    if not _TAKEN.search(head) or not _MALIGNANT.search(body) or denied:
        return
    taken = _organs(head, reading)
    seats = {seat for match in _ORIGIN.finditer(body) for seat in _seats(match, reading)}
    home = taken.union(*(_AT_HOME.get(organ, frozenset()) for organ in taken))
    if len(taken) == 1 and seats and not home & seats:
        yield from taken & ORGANS


def _head_and_body(sentence: str) -> tuple[str, str]:
    """What was taken, and what it shows; two empty texts where no specimen is named."""
    head, colon, body = sentence.partition(":")
    if colon:
        return head, body
    behind = _BEHIND.search(sentence)
    if behind and not ASKED_FOR.search(sentence):
        return behind["head"], f"{sentence[: behind.start()]}{sentence[behind.end() :]}"
    shows = _SHOWS.search(sentence)
    return (sentence[: shows.start()], sentence[shows.end() :]) if shows else ("", "")


def _seats(match: re.Match[str], reading: Reading) -> frozenset[str]:
    return _organs(match["from"] or match["seat"] or match["tumour"], reading)


def _organs(text: str, reading: Reading) -> frozenset[str]:
    said = reading.lexicon.find(text, "organs", "origins")
    return frozenset(one.means for one in said if one.certainty is not Certainty.EXCLUDED)
