"""What no service can undercut by much: the same server, the body parsed, a constant answer.

`floor` parses with orjson and answers one card; `validated` also takes every resource through
`fhir.resources` R4B, which is what a service does that validates before it looks.
"""

from __future__ import annotations

import importlib

import orjson
from flask import Flask, Response, request

CARD = {"summary": "A constant card", "indicator": "info", "source": {"label": "floor"}}
ANSWER = orjson.dumps({"cards": [CARD]})

floor = Flask("floor")
validated = Flask("validated")


@floor.post("/cds-services/<service>")
def parse(service: str) -> Response:
    """Parse the body and answer."""
    del service
    orjson.loads(request.get_data())
    return Response(ANSWER, content_type="application/json")


@validated.post("/cds-services/<service>")
def validate(service: str) -> Response:
    """Parse the body, validate every resource and answer."""
    del service
    for value in orjson.loads(request.get_data())["prefetch"].values():
        entries = value.get("entry") or [{"resource": value}]
        for entry in entries:
            _check(entry["resource"])
    return Response(ANSWER, content_type="application/json")


def _check(resource: dict[str, object]) -> None:
    kind = str(resource["resourceType"])
    module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
    getattr(module, kind).model_validate(resource)
