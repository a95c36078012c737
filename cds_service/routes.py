"""The addresses of the service and what stands behind each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, g, request

from cards.knowledge_base import Knowledge
from cds_service import catalogue, log, memory, metrics, wire
from cds_service.answer import Answer, Judged, judged, told
from cds_service.errors import CallError, Problem
from cds_service.feedback import parse_feedback
from cds_service.fetch import fetching
from cds_service.hooks import HookRequest, parse_request
from cds_service.memory import Recollection
from cds_service.prefetch import gather
from cds_service.recall import Recall, key_of
from cds_service.settings import Settings
from cds_service.store.database import StoreError
from cds_service.store.store import Store
from cds_service.trust.client import TrustedClient
from cds_service.wanted import Fetch, nothing
from fhir_mappers.facts import Unread
from fhir_mappers.memo import Memo

routes = Blueprint("cds", __name__)


@dataclass(frozen=True)
class Desk:
    """What a call needs besides its body, loaded once for the life of the application."""

    settings: Settings
    knowledge: Knowledge
    store: Store
    memo: Memo
    recall: Recall


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
    lean = current_desk().settings.lean_prefetch
    return reply({"services": [service.to_json(lean=lean) for service in catalogue.SERVICES]})


@routes.post("/cds-services/<service_id>")
def call(service_id: str) -> Response:
    """The cards of one hook call, without those that were said or answered before."""
    desk, asked = current_desk(), _asked(service_id)
    found = _judged(desk, asked)
    recollection = memory.recollect(desk.store, asked, found.judgement, desk.settings)
    answer = _told(desk, asked, found, recollection)
    memory.keep(desk.store, service_id, answer, recollection)
    metrics.shown((card.topic, card.indicator) for card in answer.advice.cards)
    return reply(answer.to_json())


@routes.post("/explain/<service_id>")
def explanation(service_id: str) -> Response:
    """Why the same call is answered as it is; what was said before plays no part."""
    desk, asked = current_desk(), _asked(service_id)
    return reply(_told(desk, asked, _judged(desk, asked)).explanation())


@routes.post("/cds-services/<service_id>/feedback")
def feedback(service_id: str) -> Response:
    """What became of cards. Once this is answered with 200, every entry is on disk."""
    service, desk = catalogue.find_service(service_id), current_desk()
    entries = parse_feedback(posted())
    g.line.update(service=service.id, entries=len(entries))
    try:
        desk.store.keep_feedback(service.id, entries, desk.settings.now())
    except StoreError as error:
        memory.report_away("feedback", error)
        raise CallError(Problem.NO_STORE) from error
    return reply({"received": len(entries)})


def current_desk() -> Desk:
    """What the running application answers with."""
    desk: Desk = current_app.extensions["desk"]
    return desk


def _asked(service_id: str) -> HookRequest:
    service = catalogue.find_service(service_id)
    g.line.update(service=service.id, hook=service.hook)
    return parse_request(posted(wire.decode_call), service.hook)


def _judged(desk: Desk, asked: HookRequest) -> Judged:
    """The judgement of a call, remembered unless something was read for it or failed."""
    policy, reads = desk.settings.policy(), _counter()
    with _fetching(desk.settings, asked, reads) as fetch:
        key = key_of(asked, policy, may_read=fetch is not nothing)
        known = desk.recall.find(key)
        if known is not None:
            return known
        keys = catalogue.prefetch_keys(lean=desk.settings.lean_prefetch)
        record = gather(asked, fetch, keys)
    found = judged(asked, record, desk.knowledge, policy, _topic_failed, desk.memo)
    for broken in found.judgement.broken:
        _record_failed(broken)
    if not reads and not found.judgement.failed:
        desk.recall.keep(key, found)
    return found


def _counter() -> Counter[str]:
    """How reads from the caller's server ended; the log line tells it."""
    reads: Counter[str] = Counter()
    g.line["fhir"] = reads
    return reads


def _fetching(
    settings: Settings, asked: HookRequest, reads: Counter[str]
) -> AbstractContextManager[Fetch]:
    def count(key: str, outcome: str, ms: float) -> None:
        del key
        reads[outcome] += 1
        metrics.fetched(outcome, ms / 1000)

    client: TrustedClient = g.client
    return fetching(asked.access, client.fhir_bases, settings.fhir_limits(), count)


def _told(
    desk: Desk, asked: HookRequest, found: Judged, recollection: Recollection | None = None
) -> Answer:
    past = recollection.memory if recollection else None
    answer = told(found, asked, desk.settings.policy(), past)
    g.line.update(answer.figures())
    return answer


def _topic_failed(topic: str, error: str) -> None:
    log.topic_failed(topic, error)
    metrics.topic_failed(topic)


def _record_failed(record: Unread) -> None:
    kind = record.reference.split("/")[0]
    log.record_failed(kind, record.error)
    metrics.record_failed(kind)


def posted(decode: Callable[[bytes], Any] = wire.decode) -> Any:
    """The JSON body of the request. Raises `CallError` for anything else, or too much of it."""
    if not request.is_json:
        raise CallError(Problem.WRONG_MEDIA)
    body = request.get_data(cache=False)
    # A body sent in chunks is cut off at the limit without an error.
    if len(body) >= current_app.config["MAX_CONTENT_LENGTH"]:
        raise CallError(Problem.TOO_LARGE)
    try:
        return decode(body)
    except wire.MalformedJsonError as error:
        raise CallError(Problem.NOT_JSON) from error
