"""The Flask application: routes, error answers, CORS and the log line of each call."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, Response, g, request
from flask_cors import CORS
from werkzeug.exceptions import HTTPException

from cds_service import boot, log, metrics
from cds_service.errors import BY_STATUS, CallError, Problem
from cds_service.insights_routes import insights
from cds_service.operations import operations
from cds_service.page.routes import page
from cds_service.recall import Recall
from cds_service.routes import Desk, reply, routes
from cds_service.rulebook_routes import rules
from cds_service.settings import Settings, load_settings
from cds_service.storage import open_store
from cds_service.trust import guard
from cds_service.trust.door import open_door
from fhir_mappers.chart import new_memo

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MEGABYTE = 1_000_000
FAULT = 500
UNLOGGED = frozenset({"cds.health", "operations.ready", "operations.figures", "page.file"})


class OncologyService(Flask):
    """Flask with the two habits of this service."""

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer `//` and a slash at the end like the plain path: preflights fail on redirects."""
        path = re.sub("/+", "/", environ.get("PATH_INFO", "/")).rstrip("/") or "/"
        return super().wsgi_app({**environ, "PATH_INFO": path}, start_response)

    def log_exception(self, exc_info: Any) -> None:
        """Log type and place of a fault; the message of an exception may quote a chart."""
        log.fault(exc_info[1])


def create_app(settings: Settings | None = None, host: str = "127.0.0.1") -> Flask:
    """The application, to be bound to `host`, which decides whether callers must be known.

    Raises `SettingsError` or `ContentError` rather than start half-ready.
    """
    chosen = settings or load_settings()
    log.configure(chosen.log_level)
    app = OncologyService(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = int(chosen.max_body_mb * MEGABYTE)
    content, store = boot.load_content(chosen), open_store(chosen)
    boot.build_models()
    memo, recall = new_memo(chosen.memo_size), Recall(chosen.memo_size)
    app.extensions["desk"] = Desk(chosen, content, store, memo, recall)
    app.register_blueprint(routes)
    app.register_blueprint(operations)
    app.register_blueprint(rules)
    app.register_blueprint(page)
    app.register_blueprint(insights)
    app.register_error_handler(CallError, _call_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RecursionError, _too_deep)
    app.before_request(_start_line)
    local_bases = frozenset(chosen.fhir_allowlist)
    guard.protect(app, open_door(chosen, host, local_bases, store))
    app.after_request(_write_line)
    app.after_request(_keep_private)
    _allow_origins(app, chosen.cors_origins)
    return app


def _call_error(error: CallError) -> Response:
    return _refuse(error.problem, error.expression)


def _http_error(error: HTTPException) -> Response:
    """Errors that Flask finds, faults of ours among them; headers such as Allow are kept."""
    response = _refuse(BY_STATUS.get(error.code or 500, Problem.BAD_CALL))
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _too_deep(error: RecursionError) -> Response:
    """Parsers stand more nesting than what reads the parsed data; only input nests that deep."""
    del error
    return _refuse(Problem.TOO_DEEP)


def _refuse(problem: Problem, expression: str = "") -> Response:
    g.line["problem"] = problem.name
    metrics.refused(problem)
    response = reply(problem.outcome(expression), problem.status)
    response.headers.update(problem.headers)
    return response


def _keep_private(response: Response) -> Response:
    """Answers may hold a chart: no cache keeps them, and no browser guesses what they are."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def _start_line() -> None:
    g.line = {}
    g.started = time.perf_counter()


def _write_line(response: Response) -> Response:
    seconds = time.perf_counter() - g.started
    if request.endpoint == "cds.call" and "hook" in g.line:
        metrics.called(g.line["hook"], seconds)
    if request.endpoint not in UNLOGGED or response.status_code >= FAULT:
        event = (request.endpoint or "unknown address").rpartition(".")[2]
        duration = round(seconds * 1000, 1)
        structlog.get_logger().info(
            event, status=response.status_code, duration_ms=duration, **g.line
        )
    return response


def _allow_origins(app: Flask, origins: Iterable[str]) -> None:
    """CORS for the origins named; without any, browsers of other origins get no headers.

    flask-cors leaves `Vary` out for a single origin, though a foreign one is answered differently.
    """
    if origins:
        app.after_request(_vary)
        CORS(
            app,
            origins=list(origins),
            methods=["GET", "POST", "OPTIONS"],
            allow_headers=["Authorization", "Content-Type"],
        )


def _vary(response: Response) -> Response:
    response.vary.add("Origin")
    return response
