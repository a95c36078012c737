"""Procedures that were done: operations, biopsies, ablations and radiotherapy."""

from __future__ import annotations

from fhir_mappers import fhir
from fhir_mappers.facts import Procedure, Unread
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.order_class import classify
from fhir_mappers.order_kind import SURGICAL, UNCLASSIFIED
from fhir_mappers.reading import Found, Reading

_DONE = ("completed", "in-progress", "unknown", "final", "")
_NOT_DONE = {
    "preparation": "the procedure has not begun",
    "on-hold": "the procedure is on hold",
    "stopped": "the procedure was stopped",
}
_OF_INTEREST = (*SURGICAL, UNCLASSIFIED, "radiotherapy")
_DATES = ("performedDateTime", "performedPeriod")


def read(resource: Resource, reading: Reading) -> Found:
    """The Procedure of one resource; `()` for what is no operation, biopsy or radiotherapy.

    A missing status counts as done, as real charts leave it out. Registry rows that say that a
    treatment was not received have codes without a class and make no fact.
    """
    if resource.type != "Procedure":
        return ()
    kind = classify(resource.json, reading)
    if kind.order_class not in _OF_INTEREST:
        return ()
    status = fhir.text(resource.json.get("status")).casefold()
    if status not in _DONE:
        return (Unread(resource.reference, _NOT_DONE.get(status, "the procedure was not done")),)
    on = reading.event_day(resource.json, *_DATES)
    because = fhir.evidence(
        resource, kind.coding, on=on, shown=_shown(resource.json), verified=kind.verified
    )
    return (Procedure(kind.order_class, kind.organ, kind.targets_metastasis, on, (because,)),)


def _shown(json: Json) -> str:
    return fhir.concept(json.get("code")).words
