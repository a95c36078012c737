"""Observations of one marker test: ER, HER2, MSI, RAS, PD-L1 and their like (mapping section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fhir_mappers import fhir
from fhir_mappers.biomarker_attempt import CANCELLED, OPEN, failed, pending, taken_from
from fhir_mappers.biomarker_fact import Source, facts
from fhir_mappers.biomarker_origin import germline_of, weighed, without_blood
from fhir_mappers.biomarker_panel import names_of
from fhir_mappers.biomarker_parts import codings_of_parts, results_of
from fhir_mappers.biomarker_result import Result
from fhir_mappers.biomarker_said import BRCA
from fhir_mappers.biomarker_subject import REGION, VARIANT, subject_of
from fhir_mappers.biomarker_value import written
from fhir_mappers.biomarker_words import Tested
from fhir_mappers.facts import Biomarker, Truth
from fhir_mappers.fhir import Coding, Json, Resource
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import focus_reference

BLOOD = "ctdna"
TELLING = frozenset({"component", "note", "valueString"})
"""Where an Observation that is about no marker by its code or name may still tell of one."""


def read(resource: Resource, reading: Reading) -> Found:
    """One fact for each biomarker that the test, its components or its words decide on."""
    json = resource.json
    code = fhir.concept(json.get("code"))
    subject = subject_of(code, reading)
    if subject.kind in (VARIANT, REGION) or reading.terms.first("variant_components", code):
        return ()
    if subject.tested is None and TELLING.isdisjoint(json):
        return ()
    said = written(json, reading)
    text = ". ".join((words(code), said))
    germline = _germline(subject.tested, text, reading)
    results = _results(json, subject.tested, germline, reading)
    if not results:
        return ()
    method = subject.tested.method if subject.tested else ""
    source_text = text if germline is Truth.YES else f"{text}. {taken_from(json, reading)}"
    results = _weighed(results, method, source_text, reading)
    day = reading.event_day(json, "effectiveDateTime", "effectivePeriod", "issued")
    because = fhir.evidence(resource, subject.coding, on=day, shown=words(code))
    source = Source(day, because, method, germline, focus_reference(json, reading))
    if subject.coding is not None:
        return tuple(facts(results, source))
    return tuple(_by_parts(results, source, codings_of_parts(json, germline, reading)))


def _by_parts(
    results: dict[str, Result], source: Source, codings: dict[str, Coding]
) -> Iterator[Biomarker]:
    """Under a title that is only words, a result rests on the code of its component if it has one."""
    for name, result in results.items():
        coding, because = codings.get(name), source.because
        if coding is not None:
            because = replace(because, code=f"{coding.system}|{coding.code}", from_text=False)
        yield from facts({name: result}, replace(source, because=because))


def _germline(tested: Tested | None, text: str, reading: Reading) -> Truth:
    """A BRCA test speaks for the germline unless its words say tumour or somatic."""
    stated = germline_of(text, reading)
    if stated is Truth.UNKNOWN and tested and BRCA in tested.biomarkers:
        return Truth.YES
    return stated


def _results(
    json: Json, tested: Tested | None, germline: Truth, reading: Reading
) -> dict[str, Result]:
    """Status first: what is not final has no result yet."""
    status = fhir.text(json.get("status")).lower()
    if status not in OPEN and status != CANCELLED:
        return results_of(json, tested, germline, reading)
    names = names_of(tested.biomarkers, germline) if tested and not tested.silent else ()
    return pending(names) if status in OPEN else failed(names, CANCELLED)


def _weighed(
    results: dict[str, Result], method: str, text: str, reading: Reading
) -> dict[str, Result]:
    weighted = weighed(results, text, reading)
    if method != BLOOD or weighted != results:
        return weighted
    return {name: without_blood(result) for name, result in results.items()}
