"""The addresses of the service and what stands behind each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, g, request

from cards.knowledge_base import Knowledge
from cds_service import catalogue, log, metrics, wire
from cds_service.answer import Answer, answer
from cds_service.errors import CallError, Problem
from cds_service.fetch import fetching
from cds_service.hooks import HookRequest, parse_request
from cds_service.prefetch import Record, gather
from cds_service.settings import Settings
from cds_service.trust.client import TrustedClient
from fhir_mappers.memo import Memo

routes = Blueprint("cds", __name__)


@dataclass(frozen=True)
class Desk:
    """What a call needs besides its body, loaded once for the life of the application."""

    settings: Settings
    knowledge: Knowledge
    memo: Memo


def reply(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(wire.encode(body), status, content_type="application/json")


@routes.get("/healthz")
def health() -> Response:
    """The process lives and its content was loaded."""
    return reply({"status": "ok"})


@routes.get("/cds-services")
def discovery() -> Response:
    """Every service with its prefetch templates."""
    desk: Desk = current_app.extensions["desk"]
    lean = desk.settings.lean_prefetch
    return reply({"services": [service.to_json(lean=lean) for service in catalogue.SERVICES]})


@routes.post("/cds-services/<service_id>")
def call(service_id: str) -> Response:
    """The cards of one hook call."""
    found = _advise(service_id)
    metrics.shown((card.topic, card.indicator) for card in found.advice.cards)
    return reply(found.to_json())


@routes.post("/explain/<service_id>")
def explanation(service_id: str) -> Response:
    """Why the same call is answered as it is."""
    return reply(_advise(service_id).explanation())


def _advise(service_id: str) -> Answer:
    desk: Desk = current_app.extensions["desk"]
    service = catalogue.find_service(service_id)
    g.line.update(service=service.id, hook=service.hook)
    asked = parse_request(_body(), service.hook)
    record = _gather(asked, desk.settings)
    policy = desk.settings.policy()
    found = answer(asked, record, desk.knowledge, policy, _topic_failed, desk.memo)
    g.line.update(found.figures())
    return found


def _gather(asked: HookRequest, settings: Settings) -> Record:
    reads: Counter[str] = Counter()

    def count(key: str, outcome: str, ms: float) -> None:
        del key
        reads[outcome] += 1
        metrics.fetched(outcome, ms / 1000)

    g.line["fhir"] = reads
    keys = catalogue.prefetch_keys(lean=settings.lean_prefetch)
    client: TrustedClient = g.client
    with fetching(asked.access, client.fhir_bases, settings.fhir_limits(), count) as fetch:
        return gather(asked, fetch, keys)


def _topic_failed(topic: str, error: str) -> None:
    log.topic_failed(topic, error)
    metrics.topic_failed(topic)


def _body() -> Any:
    if not request.is_json:
        raise CallError(Problem.WRONG_MEDIA)
    body = request.get_data(cache=False)
    # A body sent in chunks is cut off at the limit without an error.
    if len(body) >= current_app.config["MAX_CONTENT_LENGTH"]:
        raise CallError(Problem.TOO_LARGE)
    try:
        return wire.decode(body)
    except wire.MalformedJsonError as error:
        raise CallError(Problem.NOT_JSON) from error
