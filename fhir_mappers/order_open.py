"""Opens draft orders as real clients send them: often not valid, never a reason to fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fhir_mappers import fhir
from fhir_mappers.bundle import flatten, relative
from fhir_mappers.fhir import InvalidResourceError, Json, Resource

VALIDATED = ("ServiceRequest", "MedicationRequest")
_LISTS = (
    "category", "reasonCode", "reasonReference", "note", "orderDetail", "bodySite", "extension",
    "dosageInstruction", "supportingInfo", "identifier", "contained",
)  # fmt: skip


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
        return fhir.open_resource(listed, reference)
    except InvalidResourceError:
        return Resource(reference.split("/")[0], reference, listed)


def _listed(raw: Json) -> dict[str, Any]:
    repaired = dict(raw)
    for name in _LISTS:
        if isinstance(raw.get(name), dict):
            repaired[name] = [raw[name]]
    return repaired
