"""Biomarkers that a diagnosis carries in its code, its name or its notes."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.biomarker_diagnosis import with_coding
from fhir_mappers.biomarker_fact import Source, facts
from fhir_mappers.biomarker_origin import germline_of, weighed
from fhir_mappers.biomarker_result import Result
from fhir_mappers.biomarker_said import said_in
from fhir_mappers.diagnosis_certainty import condition_certainty
from fhir_mappers.facts import Biomarker, Certainty, Evidence
from fhir_mappers.fhir import Coding, Resource
from fhir_mappers.reading import Found, Reading, words


def read(resource: Resource, reading: Reading) -> Found:
    """Statements of one Condition that is not refuted or suspected; its code before its words."""
    if condition_certainty(resource.json) is not Certainty.CONFIRMED:
        return ()
    coded = with_coding((fhir.concept(resource.json.get("code")),), reading)
    told = {name: result for name, result in _told(resource, reading).items() if name not in coded}
    return (*_coded(resource, coded, reading), *_from_words(resource, told, reading))


def _coded(
    resource: Resource, coded: dict[str, tuple[Result, Coding]], reading: Reading
) -> Iterator[Biomarker]:
    day = reading.event_day(resource.json, "onsetDateTime", "recordedDate")
    for name, (result, coding) in coded.items():
        evidence = fhir.evidence(resource, coding, on=day)
        yield from facts({name: result}, Source(day, evidence, tumour_ref=resource.reference))


def _told(resource: Resource, reading: Reading) -> dict[str, Result]:
    code = fhir.concept(resource.json.get("code"))
    text = ".\n".join([words(code), *fhir.notes(resource.json)])
    return weighed(said_in(text, germline_of(text, reading), reading), text, reading)


def _from_words(
    resource: Resource, told: dict[str, Result], reading: Reading
) -> Iterator[Biomarker]:
    code = fhir.concept(resource.json.get("code"))
    day = reading.event_day(resource.json, "onsetDateTime", "recordedDate")
    evidence = Evidence(resource.reference, "", day, code.words, from_text=True)
    yield from facts(told, Source(day, evidence, tumour_ref=resource.reference))
