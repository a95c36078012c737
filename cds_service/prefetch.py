"""Sorts what was delivered: provided, looked for and not there, or not obtained.

Three states that must never be mixed up. `null` and an empty search mean that the client looked
and found nothing. A key that is absent, holds an OperationOutcome or no FHIR at all was not
obtained: its type is `unavailable`, and for a key that we need the call is answered with 412. A
search that failed half-way, has a further page or fewer records than its total is `incomplete`.
What may be read from the client's FHIR server is read first, and then sorted like the rest.

A site may deliver several types under one key; a type counts as delivered wherever it came, unless
its own key says that the search for it failed, which makes it incomplete. Keys that we did not
advertise are not read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cds_service.catalogue import PREFETCH, PrefetchKey
from cds_service.errors import CallError, Problem
from cds_service.hooks import HookRequest, Json, resources_in
from cds_service.wanted import MEDICATION, Fetch, complete, medications, next_link, nothing
from fhir_mappers.document import Entry

FATAL = ("error", "fatal")
OUTCOME = "OperationOutcome"


@dataclass(frozen=True)
class Record:
    """What we know of a chart: resources or Bundles, and the FHIR types we must not count on."""

    entries: tuple[Entry, ...] = ()
    unavailable: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Delivery:
    """One key: what it holds, the types in it, and whether it failed or was cut short."""

    key: PrefetchKey
    content: Json | None
    types: frozenset[str] = frozenset()
    failed: bool = False
    partial: bool = False


def gather(
    request: HookRequest, fetch: Fetch = nothing, keys: tuple[PrefetchKey, ...] = PREFETCH
) -> Record:
    """The record that was delivered or fetched; `fetch` is the only step that leaves the process.

    `keys` are those that the site publishes. A narrowed key leaves its type incomplete.
    Raises `CallError` (412) for a key that we need and that was obtained neither way.
    """
    record = _sorted(complete(request, fetch, keys), keys)
    contents = (content for content, _ in record.entries if isinstance(content, Mapping))
    found, lacking = medications(contents, request.drafts, fetch)
    return dataclasses.replace(
        record,
        entries=record.entries + found,
        incomplete=record.incomplete | {MEDICATION} if lacking else record.incomplete,
    )


def _sorted(prefetch: Mapping[str, Any], keys: tuple[PrefetchKey, ...]) -> Record:
    deliveries = tuple(_delivery(key, prefetch[key.name]) for key in keys if key.name in prefetch)
    missing = {key.name for key in keys if key.required} - _satisfied(deliveries)
    if missing:
        raise CallError(Problem.NOT_DELIVERED, f"prefetch.{min(missing)}")
    received = frozenset(kind for one in deliveries for kind in one.types)
    failed = frozenset(one.key.type for one in deliveries if one.failed)
    partial = frozenset(kind for one in deliveries if one.partial for kind in one.types)
    narrowed = frozenset(key.type for key in keys if key.narrowed)
    return Record(
        entries=tuple((one.content, None) for one in deliveries if one.content is not None),
        unavailable=frozenset(key.type for key in keys) - received,
        incomplete=partial | (received & (failed | narrowed)),
    )


def _satisfied(deliveries: tuple[Delivery, ...]) -> set[str]:
    return {one.key.name for one in deliveries if not one.failed}


def _delivery(key: PrefetchKey, value: Any) -> Delivery:
    if value is None:
        return Delivery(key, None, frozenset({key.type}))
    if not _is_fhir(value) or value["resourceType"] == OUTCOME:
        return Delivery(key, None, failed=True)
    if value["resourceType"] == "Bundle":
        return _search_result(key, value)
    kind = value["resourceType"]
    return Delivery(key, value, frozenset({kind}), failed=kind != key.type)


def _search_result(key: PrefetchKey, bundle: Json) -> Delivery:
    matches = tuple(_matched_types(bundle))
    failed_inside = any(map(_is_fatal, resources_in(bundle)))
    if failed_inside and not matches:
        return Delivery(key, None, failed=True)
    partial = failed_inside or next_link(bundle) is not None or _total(bundle) > len(matches)
    return Delivery(key, bundle, frozenset({*matches, key.type}), partial=partial)


def _is_fhir(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("resourceType"), str)


def _matched_types(bundle: Json) -> Iterator[str]:
    """The type of each match; what a server merely includes proves no complete search."""
    for entry in _objects(bundle.get("entry")):
        search = entry.get("search")
        mode = search.get("mode") if isinstance(search, dict) else "match"
        resource = entry.get("resource")
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if isinstance(kind, str) and kind != OUTCOME and mode != "include":
            yield kind


def _is_fatal(resource: Json) -> bool:
    issues = _objects(resource.get("issue")) if resource["resourceType"] == OUTCOME else ()
    return any(issue.get("severity") in FATAL for issue in issues)


def _total(bundle: Json) -> int:
    total = bundle.get("total")
    return total if isinstance(total, int) else 0


def _objects(value: Any) -> Iterator[Json]:
    entries = value if isinstance(value, list) else ()
    return (entry for entry in entries if isinstance(entry, dict))
