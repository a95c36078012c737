"""The addresses for operators and their tools: readiness, figures and the description of the API."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from cds_service import metrics, openapi, readiness
from cds_service.errors import CallError, Problem
from cds_service.routes import current_desk, reply

operations = Blueprint("operations", __name__)


@operations.get("/readyz")
def ready() -> Response:
    """Everything that a call depends on is there; else 503, and the outcome names what is not."""
    missing = readiness.failing(current_desk())
    if missing:
        raise CallError(Problem.NOT_READY, missing[0])
    return reply({"status": "ready", "checks": [check.name for check in readiness.CHECKS]})


@operations.get("/metrics")
def figures() -> Response:
    """Figures for Prometheus."""
    return Response(metrics.page(), content_type=metrics.CONTENT_TYPE)


@operations.get("/openapi.json")
def description() -> Response:
    """What stands at each address of this installation, as OpenAPI."""
    return reply(openapi.document(rule.rule for rule in current_app.url_map.iter_rules()))
