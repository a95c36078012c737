"""When an Observation or a Condition is dated, and which Condition an Observation is about."""

from __future__ import annotations

from fhir_mappers import fhir
from fhir_mappers.facts import Day
from fhir_mappers.fhir import Json
from fhir_mappers.reading import Reading

_OBSERVED = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
_PERFORMED = ("performedDateTime", "performedPeriod")
_ONSET = ("onsetDateTime", "onsetPeriod")


def observation_day(json: Json, reading: Reading) -> Day | None:
    """The effective date, else when it was issued, else the date of the procedure it is part of."""
    found = _first_day(json, reading, _OBSERVED)
    if found is not None:
        return found
    procedures = (reading.resolve(json, node) for node in fhir.items(json.get("partOf")))
    days = (_first_day(target, reading, _PERFORMED) for target in procedures if target)
    return next((day for day in days if day is not None), None)


def condition_day(json: Json, reading: Reading) -> Day | None:
    """Onset, else the asserted date of the extension, else when it was recorded."""
    onset = _first_day(json, reading, _ONSET, latest=False)
    if onset is not None:
        return onset
    for entry in fhir.extensions(json, "condition-assertedDate", "asserted-date"):
        asserted = reading.event_day(entry, "valueDateTime", "valueDate")
        if asserted is not None:
            return asserted
    return reading.event_day(json, "recordedDate", "assertedDate")


def _first_day(
    json: Json, reading: Reading, names: tuple[str, ...], *, latest: bool = True
) -> Day | None:
    for name in names:
        if name in json:
            day = reading.event_day(json, name, latest=latest)
            if day is not None:
                return day
    return None


def condition_reference(container: Json, node: object, reading: Reading) -> str | None:
    """A reference to a Condition in its relative form; None when it points to anything else.

    A Condition that is not at hand keeps the reference as sent, shortened to `Condition/id`.
    """
    target = fhir.reference(node)
    if target is None:
        return None
    resolved = reading.resolve(container, node)
    if resolved is not None:
        is_condition = resolved.get("resourceType") == "Condition"
        return f"Condition/{resolved['id']}" if is_condition and "id" in resolved else None
    _, found, last = target.partition("Condition/")
    return f"Condition/{last.split('/', 1)[0]}" if found else None


def focus_reference(json: Json, reading: Reading) -> str | None:
    """The Condition an Observation names in `focus`; with none or several different ones, None."""
    named = {condition_reference(json, node, reading) for node in fhir.items(json.get("focus"))}
    named.discard(None)
    return named.pop() if len(named) == 1 else None
