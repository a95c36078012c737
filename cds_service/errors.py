"""Everything that can go wrong in a call, as one closed list, and how a client is told.

A client gets a status and an OperationOutcome whose text says what to do; neither ever repeats
what was sent, so that no patient data travels in an error.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any


class Problem(enum.Enum):
    """What may go wrong: HTTP status, FHIR issue code, and words for a person."""

    NOT_JSON = (400, "structure", "The body is not JSON (RFC 8259, UTF-8).")
    TOO_DEEP = (400, "structure", "The body is nested more deeply than FHIR data ever is.")
    MISSING = (400, "required", "A required member of the call is missing or empty.")
    WRONG_TYPE = (400, "structure", "A member of the call has the wrong JSON type.")
    BAD_VALUE = (400, "value", "A member of the call has a value that is not allowed there.")
    WRONG_HOOK = (400, "not-supported", "This service does not answer that hook; see discovery.")
    UNKNOWN_SERVICE = (404, "not-found", "There is no service with this id; see /cds-services.")
    NO_SUCH_PAGE = (404, "not-found", "There is nothing at this address; see /cds-services.")
    UNTRUSTED = (401, "login", "This address needs a valid token of a client that we know.")
    WRONG_METHOD = (405, "not-supported", "This address does not take that method; see Allow.")
    NOT_DELIVERED = (
        412,
        "required",
        "Data that we need were not delivered and not fetched. Send this key, null for nothing.",
    )
    LONG_ADDRESS = (414, "too-long", "The address is longer than this service accepts.")
    LONG_HEADERS = (431, "too-long", "The headers are larger than this service accepts.")
    TOO_LARGE = (413, "too-long", "The body is larger than this service accepts.")
    WRONG_MEDIA = (415, "not-supported", "Send the body as Content-Type: application/json.")
    BAD_CALL = (400, "invalid", "The request cannot be understood.")
    NOT_READY = (
        503,
        "transient",
        "The service cannot answer calls now; this says nothing about any patient.",
    )
    OUR_FAULT = (
        500,
        "exception",
        "The service failed; this says nothing about the patient. Please tell its operators.",
    )
    TRUST_DOWN = (
        503,
        "transient",
        "The token cannot be checked right now; this says nothing about the patient. Try later.",
    )
    NO_STORE = (
        503,
        "transient",
        "The service cannot store this now and has kept nothing of it. Please send it again.",
    )

    @property
    def status(self) -> int:
        """HTTP status."""
        return int(self.value[0])

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers that HTTP asks for with this problem."""
        return HEADERS.get(self.status, {})

    def outcome(self, expression: str = "") -> dict[str, Any]:
        """The OperationOutcome; `expression` names the member of the call that is at fault."""
        _, code, words = self.value
        issue: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": words}
        if expression:
            issue["diagnostics"] = f"{words} ({expression})"
            issue["expression"] = [expression]
        return {"resourceType": "OperationOutcome", "issue": [issue]}


class CallError(Exception):
    """A call that cannot be answered. `expression` is a path that we know, never one sent."""

    def __init__(self, problem: Problem, expression: str = "") -> None:
        """Name the problem and where it lies."""
        super().__init__(problem.name)
        self.problem = problem
        self.expression = expression


HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "30"}}
BY_STATUS = {
    404: Problem.NO_SUCH_PAGE,
    405: Problem.WRONG_METHOD,
    413: Problem.TOO_LARGE,
    415: Problem.WRONG_MEDIA,
    500: Problem.OUR_FAULT,
}
