"""What a token says, and whether that may be: pure, with the time as an argument.

Times are seconds since 1970 (RFC 7519). The clock of the token and ours may differ by the leeway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jwt import PyJWS
from jwt.exceptions import PyJWTError
from jwt.types import SigOptions

from cds_service import wire
from cds_service.trust.client import Refusal, RefusedError

LONGEST = 8_000
LATEST = 1e11
ID = re.compile(r"[\x21-\x7e]{1,255}")
JWS = PyJWS()
UNVERIFIED: SigOptions = {"verify_signature": False}


@dataclass(frozen=True)
class Limits:
    """Seconds: how far two clocks may differ, and how long a token may live at the most."""

    leeway: float = 5
    lifetime: float = 300


@dataclass(frozen=True)
class Token:
    """A token as sent; nothing in it is verified."""

    text: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def issuer(self) -> str:
        """Who signed it, by its own account; empty if it does not say."""
        issuer = self.claims.get("iss")
        return issuer if isinstance(issuer, str) else ""

    @property
    def jti(self) -> str:
        """Its own id; empty unless it is up to 255 printable ASCII characters, as every UUID is."""
        jti = self.claims.get("jti")
        return jti if isinstance(jti, str) and ID.fullmatch(jti) else ""

    def refuse(self, refusal: Refusal) -> RefusedError:
        """The error to raise."""
        return RefusedError(refusal, self.claims)


def read_token(text: str) -> Token:
    """The parts of a token. Raises `RefusedError` for what is none."""
    if len(text) > LONGEST:
        raise RefusedError(Refusal.TOKEN_TOO_LONG)
    try:
        parts = JWS.decode_complete(text, options=UNVERIFIED)
        claims = wire.decode(parts["payload"])
    except (PyJWTError, UnicodeError, wire.MalformedJsonError) as error:
        raise RefusedError(Refusal.MALFORMED) from error
    if not isinstance(claims, dict):
        raise RefusedError(Refusal.MALFORMED)
    return Token(text, parts["header"], claims)


def check_audience(token: Token, accepted: Iterable[str]) -> None:
    """One audience of the token is the address called. Raises `RefusedError`."""
    sent = token.claims.get("aud")
    audiences = [sent] if isinstance(sent, str) else sent
    if not isinstance(audiences, list) or not all(isinstance(one, str) for one in audiences):
        raise token.refuse(Refusal.WRONG_CLAIM)
    # Our addresses answer with and without a slash at the end; clients sign what was typed.
    if not {one.removesuffix("/") for one in audiences} & set(accepted):
        raise token.refuse(Refusal.WRONG_AUDIENCE)


def check_times(token: Token, limits: Limits, now: float) -> float:
    """The instant after which the token is worth nothing. Raises `RefusedError`."""
    issued, expires = _instant(token, "iat"), _instant(token, "exp")
    starts = _instant(token, "nbf") if "nbf" in token.claims else issued
    if expires + limits.leeway <= now:
        raise token.refuse(Refusal.EXPIRED)
    if max(issued, starts) > now + limits.leeway:
        raise token.refuse(Refusal.NOT_YET_VALID)
    if not 0 < expires - issued <= limits.lifetime + limits.leeway:
        raise token.refuse(Refusal.LIVES_TOO_LONG)
    return expires + limits.leeway


def _instant(token: Token, name: str) -> float:
    value = token.claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < LATEST:
        raise token.refuse(Refusal.WRONG_CLAIM)
    return float(value)


def check_tenant(token: Token, allowed: frozenset[str]) -> str | None:
    """The tenant, if the token names one. Raises `RefusedError` for one not `allowed`."""
    tenant = token.claims.get("tenant")
    if tenant is not None and not isinstance(tenant, str):
        raise token.refuse(Refusal.WRONG_CLAIM)
    if allowed and tenant not in allowed:
        raise token.refuse(Refusal.WRONG_TENANT)
    return tenant
