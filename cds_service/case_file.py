"""Reads a case from a file: a hook request, or a Bundle that is the whole chart of one patient."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cards.rule import PATIENT_VIEW
from cds_service import prefetch, wire
from cds_service.catalogue import service_of_hook
from cds_service.hooks import ORDER_HOOKS, HookRequest, Json, parse_request, resources_in
from cds_service.prefetch import Record
from fhir_mappers.document import documents


class CaseError(Exception):
    """A file that holds no case. The message says what was expected."""


@dataclass(frozen=True)
class Case:
    """A call and the record that came with it."""

    request: HookRequest
    record: Record


def read_case(path: Path, hook: str | None) -> Case:
    """The case in a file; `hook` overrides the one that a request names.

    A Bundle counts as the complete record. On an order hook its drafts are the orders advised on.
    Raises `CaseError`, and `CallError` for a request that the service would refuse.
    """
    body = _json(path)
    if isinstance(body, dict) and body.get("resourceType") == "Bundle":
        return _case_of_chart(body, hook or PATIENT_VIEW)
    if isinstance(body, dict) and "hook" in body:
        return _case_of_request(body, hook)
    raise CaseError(f"{path.name}: expected a CDS Hooks request or a FHIR Bundle")


def _json(path: Path) -> Any:
    try:
        return wire.decode(path.read_bytes())
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror}") from error
    except wire.MalformedJsonError as error:
        raise CaseError(f"{path.name}: not JSON (RFC 8259, UTF-8)") from error


def _case_of_request(body: dict[str, Any], hook: str | None) -> Case:
    named = {**body, "hook": hook} if hook else body
    request = parse_request(named, service_of_hook(str(named["hook"])).hook)
    return Case(request, prefetch.gather(request))


def _case_of_chart(bundle: Json, hook: str) -> Case:
    resources = tuple(resources_in(bundle))
    patients = {
        str(resource.get("id"))
        for resource in resources
        if resource["resourceType"] == "Patient" and resource.get("id")
    }
    if len(patients) != 1:
        raise CaseError(f"expected one Patient with an id in the Bundle, found {len(patients)}")
    drafts = tuple(entry for entry in resources if entry.get("status") == "draft")
    request = HookRequest(
        hook=service_of_hook(hook).hook,
        hook_instance="explain",
        user_id="",
        patient_id=patients.pop(),
        drafts=drafts if hook in ORDER_HOOKS else (),
        selections=frozenset(f"{one['resourceType']}/{one.get('id')}" for one in drafts),
    )
    return Case(request, Record(tuple(documents([(bundle, None)]))))
