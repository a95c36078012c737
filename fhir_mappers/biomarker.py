"""Observations of one marker test: ER, HER2, MSI, RAS, PD-L1 and their like (mapping section 8)."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import coverage, fhir
from fhir_mappers.biomarker_result import (
    AMPLIFIED,
    NEGATIVE,
    NOT_TESTED,
    NOTHING,
    PENDING,
    PERCENT_POSITIVE,
    POSITIVE,
    TMB_HIGH,
    UNKNOWN,
    Result,
    interpret,
)
from fhir_mappers.biomarker_words import Tested, markers_in, parse
from fhir_mappers.facts import Biomarker, BiomarkerStatus, Truth
from fhir_mappers.fhir import Coding, Concept, Json, Resource
from fhir_mappers.observed import bare_number, value_concepts, value_text
from fhir_mappers.reading import Found, Reading, words

ELSEWHERE = frozenset({"variant", "region-studied", "panel"})
RESULT_OPEN = frozenset({"registered", "preliminary", "partial"})
PROTEIN_EXPRESSED = {POSITIVE: NEGATIVE, NEGATIVE: POSITIVE}


def read(resource: Resource, reading: Reading) -> Found:
    """One fact for each biomarker that the test is about."""
    json = resource.json
    code = fhir.concept(json.get("code"))
    meaning = reading.terms.first("biomarker_tests", code)
    if meaning is not None and meaning.means in ELSEWHERE:
        return ()
    tested = parse(meaning.means) if meaning else _named(code, json, reading)
    if tested is None or tested.tested_for:
        return ()
    coding = meaning.coding if meaning else None
    return tuple(_facts(resource, tested, coding, reading))


def _named(code: Concept, json: Json, reading: Reading) -> Tested | None:
    """A test known by its words alone, as long as it has a value and names markers."""
    label = words(code)
    named = markers_in(label, reading)
    if not named or (code.codings and not reading.lexicon.find(label, "test_words")):
        return None
    if not any(name.startswith("value") for name in json) and "dataAbsentReason" not in json:
        return None
    ids = tuple(dict.fromkeys(name for entry in named for name in entry.biomarkers))
    protein = next((entry.protein for entry in named if entry.protein), "")
    return Tested(ids, "", protein)


def _facts(
    resource: Resource, tested: Tested, coding: Coding | None, reading: Reading
) -> Iterator[Biomarker]:
    json = resource.json
    day = reading.event_day(json, "effectiveDateTime", "effectivePeriod", "issued")
    label = words(fhir.concept(json.get("code")))
    germline = coverage.says(f"{label} {_written(json)}", coverage.load().germline_words)
    for name in tested.biomarkers:
        result = _result(json, name, tested, reading)
        if result.status is None:
            continue
        yield Biomarker(
            biomarker=_speaks_for(name, label),
            status=result.status,
            coverage=result.coverage,
            variant=result.variant,
            method=tested.method,
            detail=result.detail,
            why=result.why,
            germline=Truth.YES if germline else Truth.UNKNOWN,
            day=day,
            because=(fhir.evidence(resource, coding, on=day, shown=label),),
        )


def _speaks_for(name: str, label: str) -> str:
    """A BRCA test speaks for the germline unless its words say tumour or somatic."""
    if name != "BRCA":
        return name
    return (
        "HRR_SOMATIC" if coverage.says(label, ("somatic", "tumor", "tumour")) else "BRCA_GERMLINE"
    )


def _written(json: Json) -> str:
    return ". ".join([value_text(json), *fhir.notes(json)])


def _result(json: Json, name: str, tested: Tested, reading: Reading) -> Result:
    """The result of one marker, from status, codes, numbers and words in this order of trust."""
    status = fhir.text(json.get("status")).lower()
    if status == "cancelled":
        return Result(NOT_TESTED, why="cancelled")
    if _absent(json, reading):
        return Result(NOT_TESTED, why="no result was given")
    if status in RESULT_OPEN:
        return Result(PENDING)
    found = [
        entry
        for entry in (
            _coded(json, reading),
            _boolean(json),
            _number(json, name, tested),
            interpret(_written(json), name, reading, tested.method),
        )
        if entry.status is not None
    ]
    return _protein(_agreed(found), tested)


def _absent(json: Json, reading: Reading) -> bool:
    reason = fhir.concept(json.get("dataAbsentReason"))
    has_value = any(key.startswith("value") for key in json)
    if reason.codings and not has_value:
        return True
    meanings = reading.terms.all("answers", fhir.concept(json.get("valueCodeableConcept")))
    return bool(meanings) and all(meaning.means == "not-a-result" for meaning in meanings)


def _coded(json: Json, reading: Reading) -> Result:
    for concept in value_concepts(json):
        for meaning in reading.terms.all("answers", concept):
            if meaning.means in ("positive", "negative"):
                return Result(POSITIVE if meaning.means == "positive" else NEGATIVE, "full")
            if meaning.means == "equivocal":
                return Result(NOT_TESTED, detail="equivocal", why="equivocal result")
    return NOTHING


def _boolean(json: Json) -> Result:
    value = json.get("valueBoolean")
    if not isinstance(value, bool):
        return NOTHING
    return Result(POSITIVE if value else NEGATIVE, "full")


def _number(json: Json, name: str, tested: Tested) -> Result:
    value = bare_number(json)
    if value is None:
        return NOTHING
    limit = {"TMB": TMB_HIGH, "HER2": AMPLIFIED}.get(name, PERCENT_POSITIVE)
    if name == "PDL1" and 0 < value < PERCENT_POSITIVE and _fraction(json):
        return Result(POSITIVE if value >= PERCENT_POSITIVE / 100 else NEGATIVE, "full")
    if name not in ("ER", "PR", "PDL1", "TMB") and not (name == "HER2" and tested.method == "ish"):
        return NOTHING
    status = POSITIVE if value >= limit else NEGATIVE
    return Result(status, "full", detail=f"{value:g}")


def _fraction(json: Json) -> bool:
    quantity = json.get("valueQuantity")
    unit = fhir.text(quantity.get("unit")) if isinstance(quantity, dict) else ""
    return unit in ("", "1")


def _agreed(found: list[Result]) -> Result:
    """Results of the same Observation; contradiction reads as unknown, and is said."""
    if not found:
        return NOTHING
    firm = {entry.status for entry in found} & {POSITIVE, NEGATIVE}
    if len(firm) > 1:
        return Result(UNKNOWN, why="value and interpretation contradict each other")
    decided = [entry for entry in found if entry.status in firm] or found
    return max(
        decided,
        key=lambda entry: (bool(entry.variant), bool(entry.detail), entry.coverage == "partial"),
    )


def _protein(result: Result, tested: Tested) -> Result:
    """A repair protein that is present is normal: presence of MLH1 means proficient repair."""
    if not tested.protein or result.status not in PROTEIN_EXPRESSED:
        return result
    status: BiomarkerStatus | None = result.status
    if result.detail != "words":
        status = PROTEIN_EXPRESSED[result.status]
    partial = "partial" if status is NEGATIVE else "full"
    return Result(status, partial, result.variant, tested.protein, result.why)
