"""Takes Bundles apart: every resource once, in an order that does not depend on how it came."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterable, Iterator
from typing import Any

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


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each resource once (I17), sorted; of several versions of one id the latest is kept.

    The version is told by `meta.lastUpdated`; without one, the choice is arbitrary but the same
    for every order of arrival.
    """
    chosen: dict[str, tuple[tuple[str, str], Entry]] = {}
    for resource, full_url in entries:
        text = jsonlib.dumps(resource, sort_keys=True, default=str)
        key = relative(resource) if "/" in relative(resource) else full_url or text
        rank = (_last_updated(resource), text)
        if key not in chosen or rank > chosen[key][0]:
            chosen[key] = (rank, (resource, full_url))
    return tuple(entry for _, (_, entry) in sorted(chosen.items(), key=lambda item: item[0]))


def _last_updated(resource: Json) -> str:
    meta: Any = resource.get("meta")
    return fhir.text(meta.get("lastUpdated")) if isinstance(meta, dict) else ""
