"""The HTTP surface as an OpenAPI document, made from the catalogue of services.

It describes and does not guard: the schemas say what CDS Hooks asks of a client and leave every
object open, because unknown members are ignored (protocol items 27 and 40). An address that is not
installed is left out of the document.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Mapping
from typing import Any

from cards.rule import ORDER_SELECT, ORDER_SIGN
from cds_service.catalogue import SERVICES, Service

Json = dict[str, Any]
VERSION = "3.1.0"
TEXT: Json = {"type": "string", "minLength": 1}
OPEN: Json = {"type": "object"}
ID = "{service_id}"
PER_SERVICE = "<service_id>"


def document(installed: Iterable[str]) -> Json:
    """The document for the addresses installed, written as Flask writes them."""
    rules = set(installed)
    paths = {
        path: entry for rule, found in _paths().items() if rule in rules for path, entry in found
    }
    return {
        "openapi": VERSION,
        "info": {
            "title": "Oncology CDS Hooks",
            "version": _release(),
            "description": "Advice on surgery and molecular testing in stage IV cancer.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _release() -> str:
    try:
        return importlib.metadata.version("oncology-cds-hooks")
    except importlib.metadata.PackageNotFoundError:
        return "0"


def _paths() -> Mapping[str, list[tuple[str, Json]]]:
    """By Flask rule: the paths it stands for, one for each service where it takes an id."""
    return {
        "/cds-services": [_plain("/cds-services", "The services and their prefetch", "Discovery")],
        f"/cds-services/{PER_SERVICE}": _each("/cds-services/{}", "Cards for a call", "Cards"),
        f"/cds-services/{PER_SERVICE}/feedback": _feedback(),
        f"/explain/{PER_SERVICE}": _each("/explain/{}", "Why a call is answered so", "Explanation"),
        "/healthz": [_plain("/healthz", "The process lives", "Status")],
        "/readyz": [_plain("/readyz", "The service can answer calls", "Status")],
        "/openapi.json": [_plain("/openapi.json", "This document", "Any")],
        "/metrics": [("/metrics", {"get": _operation("Figures for Prometheus", _figures())})],
    }


def _plain(path: str, summary: str, schema: str) -> tuple[str, Json]:
    return path, {"get": _operation(summary, {"200": _answer("As asked", schema)})}


def _each(path: str, summary: str, schema: str) -> list[tuple[str, Json]]:
    answers = {"200": _answer("The advice", schema)}
    return [
        (path.format(service.id), {"post": _posted(summary, f"Call-{service.hook}", answers)})
        for service in SERVICES
    ]


def _feedback() -> list[tuple[str, Json]]:
    answers = {"200": {"description": "Received"}, "204": {"description": "Received"}}
    operation = _posted("What became of cards", "Feedback", answers)
    return [(f"/cds-services/{one.id}/feedback", {"post": operation}) for one in SERVICES]


def _posted(summary: str, schema: str, answers: Json) -> Json:
    body = {"required": True, "content": _json(schema)}
    return {**_operation(summary, answers), "requestBody": body}


def _operation(summary: str, answers: Json) -> Json:
    refusal = _answer("Refused or failed; the outcome says why, never with patient data", "Outcome")
    return {"summary": summary, "responses": {**answers, "default": refusal}}


def _answer(description: str, schema: str) -> Json:
    return {"description": description, "content": _json(schema)}


def _figures() -> Json:
    return {"200": {"description": "Text format", "content": {"text/plain": {"schema": TEXT}}}}


def _json(schema: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _schemas() -> Json:
    calls = {f"Call-{service.hook}": _call(service) for service in SERVICES}
    return {**calls, **_answers(), "Feedback": _object(feedback=_list(_entry())), "Any": OPEN}


def _call(service: Service) -> Json:
    """The envelope that a client owes; `prefetch` may be absent, and null under a key."""
    context = {"userId": TEXT, "patientId": TEXT}
    if service.hook in (ORDER_SELECT, ORDER_SIGN):
        context["draftOrders"] = OPEN
    if service.hook == ORDER_SELECT:
        context["selections"] = _list({"type": "string"})
    call = _object(hook={"const": service.hook}, hookInstance=TEXT, context=_object(**context))
    keys = {key: {"type": ["object", "null"]} for key in service.to_json()["prefetch"]}
    call["properties"]["prefetch"] = {"type": "object", "properties": keys}
    call["properties"]["fhirServer"] = TEXT
    call["properties"]["fhirAuthorization"] = OPEN
    return call


def _answers() -> Json:
    card = _object(summary=TEXT, indicator=TEXT, source=OPEN, uuid=TEXT)
    issue = _object(severity=TEXT, code=TEXT)
    return {
        "Discovery": _object(services=_list(_object(hook=TEXT, id=TEXT, description=TEXT))),
        "Cards": _object(cards=_list(card)),
        "Explanation": _object(
            findings=OPEN, facts=_list(OPEN), topics=_list(OPEN), cards=_list(card)
        ),
        "Outcome": _object(resourceType={"const": "OperationOutcome"}, issue=_list(issue)),
        "Status": _object(status=TEXT),
    }


def _entry() -> Json:
    return _object(card=TEXT, outcome={"enum": ["accepted", "overridden"]}, outcomeTimestamp=TEXT)


def _object(**members: Json) -> Json:
    """An open object all of whose members named here are required."""
    return {"type": "object", "properties": members, "required": list(members)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}
