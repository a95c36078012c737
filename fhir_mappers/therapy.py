"""Drug treatment on record: what was given, is given, is planned or was stopped, and when last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import fhir
from fhir_mappers.facts import Day, Therapy
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.reading import Found, Reading
from fhir_mappers.therapy_drugs import Drugs, classes_of, drugs_of
from fhir_mappers.therapy_route import systemic

_EFFECTIVE = ("effectiveDateTime", "effectivePeriod")
_PLANS = ("proposal", "plan", "option")
_REQUEST = {
    "active": "active",
    "on-hold": "active",
    "unknown": "active",
    "": "active",
    "completed": "given",
    "stopped": "stopped",
}
_STATEMENT = {
    "active": "active",
    "on-hold": "active",
    "unknown": "active",
    "": "active",
    "completed": "given",
    "stopped": "stopped",
    "intended": "planned",
}
_ADMINISTRATION = {
    "completed": "given",
    "in-progress": "active",
    "stopped": "given",
    "unknown": "given",
    "": "given",
}
_DISPENSE = ("completed", "in-progress", "unknown", "")


@dataclass(frozen=True)
class Course:
    """State of a treatment and its dates; `last` is None without a date of administration."""

    status: str
    started: Day | None = None
    last: Day | None = None


def read(resource: Resource, reading: Reading) -> Found:
    """One Therapy for each known ingredient; `()` for other drugs and for what was never given.

    A prescription, also one that is still active, tells no date of a dose (section 12.4).
    """
    course = _course(resource, reading)
    drugs = drugs_of(resource.json, reading) if course else None
    if course is None or drugs is None or not drugs.ingredients:
        return ()
    return tuple(_therapies(resource, course, drugs, reading))


def _therapies(
    resource: Resource, course: Course, drugs: Drugs, reading: Reading
) -> Iterator[Therapy]:
    on = course.last or course.started
    because = fhir.evidence(
        resource, drugs.coding, on=on, shown=drugs.shown, verified=drugs.verified
    )
    reaches = systemic(resource.json, drugs, reading)
    for ingredient in drugs.ingredients:
        yield Therapy(
            ingredient=ingredient,
            classes=classes_of(ingredient, drugs, reading.terms),
            status=course.status,
            source=resource.type,
            systemic=reaches,
            started=course.started,
            last_dose=course.last,
            because=(because,),
        )


def _course(resource: Resource, reading: Reading) -> Course | None:
    status = fhir.text(resource.json.get("status")).casefold()
    match resource.type:
        case "MedicationRequest":
            return _requested(resource.json, status, reading)
        case "MedicationStatement":
            return _stated(resource.json, status, reading)
        case "MedicationAdministration":
            return _administered(resource.json, status, reading)
        case "MedicationDispense":
            return _dispensed(resource.json, status, reading)
    return None


def _requested(json: Json, status: str, reading: Reading) -> Course | None:
    state = _REQUEST.get(status)
    if state is None:
        return None
    if fhir.text(json.get("intent")) in _PLANS:
        return Course("planned") if state == "active" else None
    return Course(state, _first_day(json, reading) or reading.event_day(json, "authoredOn"))


def _first_day(json: Json, reading: Reading) -> Day | None:
    """The start of the first dosage that names one, if it is not in the future."""
    for dosage in fhir.items(json.get("dosageInstruction")):
        for timing in fhir.items(dosage.get("timing")):
            for repeat in fhir.items(timing.get("repeat")):
                found = reading.event_day(repeat, "boundsPeriod", latest=False)
                if found is not None:
                    return found
    return None


def _stated(json: Json, status: str, reading: Reading) -> Course | None:
    """An ongoing statement dates no dose unless its period has ended."""
    state = _STATEMENT.get(status)
    if state is None:
        return None
    started = reading.event_day(json, *_EFFECTIVE, latest=False)
    if state == "planned":
        return Course(state)
    period = json.get("effectivePeriod")
    ended = reading.event_day(period, "end") if isinstance(period, dict) else None
    if ended is None and state != "active":
        ended = reading.event_day(json, "effectiveDateTime")
    return Course(state, started, ended)


def _administered(json: Json, status: str, reading: Reading) -> Course | None:
    state = _ADMINISTRATION.get(status)
    if state is None:
        return None
    started = reading.event_day(json, *_EFFECTIVE, latest=False)
    return Course(state, started, reading.event_day(json, *_EFFECTIVE) or started)


def _dispensed(json: Json, status: str, reading: Reading) -> Course | None:
    if status not in _DISPENSE:
        return None
    handed = reading.event_day(json, "whenHandedOver", "whenPrepared")
    return Course("given", handed, handed)
