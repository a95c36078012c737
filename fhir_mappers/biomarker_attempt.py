"""Tests without a result: awaited, cancelled, failed, never done (sections 2 I8 and 13.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fhir_mappers import fhir
from fhir_mappers.biomarker_result import NOT_TESTED, PENDING, Result
from fhir_mappers.fhir import Json
from fhir_mappers.reading import Reading, words

OPEN = frozenset({"registered", "preliminary", "partial"})
CANCELLED = "cancelled"
UNUSABLE = "unsatisfactory"
ABSENT = "not-a-result"


def pending(names: Iterable[str]) -> dict[str, Result]:
    """Results that are on their way."""
    return dict.fromkeys(names, Result(PENDING))


def failed(names: Iterable[str], why: str) -> dict[str, Result]:
    """Tests that gave no result; `why` is shown to a person."""
    return dict.fromkeys(names, Result(NOT_TESTED, why=why))


def why_without_result(json: Json, reading: Reading) -> str:
    """Why a resource holds no result: absent, answered as such, or the specimen was unusable."""
    concept = fhir.concept(json.get("valueCodeableConcept"))
    meanings = reading.terms.all("answers", concept)
    if meanings and all(meaning.means == ABSENT for meaning in meanings):
        return concept.words or "no result was given"
    if any(name.startswith("value") for name in json):
        return ""
    reason = fhir.concept(json.get("dataAbsentReason"))
    if reason.codings or reason.text:
        return words(reason) or reason.codings[0].code
    return f"specimen {UNUSABLE}" if _specimen_unusable(json, reading) else ""


def taken_from(json: Json, reading: Reading) -> str:
    """What the method and the specimen of a test are called, to tell blood from tissue."""
    nodes = list(fhir.items(json.get("specimen")))
    types = (fhir.concept(specimen.get("type")) for specimen in _specimens(json, reading))
    shown = [fhir.text(node.get("display")) for node in nodes]
    parts = (words(fhir.concept(json.get("method"))), *shown, *map(words, types))
    return ". ".join(part for part in parts if part)


def _specimen_unusable(json: Json, reading: Reading) -> bool:
    stated = (fhir.text(specimen.get("status")) for specimen in _specimens(json, reading))
    return UNUSABLE in stated


def _specimens(json: Json, reading: Reading) -> Iterator[Json]:
    for node in fhir.items(json.get("specimen")):
        specimen = reading.resolve(json, node)
        if specimen is not None:
            yield specimen
