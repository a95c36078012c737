"""Taking part in a clinical trial as registries code it (section 16.8)."""

from __future__ import annotations

from fhir_mappers import fhir
from fhir_mappers.facts import Statement
from fhir_mappers.fhir import Resource
from fhir_mappers.observed import why_not_final
from fhir_mappers.reading import TEXT_DATES, Found, Reading

_ASKED, _YES = "participation", "yes"


def read(resource: Resource, reading: Reading) -> Found:
    """A statement for a final yes; a no and what is not final say nothing."""
    json = resource.json
    asked = reading.terms.first("trial", fhir.concept(json.get("code")))
    if asked is None or asked.means != _ASKED or why_not_final(json):
        return ()
    answer = reading.terms.first("trial", fhir.concept(json.get("valueCodeableConcept")))
    joined = json.get("valueBoolean") is True or (answer is not None and answer.means == _YES)
    day = reading.event_day(json, *TEXT_DATES)
    because = fhir.evidence(resource, asked.coding, on=day, verified=asked.verified)
    return (Statement("clinical-trial", day=day, because=(because,)),) if joined else ()
