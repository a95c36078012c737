"""Takes parsed Bundles apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fhir_mappers import fhir
from fhir_mappers.fhir import Json

Entry = tuple[Json, str | None]


def flatten(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Resources with their Bundle `fullUrl`; message Bundles nest Bundles, deletes have no resource."""
    for resource, full_url in entries:
        if resource.get("resourceType") == "Bundle":
            inner = (
                (entry["resource"], fhir.text(entry.get("fullUrl")) or None)
                for entry in fhir.items(resource.get("entry"))
                if isinstance(entry.get("resource"), dict)
            )
            yield from flatten(inner)
        else:
            yield resource, full_url


def relative(resource: Json) -> str:
    """`Type/id`, or `Type` for a resource without id."""
    kind, resource_id = fhir.text(resource.get("resourceType")), fhir.text(resource.get("id"))
    return f"{kind}/{resource_id}" if resource_id else kind
