"""Genetic variants, pertinent negatives and regions studied (mapping section 9)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from fhir_mappers import coverage, fhir
from fhir_mappers.biomarker_attempt import (
    CANCELLED,
    OPEN,
    failed,
    pending,
    taken_from,
    why_without_result,
)
from fhir_mappers.biomarker_fact import Source, facts
from fhir_mappers.biomarker_origin import weighed
from fhir_mappers.biomarker_panel import names_of
from fhir_mappers.biomarker_result import NEGATIVE, PARTIAL, POSITIVE, UNKNOWN, UNSTATED, Result
from fhir_mappers.biomarker_said import BRCA, TUMOUR, placed
from fhir_mappers.facts import Truth, Unread
from fhir_mappers.fhir import Coding, Json, Resource
from fhir_mappers.reading import Found, Reading
from fhir_mappers.staging_dates import focus_reference
from fhir_mappers.variant_finding import concerns, finding, origin
from fhir_mappers.variant_gene import Genes, genes_of

IMPLICATION = "an implication names drugs or diseases, not results"
DISPUTED = "gene id and symbol disagree"
INHERITED = "germline tested; the tumour itself was not"


def read(resource: Resource, reading: Reading) -> Found:
    """Variants (69548-6) and regions studied (53041-0); implications name other people's drugs."""
    code = fhir.concept(resource.json.get("code"))
    meaning = reading.terms.first("biomarker_tests", code)
    if reading.terms.first("variant_components", code):
        return (Unread(resource.reference, IMPLICATION),)
    if meaning is None or meaning.means not in ("variant", "region-studied"):
        return ()
    genes = genes_of(resource.json, reading)
    if meaning.means == "region-studied":
        results = _studied(resource.json, genes, reading)
    else:
        results = _found(resource.json, genes, reading)
    source = _source(resource, meaning.coding, results, reading)
    return tuple(facts(results, source))


def _source(
    resource: Resource, coding: Coding, results: dict[str, Result], reading: Reading
) -> Source:
    json = resource.json
    day = reading.event_day(json, "effectiveDateTime", "effectivePeriod", "issued")
    shown = "; ".join(f"{name} {result.variant}".strip() for name, result in results.items())
    because = fhir.evidence(resource, coding, on=day, shown=shown)
    germline = origin(json, reading)
    method = "germline" if germline is Truth.YES else "ngs"
    return Source(day, because, method, germline, focus_reference(json, reading))


def _found(json: Json, genes: Genes, reading: Reading) -> dict[str, Result]:
    if genes.disputed:
        return dict.fromkeys(genes.names, Result(UNKNOWN, why=DISPUTED))
    germline = origin(json, reading)
    result = finding(json, reading)
    found = {
        placed(name, germline): _told(concerns(result, name, json, reading), name, germline)
        for name in genes.names
    }
    if germline is Truth.YES:
        return found
    return weighed(found, ". ".join((taken_from(json, reading), *fhir.notes(json))), reading)


def _told(result: Result, name: str, germline: Truth) -> Result:
    """Few genes of a group were looked at; the germline without a variant tells no tumour's."""
    if germline is Truth.YES and _asks_tumour(name, result):
        return Result(UNKNOWN, why=INHERITED)
    if result.status is NEGATIVE and _is_part(name, germline):
        return dataclasses.replace(result, coverage=PARTIAL)
    return result


def _asks_tumour(name: str, result: Result) -> bool:
    """Whether a result of the germline leaves the tumour open; an inherited change is in it too."""
    if result.status is POSITIVE:
        return name == TUMOUR
    return result.status is NEGATIVE and placed(name, Truth.YES) not in coverage.load().inherited


def _is_part(name: str, germline: Truth) -> bool:
    return name == TUMOUR or (name == BRCA and germline is not Truth.YES)


def _studied(json: Json, genes: Genes, reading: Reading) -> dict[str, Result]:
    """A gene studied without a variant on record anywhere in the chart was tested and negative."""
    germline = origin(json, reading)
    names = names_of(genes.names, germline)
    status = fhir.text(json.get("status")).lower()
    if status in OPEN:
        return pending(names)
    why = CANCELLED if status == CANCELLED else why_without_result(json, reading)
    if why and not any(name.startswith("value") for name in json):
        return failed(names, why)
    return without_finding(genes.names, germline, reading)


def without_finding(names: Iterable[str], germline: Truth, reading: Reading) -> dict[str, Result]:
    """Genes looked at that have no variant on record anywhere in the chart were normal."""
    altered = {name for other in _observations(reading) for name in _present(other, reading)}
    nothing = Result(NEGATIVE, UNSTATED)
    return {
        placed(name, germline): _told(nothing, name, germline)
        for name in names
        if name not in altered
    }


def _observations(reading: Reading) -> Iterator[Json]:
    for other in reading.others.values():
        if other.get("resourceType") == "Observation":
            yield other
        for inner in fhir.items(other.get("contained")):
            if inner.get("resourceType") == "Observation":
                yield inner


def _present(json: Json, reading: Reading) -> tuple[str, ...]:
    meaning = reading.terms.first("biomarker_tests", fhir.concept(json.get("code")))
    if meaning is None or meaning.means != "variant":
        return ()
    return () if finding(json, reading).status is NEGATIVE else genes_of(json, reading).names
