"""Primary cancers by text, for Conditions whose codes decide nothing.

What rests on text alone never carries more than a warning (intake rule I10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_certainty, firmest, weaker
from fhir_mappers.diagnosis_composed import SPREAD, composed, is_target
from fhir_mappers.diagnosis_histology import histology_in, morphology, with_histology
from fhir_mappers.diagnosis_refine import with_subtype
from fhir_mappers.diagnosis_tumour import own, state
from fhir_mappers.diagnosis_words import NO_CANCER, TumourWords, fill, parse
from fhir_mappers.facts import Tumour, Unread
from fhir_mappers.fhir import Concept, Resource
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

_IN_SITU = re.compile(r"\bin situ\b(?! hy)", re.IGNORECASE)


def read(resource: Resource, reading: Reading) -> Found:
    """One Tumour for each tumour type that the text names, with the firmest certainty named."""
    code = fhir.concept(resource.json.get("code"))
    mentions = primaries_in(_written(code, reading), reading)
    if not mentions:
        return ()
    if not own(mentions):
        return (Unread(resource.reference, NO_CANCER["family-history"]),)
    by_type: dict[str, list[Mention]] = {}
    for mention in own(mentions):
        said = parse(mention.means)
        if said is not None:
            by_type.setdefault(said.type, []).append(mention)
    specific = {kind: found for kind, found in by_type.items() if kind != "other"} or by_type
    found = tuple(_tumour(resource, group, code, reading) for group in specific.values())
    return found or _not_a_cancer(resource, mentions)


def primaries_in(text: str, reading: Reading) -> tuple[Mention, ...]:
    """Mentions of primary cancers; where the words name a target of spread they are none.

    "Secondary malignant neoplasm of liver" holds the words of a primary but states a metastasis;
    an abbreviation such as mCRPC states both.
    """
    spread = reading.lexicon.find(text, *SPREAD)
    named = reading.lexicon.find(text, "tumours") or composed(text, reading)
    said = normalise(text)
    return tuple(
        mention
        for mention in named
        if not any(is_target(mention, other) for other in spread) and not _in_situ(mention, said)
    )


def types_of(mentions: Iterable[Mention]) -> frozenset[str]:
    """The types of the cancers that mentions name; one that leaves its type open names none."""
    said = (parse(mention.means) for mention in mentions)
    return frozenset(words.type for words in said if words is not None and not words.is_unspecified)


def _in_situ(mention: Mention, said: str) -> bool:
    """Whether the words call it a carcinoma in situ, which has not invaded and is no cancer."""
    return any(
        mention.start - len("in situ ") <= match.start() <= mention.end + len(", ")
        for match in _IN_SITU.finditer(said)
    )


def _written(code: Concept, reading: Reading) -> str:
    """The text; displays only where no code says secondary, since those name the target organ."""
    return code.text if reading.terms.all("metastases", code) else words(code)


def _tumour(resource: Resource, mentions: list[Mention], code: Concept, reading: Reading) -> Tumour:
    said = [entry for mention in mentions if (entry := parse(mention.means)) is not None]
    merged: TumourWords = said[0]
    for entry in said[1:]:
        merged = fill(merged, entry)
    said_histology = histology_in(words(code), merged.type, reading)
    merged = with_histology(merged, morphology(resource.json, reading).histology, reading)
    merged = with_histology(merged, said_histology, reading)
    merged = with_subtype(merged, _written(code, reading), mentions, reading)
    certainty = weaker(
        firmest(mention.certainty for mention in mentions),
        condition_certainty(resource.json, "tumours"),
    )
    if all(mention.history for mention in mentions):
        merged = replace(merged, role="history")
    because = fhir.evidence(resource, shown=code.words)
    return state(resource, merged, certainty, because, reading)


def _not_a_cancer(resource: Resource, mentions: tuple[Mention, ...]) -> Found:
    why = next((NO_CANCER[entry.means] for entry in mentions if entry.means in NO_CANCER), None)
    return (Unread(resource.reference, why),) if why else ()
