"""Biomarkers that a diagnosis carries in its code or name: `HER2-positive breast cancer`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.biomarker_result import NEGATIVE, POSITIVE
from fhir_mappers.diagnosis_certainty import condition_certainty
from fhir_mappers.facts import Biomarker, BiomarkerStatus, Certainty, Day, Evidence
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Found, Reading

NAMED = (
    (
        "HER2",
        re.compile(
            r"\b(?:her-?2|erbb2)(?:/neu)?\s*[-:]?\s*(positive|negative|\+|[-−–](?=\W|$)|pos\b|neg\b|positiv|negativ|amplified)",
            re.IGNORECASE,
        ),
    ),
    (
        "ER",
        re.compile(
            r"\b(?:er|hr|hormone[- ]receptor|estrogen receptor|oestrogen receptor)\s*[-:]?\s*(positive|negative|\+|[-−–](?=\W|$)|pos\b|neg\b|positiv|negativ)",
            re.IGNORECASE,
        ),
    ),
    (
        "PR",
        re.compile(
            r"\b(?:pr|pgr|progesterone receptor)\s*[-:]?\s*(positive|negative|\+|[-−–](?=\W|$)|pos\b|neg\b|positiv|negativ)",
            re.IGNORECASE,
        ),
    ),
    ("MSI_MMR", re.compile(r"\b(msi-?h|dmmr|msi-?high|pmmr|mss)\b", re.IGNORECASE)),
    (
        "EGFR",
        re.compile(
            r"\begfr[- ](mutated|mutant|mutation positive|positive|wild[- ]?type)", re.IGNORECASE
        ),
    ),
    ("ALK", re.compile(r"\balk[- ](positive|rearranged|negative)", re.IGNORECASE)),
    (
        "BRAF",
        re.compile(
            r"\bbraf(?:[- ]v600e)?[- ](mutated|mutant|positive|wild[- ]?type)", re.IGNORECASE
        ),
    ),
    ("KRAS", re.compile(r"\bk?ras[- ](mutated|mutant|wild[- ]?type|g1[23]\w)", re.IGNORECASE)),
)
TRIPLE = re.compile(r"\b(?:triple[- ]negative|tnbc)\b", re.IGNORECASE)
POSITIVE_WORD = re.compile(r"^(?:pos|\+|ampl|mut|rearr|g1|msi-?h|dmmr)", re.IGNORECASE)


def read(resource: Resource, reading: Reading) -> Found:
    """Statements of one Condition that is not refuted or suspected."""
    if condition_certainty(resource.json) is not Certainty.CONFIRMED:
        return ()
    code = fhir.concept(resource.json.get("code"))
    day = reading.event_day(resource.json, "onsetDateTime", "recordedDate")
    found: dict[str, Biomarker] = {}
    meaning = reading.terms.first("biomarker_in_diagnosis", code)
    if meaning is not None:
        evidence = fhir.evidence(resource, meaning.coding, on=day)
        for part in meaning.means.split("+"):
            name, _, polarity = part.partition(":")
            status = POSITIVE if polarity == "positive" else NEGATIVE
            found[name] = _fact(name, status, day, evidence)
    text = ". ".join([code.text, *fhir.notes(resource.json)])
    evidence = Evidence(resource.reference, "", day, code.words, from_text=True)
    for name, status in _in_words(text):
        found.setdefault(name, _fact(name, status, day, evidence))
    return tuple(found.values())


def _fact(name: str, status: BiomarkerStatus, day: Day | None, evidence: Evidence) -> Biomarker:
    return Biomarker(name, status, "unstated", day=day, because=(evidence,))


def _in_words(text: str) -> Iterator[tuple[str, BiomarkerStatus]]:
    if TRIPLE.search(text):
        yield from ((name, NEGATIVE) for name in ("ER", "PR", "HER2"))
    for name, pattern in NAMED:
        match = pattern.search(text)
        if match:
            yield name, POSITIVE if POSITIVE_WORD.match(match[1]) else NEGATIVE
