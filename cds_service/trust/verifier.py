"""From the text of a token to the client that sent it, or the reason why not.

The cheap tests come first and the database last, so that forged tokens cost little and leave no
trace in it. Nothing that a token says decides how it is verified.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jwt.exceptions import PyJWTError

from cds_service.trust.claims import (
    JWS,
    Limits,
    Token,
    check_audience,
    check_tenant,
    check_times,
    read_token,
)
from cds_service.trust.client import Refusal, RefusedError, TrustedClient
from cds_service.trust.issuers import Issuer
from cds_service.trust.replay import Replays


@dataclass(frozen=True)
class Verifier:
    """Trusts the issuers named, at this public address.

    `now` is the clock of the host, in seconds since 1970. It is never `CDS_AS_OF`: a clock that
    stands still would accept expired tokens for ever.
    """

    issuers: Mapping[str, Issuer]
    public_url: str
    replays: Replays
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], float] = time.time

    def client(self, text: str, path: str) -> TrustedClient:
        """The client that sent this token to the address with that path.

        Raises `RefusedError`, `TrustDownError` and `MemoryDownError`.
        """
        token = read_token(text)
        issuer = self.issuers.get(token.issuer)
        if issuer is None:
            raise token.refuse(Refusal.UNKNOWN_ISSUER)
        kid = _key_id(token, issuer)
        check_audience(token, {self.public_url + path, *issuer.audiences})
        tenant = check_tenant(token, issuer.tenants)
        until = check_times(token, self.limits, self.now())
        _check_signature(token, issuer, kid)
        self._check_first_use(token, until)
        return TrustedClient(issuer.name, issuer.fhir_bases, issuer.url, tenant)

    def _check_first_use(self, token: Token, until: float) -> None:
        if not token.jti:
            raise token.refuse(Refusal.WRONG_CLAIM)
        when = dt.datetime.fromtimestamp(until, dt.UTC)
        if not self.replays.first_use(token.issuer, token.jti, when):
            raise token.refuse(Refusal.REPLAYED)


def _key_id(token: Token, issuer: Issuer) -> str:
    """The `kid`, if the header is one that we take from this issuer."""
    kid, typ = token.header.get("kid"), token.header.get("typ")
    if token.header.get("alg") not in issuer.algorithms:
        raise token.refuse(Refusal.WRONG_ALGORITHM)
    if not isinstance(typ, str) or typ.upper() != "JWT" or not isinstance(kid, str) or not kid:
        raise token.refuse(Refusal.WRONG_HEADER)
    # A client that names a place for its keys must name one that we know, though we never ask there.
    if issuer.key_urls and token.header.get("jku", issuer.key_urls[0]) not in issuer.key_urls:
        raise token.refuse(Refusal.FOREIGN_KEY_URL)
    return kid


def _check_signature(token: Token, issuer: Issuer, kid: str) -> None:
    algorithm = next(name for name in issuer.algorithms if name == token.header["alg"])
    key = issuer.keys.find(algorithm, kid)
    if key is None:
        raise token.refuse(Refusal.UNKNOWN_KEY)
    try:
        JWS.decode_complete(
            token.text,
            key,
            [algorithm],
            options={"verify_signature": True, "enforce_minimum_key_length": True},
        )
    except PyJWTError as error:
        raise RefusedError(Refusal.BAD_SIGNATURE, token.claims) from error
