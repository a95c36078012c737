"""Visits that matter: emergency, inpatient and hospice encounters, and whether they still run."""

from __future__ import annotations

from fhir_mappers import fhir
from fhir_mappers.facts import Encounter, Truth
from fhir_mappers.fhir import Coding, Concept, Json, Resource
from fhir_mappers.reading import Found, Reading
from fhir_mappers.terminology import Meaning

_KINDS = ("emergency", "hospice", "inpatient")
_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_OPEN = ("arrived", "triaged", "in-progress", "onleave")
_CLOSED = ("finished", "planned", "cancelled")


def read(resource: Resource, reading: Reading) -> Found:
    """One Encounter for each kind that class, type or discharge names; `()` for other visits."""
    if resource.type != "Encounter":
        return ()
    started = reading.event_day(resource.json, "period", latest=False)
    kinds: dict[str, Encounter] = {}
    for meaning in _meanings(resource.json, reading):
        if meaning.means in _KINDS and meaning.means not in kinds:
            because = fhir.evidence(resource, meaning.coding, on=started, verified=meaning.verified)
            kinds[meaning.means] = Encounter(
                meaning.means,
                is_open(resource.json, reading),
                resource.reference,
                started,
                (because,),
            )
    return tuple(kinds.values())


def is_open(json: Json, reading: Reading) -> Truth:
    """Whether the visit still runs: by status, else by its period; unknown with neither."""
    status = fhir.text(json.get("status")).casefold()
    period = json.get("period")
    ended = fhir.day(period.get("end")) if isinstance(period, dict) else None
    if status in _CLOSED or (ended is not None and ended.last < reading.today):
        return Truth.NO
    if status in _OPEN:
        return Truth.YES
    return Truth.UNKNOWN


def _meanings(json: Json, reading: Reading) -> tuple[Meaning, ...]:
    concepts = [_class(json), *fhir.concepts(json.get("type"))]
    concepts.append(fhir.concept(json.get("serviceType")))
    stay = json.get("hospitalization")
    if isinstance(stay, dict):
        concepts.append(fhir.concept(stay.get("dischargeDisposition")))
    return tuple(
        meaning for concept in concepts for meaning in reading.terms.all("care_codes", concept)
    )


def _class(json: Json) -> Concept:
    """`class` is one Coding in R4; a missing system is read as ActCode, which R4 requires there."""
    node = json.get("class")
    codings = fhir.concept({"coding": node}).codings
    return Concept(
        tuple(Coding(entry.system or _ACT_CODE, entry.code, entry.display) for entry in codings)
    )
