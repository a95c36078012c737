"""Genes that an analysis of a genomic study looked at (mapping section 9, genomics reporting 3)."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.biomarker_attempt import pending
from fhir_mappers.biomarker_fact import Source, facts
from fhir_mappers.biomarker_origin import germline_of
from fhir_mappers.biomarker_panel import names_of
from fhir_mappers.facts import Truth
from fhir_mappers.fhir import Coding, Json, Resource
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.variant import without_finding
from fhir_mappers.variant_gene import markers_of

REGIONS = "genomic-study-analysis-regions"
LOOKED_AT, UNCALLED = frozenset({"studied", "called"}), frozenset({"uncalled"})
DONE, UNDER_WAY = "completed", frozenset({"preparation", "in-progress", "on-hold"})
GERMLINE = "germline"


def read(resource: Resource, reading: Reading) -> Found:
    """Genes studied that were not left uncalled: normal where no variant of them is on record."""
    json = resource.json
    missed = set(_genes(json, UNCALLED, reading))
    names = [name for name in _genes(json, LOOKED_AT, reading) if name not in missed]
    status = fhir.text(json.get("status")).lower()
    if not names or status not in UNDER_WAY | {DONE}:
        return ()
    code = fhir.concept(json.get("code"))
    text = words(code)
    germline = germline_of(text, reading)
    done = status == DONE
    results = (
        without_finding(names, germline, reading) if done else pending(names_of(names, germline))
    )
    day = reading.event_day(json, "performedDateTime", "performedPeriod")
    coding = next(iter(code.codings), Coding("", REGIONS))
    because = fhir.evidence(resource, coding, on=day, shown=text or REGIONS)
    method = GERMLINE if germline is Truth.YES else "ngs"
    return tuple(facts(results, Source(day, because, method, germline)))


def _genes(json: Json, kinds: frozenset[str], reading: Reading) -> tuple[str, ...]:
    return markers_of(map(fhir.concept, _parts(json, kinds)), reading)


def _parts(json: Json, kinds: frozenset[str]) -> Iterator[object]:
    for outer in fhir.items(json.get("extension")):
        if fhir.text(outer.get("url")).endswith(REGIONS):
            for inner in fhir.items(outer.get("extension")):
                if fhir.text(inner.get("url")) in kinds:
                    yield inner.get("valueCodeableConcept")
