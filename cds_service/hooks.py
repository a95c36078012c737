"""Reads the envelope of a CDS Hooks call.

Strict about what the specification requires of every client, lenient about the rest: unknown
members are ignored at every level, and drafts are taken as they are, because the public sandbox
itself sends ones that are not valid FHIR.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cards.rule import ORDER_SELECT, ORDER_SIGN
from cds_service.access import FhirAccess, read_access
from cds_service.errors import CallError, Problem

Json = Mapping[str, Any]
ORDER_HOOKS = (ORDER_SELECT, ORDER_SIGN)


@dataclass(frozen=True)
class HookRequest:
    """One call.

    `patient_id` is the bare id. `drafts` are the resources of `draftOrders`, as sent, and
    `draft_urls` their fullUrls, empty where there is none.
    `selections` are the references of `order-select`; what is no string is left out. `prefetch` is
    as sent, unchecked. `access` is what the caller lets us read beyond it; None for nothing.
    """

    hook: str
    hook_instance: str
    user_id: str
    patient_id: str
    encounter_id: str | None = None
    drafts: tuple[Json, ...] = ()
    draft_urls: tuple[str, ...] = ()
    selections: frozenset[str] = frozenset()
    prefetch: Json = field(default_factory=dict)
    access: FhirAccess | None = None
    fhir_server: str = ""


def parse_request(body: Any, hook: str) -> HookRequest:
    """The call in `body`, which must be one of `hook`. Raises `CallError` (400)."""
    envelope = _object(body, "")
    if _string(envelope, "hook") != hook:
        raise CallError(Problem.WRONG_HOOK, "hook")
    instance = _string(envelope, "hookInstance")
    context = _object(_needed(envelope, "context"), "context")
    patient_id = _string(context, "patientId", "context.").removeprefix("Patient/")
    drafts = _drafts(context) if hook in ORDER_HOOKS else ()
    return HookRequest(
        hook=hook,
        hook_instance=instance,
        user_id=_string(context, "userId", "context."),
        patient_id=patient_id,
        encounter_id=_optional_string(context, "encounterId", "context."),
        drafts=tuple(resource for resource, _ in drafts),
        draft_urls=tuple(url for _, url in drafts),
        selections=_selections(context) if hook == ORDER_SELECT else frozenset(),
        prefetch=_prefetch(envelope),
        access=read_access(envelope, patient_id),
        fhir_server=_address(envelope),
    )


def _needed(parent: Json, name: str, path: str = "") -> Any:
    value = parent.get(name)
    if value is None or value == "":
        raise CallError(Problem.MISSING, path + name)
    return value


def _object(value: Any, path: str) -> Json:
    if not isinstance(value, dict):
        raise CallError(Problem.WRONG_TYPE, path)
    return value


def _string(parent: Json, name: str, path: str = "") -> str:
    value = _needed(parent, name, path)
    if not isinstance(value, str):
        raise CallError(Problem.WRONG_TYPE, path + name)
    return value


def _optional_string(parent: Json, name: str, path: str) -> str | None:
    return _string(parent, name, path) if parent.get(name) else None


def _prefetch(envelope: Json) -> Json:
    value = envelope.get("prefetch")
    return {} if value is None else _object(value, "prefetch")


def _address(envelope: Json) -> str:
    server = envelope.get("fhirServer")
    return server.rstrip("/") if isinstance(server, str) else ""


def _drafts(context: Json) -> tuple[tuple[Json, str], ...]:
    path = "context.draftOrders"
    orders = _object(_needed(context, "draftOrders", "context."), path)
    return tuple(_entries_in(orders))


def resources_in(bundle: Json) -> Iterator[Json]:
    """The resources of a Bundle that may lack its type, its entries or resources in them."""
    return (resource for resource, _ in _entries_in(bundle))


def _entries_in(bundle: Json) -> Iterator[tuple[Json, str]]:
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and isinstance(resource.get("resourceType"), str):
            url = entry.get("fullUrl")
            yield resource, url if isinstance(url, str) else ""


def _selections(context: Json) -> frozenset[str]:
    sent = context.get("selections")
    entries = sent if isinstance(sent, list) else ()
    return frozenset(entry for entry in entries if isinstance(entry, str))
