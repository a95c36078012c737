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
from collections.abc import Mapping
from dataclasses import dataclass

from cds_service.catalogue import PREFETCH, PrefetchKey
from cds_service.errors import CallError, Problem
from cds_service.hooks import HookRequest
from cds_service.wanted import MEDICATION, Fetch, complete, medications, nothing
from fhir_mappers.delivery import OUTCOME, Delivery
from fhir_mappers.document import BUNDLE, Document


@dataclass(frozen=True)
class Record:
    """What we know of a chart: its resources, and the FHIR types we must not count on."""

    documents: tuple[Document, ...] = ()
    unavailable: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sorted:
    """One key: what it holds, the types in it, and whether it failed or was cut short."""

    key: PrefetchKey
    documents: tuple[Document, ...] = ()
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
    record = _record(complete(request, fetch, keys), keys)
    if fetch is nothing:
        return record
    found, lacking = medications(record.documents, request.drafts, fetch)
    return dataclasses.replace(
        record,
        documents=record.documents + found,
        incomplete=record.incomplete | {MEDICATION} if lacking else record.incomplete,
    )


def _record(delivered: Mapping[str, Delivery | None], keys: tuple[PrefetchKey, ...]) -> Record:
    found = tuple(_sorted(key, delivered[key.name]) for key in keys if key.name in delivered)
    missing = {key.name for key in keys if key.required} - _satisfied(found)
    if missing:
        raise CallError(Problem.NOT_DELIVERED, f"prefetch.{min(missing)}")
    received = frozenset(kind for one in found for kind in one.types)
    failed = frozenset(one.key.type for one in found if one.failed)
    partial = frozenset(kind for one in found if one.partial for kind in one.types)
    narrowed = frozenset(key.type for key in keys if key.narrowed)
    return Record(
        documents=tuple(document for one in found for document in one.documents),
        unavailable=frozenset(key.type for key in keys) - received,
        incomplete=partial | (received & (failed | narrowed)),
    )


def _satisfied(found: tuple[Sorted, ...]) -> set[str]:
    return {one.key.name for one in found if not one.failed}


def _sorted(key: PrefetchKey, delivery: Delivery | None) -> Sorted:
    """A key with its delivery; None is the `null` of a client that looked and found nothing."""
    if delivery is None:
        return Sorted(key, types=frozenset({key.type}))
    if delivery.kind in ("", OUTCOME):
        return Sorted(key, failed=True)
    if delivery.kind == BUNDLE:
        return _search_result(key, delivery)
    kind = delivery.kind
    return Sorted(key, delivery.documents, frozenset({kind}), failed=kind != key.type)


def _search_result(key: PrefetchKey, found: Delivery) -> Sorted:
    matches = found.matches
    if found.failed and not matches:
        return Sorted(key, failed=True)
    partial = found.failed or found.next is not None or found.total > len(matches)
    return Sorted(key, found.documents, frozenset({*matches, key.type}), partial=partial)
