"""What all values of one staging Observation share: tumour, system, certainty, date, symbols."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fhir_mappers import fhir, staging_notation, staging_system
from fhir_mappers.diagnosis_note import note_certainty
from fhir_mappers.facts import Certainty, Day
from fhir_mappers.fhir import Concept, Json, Resource
from fhir_mappers.neighbours import with_member
from fhir_mappers.reading import Reading
from fhir_mappers.staging_dates import focus_reference, observation_day
from fhir_mappers.staging_values import value_concept

_NOT_FINAL = ("registered", "preliminary")


@dataclass(frozen=True)
class Frame:
    """`symbols` are TNM descriptors from outside the value, in the order found."""

    resource: Resource
    system: str
    edition: str
    tumour_ref: str | None
    certainty: Certainty
    day: Day | None
    symbols: str


def frame_of(resource: Resource, reading: Reading) -> Frame:
    """The frame of one Observation; without `focus` it inherits from the group that lists it."""
    group = None if resource.json.get("focus") else _group_of(resource, reading)
    system, edition = staging_system.read_method(
        fhir.concept(resource.json.get("method")), reading.terms
    )
    frame = Frame(
        resource,
        system,
        edition,
        focus_reference(resource.json, reading),
        _certainty(resource.json, reading),
        observation_day(resource.json, reading),
        _symbols(resource.json, reading),
    )
    if group is None:
        return frame
    return replace(
        frame,
        tumour_ref=frame.tumour_ref or focus_reference(group, reading),
        day=frame.day or observation_day(group, reading),
        symbols=frame.symbols + _symbols(group, reading),
    )


def _group_of(resource: Resource, reading: Reading) -> Json | None:
    """The Observation that lists this one in `hasMember`; only asked where `focus` is missing."""
    for other in with_member(reading.others, "hasMember"):
        if other.get("resourceType") == "Observation":
            members = {fhir.reference(node) for node in fhir.items(other.get("hasMember"))}
            if any(_same(member, resource, reading) for member in members if member):
                return other
    return None


def _same(member: str, resource: Resource, reading: Reading) -> bool:
    if member.endswith(resource.reference):
        return True
    own_id = resource.json.get("id")
    return own_id is not None and reading.others.get(member, {}).get("id") == own_id


def _certainty(json: Json, reading: Reading) -> Certainty:
    """Provisional results are suspected; Taiwan's registry writes finished ones as registered."""
    if fhir.text(json.get("status")) not in _NOT_FINAL:
        return note_certainty(json)
    value = value_concept(json) or Concept()
    systems = (reading.terms.system(coding.system) for coding in value.codings)
    taiwanese = any(system.startswith("twcr") for system in systems)
    return Certainty.CONFIRMED if taiwanese else Certainty.SUSPECTED


def _symbols(json: Json, reading: Reading) -> str:
    """Descriptors from prefix extensions and from members that are y, r or a symbols."""
    found: list[str] = []
    code = json.get("code")
    for node in (code, json.get("valueCodeableConcept"), json):
        for entry in fhir.extensions(node if isinstance(node, dict) else {}, "praefix", "prefix"):
            found.extend(_descriptor(fhir.concept(entry.get("valueCodeableConcept")), reading))
    for node in fhir.items(json.get("hasMember")):
        member = reading.resolve(json, node) or {}
        found.extend(_descriptor(fhir.concept(member.get("valueCodeableConcept")), reading))
    return "".join(found)


def _descriptor(concept: Concept, reading: Reading) -> Iterator[str]:
    for coding in concept.codings:
        meaning = reading.terms.coding("stage_prefixes", coding)
        code = meaning.means if meaning else coding.code
        if staging_notation.is_descriptor(code):
            yield code.lower()
