"""Stands before every request: known callers only, wherever an answer could expose anything.

A client that is refused is told nothing but that; the log has the reason. An address that is on
neither list is protected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Flask, g, request

from cds_service.errors import CallError, Problem
from cds_service.trust.addresses import is_loopback
from cds_service.trust.client import Refusal, RefusedError, TrustDownError, TrustedClient
from cds_service.trust.door import Door
from cds_service.trust.replay import MemoryDownError

PROTECTED = (
    "cds.discovery",
    "cds.call",
    "cds.explanation",
    "cds.feedback",
    "insights.insights_page",
    "page.markdown",
)
OPEN = (
    "cds.health",
    "operations.ready",
    "operations.figures",
    "operations.description",
    "rules.whole",
    "rules.one",
    "page.start",
    "page.file",
    "page.patients",
)
LOGGED = ("iss", "tenant", "jti")
HARMLESS = re.compile(r"[A-Za-z0-9:/._~-]{1,120}")


def protect(app: Flask, door: Door) -> None:
    """Let only known callers in; the handlers find the caller as `flask.g.client`."""
    app.before_request(partial(_identify, door))


def _identify(door: Door) -> None:
    """Answer 401 to whom we do not know, and 503 when we cannot tell."""
    if request.endpoint is None or request.endpoint in OPEN or request.method == "OPTIONS":
        return
    try:
        client = g.client = _client(door)
    except RefusedError as error:
        g.line.update(refusal=error.refusal.name, **loggable(error.claims))
        raise CallError(Problem.UNTRUSTED) from error
    except (TrustDownError, MemoryDownError) as error:
        g.line["error"] = type(error).__name__
        raise CallError(Problem.TRUST_DOWN) from error
    g.line.update(loggable({"iss": client.issuer, "tenant": client.tenant}))


def _client(door: Door) -> TrustedClient:
    if door.verifier is None:
        return _local(door)
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise RefusedError(Refusal.NO_TOKEN)
    return door.verifier.client(sent.token, request.path)


def _local(door: Door) -> TrustedClient:
    """Nobody is identified on loopback; should the process be reached otherwise, it is closed."""
    if not is_loopback(request.remote_addr or ""):
        raise RefusedError(Refusal.NOT_LOCAL)
    return door.local


def loggable(claims: Mapping[str, Any]) -> dict[str, str]:
    """What may be logged of a token: three claims, and each only in harmless characters."""
    named = ((name, claims.get(name)) for name in LOGGED)
    return {
        name: value for name, value in named if isinstance(value, str) and HARMLESS.fullmatch(value)
    }
