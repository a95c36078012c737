"""Opens draft orders as real clients send them: often not valid, never a reason to fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fhir_mappers import validity
from fhir_mappers.bundle import flatten, relative
from fhir_mappers.facts import Order, Unread
from fhir_mappers.fhir import InvalidResourceError, Json, Resource
from fhir_mappers.intake import PatientIdentity, Verdict, admit, is_open_order
from fhir_mappers.order import order_of
from fhir_mappers.reading import Reading

VALIDATED = ("ServiceRequest", "MedicationRequest")
_LISTS = (
    "category", "reasonCode", "reasonReference", "note", "orderDetail", "bodySite", "extension",
    "dosageInstruction", "supportingInfo", "identifier", "contained",
)  # fmt: skip
_NOT_OPEN = "its status is not that of an open order"
_STRANGER = "belongs to another patient"
_UNTYPED = "a draft order without a resource type"


def map_orders(
    drafts: Sequence[Json], reading: Reading, patient: PatientIdentity
) -> tuple[Order | Unread, ...]:
    """One Order for each draft, in the order sent; nothing is raised for a draft's shape.

    Drafts of another patient, and drafts that are not open, become Unread. A kind of request that
    we do not know is an Order of class `other`, so that a selection can still be found.
    """
    return tuple(_drafted(draft, reading, patient) for draft in single(drafts))


def _drafted(draft: Json, reading: Reading, patient: PatientIdentity) -> Order | Unread:
    reference = relative(draft)
    if not reference:
        return Unread("", _UNTYPED)
    admission = admit(draft, patient)
    if admission.verdict is Verdict.OTHER_PATIENT:
        return Unread(reference, _STRANGER)
    if admission.verdict is Verdict.UNREAD:
        return Unread(reference, admission.why)
    if not is_open_order(draft):
        return Unread(reference, _NOT_OPEN)
    return order_of(open_draft(draft), reading, drafted=True, draft=draft)


def single(drafts: Iterable[Json]) -> Iterator[Json]:
    """Every draft on its own; Bundles are taken apart, also one that has lost its type.

    What is no object at all is passed over.
    """
    for draft in drafts:
        if not isinstance(draft, Mapping):
            continue
        bundled = draft if "resourceType" in draft else {"resourceType": "Bundle", **draft}
        yield from (resource for resource, _ in flatten([(bundled, None)]))


def open_draft(raw: Json) -> Resource:
    """The valid part of a draft; the whole of it, unvalidated, where nothing could be repaired.

    Single objects where FHIR wants a list are kept as lists of one. Readers of the result must
    take every element through `fhir_mappers.fhir`, which bears any shape.
    """
    listed = _listed(raw)
    reference = relative(listed)
    if listed.get("resourceType") not in VALIDATED:
        return Resource(reference.split("/")[0], reference, listed)
    try:
        return validity.open_resource(listed, reference)
    except InvalidResourceError:
        return Resource(reference.split("/")[0], reference, listed)


def _listed(raw: Json) -> dict[str, Any]:
    repaired = dict(raw)
    for name in _LISTS:
        if isinstance(raw.get(name), dict):
            repaired[name] = [raw[name]]
    return repaired
