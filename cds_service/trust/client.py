"""A caller that we know, and the ways in which a token can fail to make one."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class TrustedClient:
    """The caller of one request, as `flask.g.client`.

    `fhir_bases` are the FHIR servers that this client may point us to, without a slash at the end;
    empty means none. `issuer` is empty and `tenant` None where callers are not identified.
    """

    name: str
    fhir_bases: frozenset[str] = frozenset()
    issuer: str = ""
    tenant: str | None = None


class Refusal(enum.Enum):
    """Why a token was refused: for our log alone, the client is never told."""

    NO_TOKEN = enum.auto()
    TOKEN_TOO_LONG = enum.auto()
    MALFORMED = enum.auto()
    UNKNOWN_ISSUER = enum.auto()
    WRONG_ALGORITHM = enum.auto()
    WRONG_HEADER = enum.auto()
    FOREIGN_KEY_URL = enum.auto()
    WRONG_CLAIM = enum.auto()
    WRONG_AUDIENCE = enum.auto()
    WRONG_TENANT = enum.auto()
    EXPIRED = enum.auto()
    NOT_YET_VALID = enum.auto()
    LIVES_TOO_LONG = enum.auto()
    UNKNOWN_KEY = enum.auto()
    BAD_SIGNATURE = enum.auto()
    REPLAYED = enum.auto()
    NOT_LOCAL = enum.auto()


@dataclass
class RefusedError(Exception):
    """A caller that is not let in. `claims` are as sent and unverified: never log them whole."""

    refusal: Refusal
    claims: Mapping[str, Any] = field(default_factory=dict)


class TrustDownError(Exception):
    """A key server did not answer: nothing can be said about the token."""
