"""The value of one marker test: coded answers, yes or no, numbers with units, and words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.biomarker_alteration import alteration_in
from fhir_mappers.biomarker_gene import looked_at
from fhir_mappers.biomarker_general import of_this_patient
from fhir_mappers.biomarker_measure import measurement
from fhir_mappers.biomarker_repair import normal
from fhir_mappers.biomarker_result import (
    FULL,
    NEGATIVE,
    NOT_TESTED,
    NOTHING,
    PARTIAL,
    POSITIVE,
    UNKNOWN,
    UNSTATED,
    Result,
    agreed,
)
from fhir_mappers.biomarker_said import BRCA, NOT_NAMED, TUMOUR, placed, said_of
from fhir_mappers.biomarker_score import measured
from fhir_mappers.biomarker_short import spelt_out
from fhir_mappers.biomarker_words import Tested
from fhir_mappers.facts import Truth
from fhir_mappers.fhir import Json
from fhir_mappers.observed import value_concepts, value_text
from fhir_mappers.reading import Reading, words

HER2, REPAIR = "HER2", "MSI_MMR"
_FIRM = {"positive": POSITIVE, "negative": NEGATIVE, "pathogenic": POSITIVE}
_FLAGS = {"abnormal": POSITIVE, "normal": NEGATIVE}


def values_of(
    part: Json, tested: Tested, germline: Truth, label: str, reading: Reading
) -> dict[str, Result]:
    """Results of an Observation or a component, whose own values must agree with each other."""
    worded = said_of(written(part, reading), tested, germline, reading)
    said = {name: _narrowed(result, name, label) for name, result in worded.items()}
    found = dict(said)
    for name in tested.biomarkers:
        place = placed(name, germline)
        if len(tested.biomarkers) > 1 and said and place not in said:
            continue
        results = [
            _fitted(one, name, place, tested, label) for one in _plain(part, name, tested, reading)
        ]
        found[place] = agreed([*results, said.get(place, NOTHING)])
    return {name: result for name, result in found.items() if result != NOTHING}


def _narrowed(result: Result, name: str, label: str) -> Result:
    """A normal result in words covers what the label says was looked at, unless it says itself."""
    if result.status is not NEGATIVE or result.coverage != UNSTATED:
        return result
    if measured(name) or name in (HER2, REPAIR):
        return result
    return dataclasses.replace(result, coverage=looked_at(label, name, alteration_in(label)))


def written(part: Json, reading: Reading) -> str:
    """Value, interpretation and notes in words; an interpretation only where its code is unknown."""
    flags = [
        words(concept)
        for concept in fhir.concepts(part.get("interpretation"))
        if not reading.terms.all("answers", concept)
    ]
    told = (
        of_this_patient(text, reading) for text in (value_text(part), *flags, *fhir.notes(part))
    )
    return ". ".join(spelt_out(text) for text in told if text)


def _plain(part: Json, name: str, tested: Tested, reading: Reading) -> Iterator[Result]:
    yield from _coded(part, name, tested, reading)
    value = part.get("valueBoolean")
    if isinstance(value, bool):
        yield Result(POSITIVE if value else NEGATIVE, FULL)
    yield measurement(part, name, tested)


def _coded(part: Json, name: str, tested: Tested, reading: Reading) -> Iterator[Result]:
    for concept in value_concepts(part):
        for meaning in reading.terms.all("answers", concept):
            if meaning.means in _FIRM:
                yield Result(_FIRM[meaning.means], FULL)
            elif meaning.means == "equivocal":
                yield _equivocal(name)
            elif meaning.means in _FLAGS and not measured(name):
                yield _flagged(meaning.means, tested)


def _equivocal(name: str) -> Result:
    if name == HER2:
        why = "equivocal, in situ hybridisation missing"
        return Result(NOT_TESTED, detail="2+", why=why)
    return Result(UNKNOWN, why="equivocal or indeterminate")


def _flagged(flag: str, tested: Tested) -> Result:
    """An abnormal repair protein is a missing one, so that the flag needs no turning later."""
    status = _FLAGS[flag]
    if tested.protein:
        status = NEGATIVE if status is POSITIVE else POSITIVE
    return Result(status, FULL)


def _fitted(result: Result, name: str, place: str, tested: Tested, label: str) -> Result:
    """What a bare answer means for this test: stains of repair proteins turn, parts stay parts."""
    if tested.protein:
        return _turned(result, tested.protein)
    if result.status is POSITIVE and len(tested.biomarkers) > 1:
        return dataclasses.replace(result, coverage=PARTIAL, detail=NOT_NAMED)
    if result.status is not NEGATIVE or measured(name) or name in (HER2, REPAIR):
        return result
    part = tested.part or (name == BRCA and place == TUMOUR)
    covered = PARTIAL if part else looked_at(label, name, alteration_in(label))
    return dataclasses.replace(result, coverage=covered)


def _turned(result: Result, protein: str) -> Result:
    """A repair protein that is present is normal; one that is absent is the finding."""
    if result.status is POSITIVE:
        return normal(frozenset({protein}))
    if result.status is NEGATIVE:
        return Result(POSITIVE, FULL, detail=protein)
    return result
