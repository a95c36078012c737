"""Keys and tokens to try the door with, good ones and bad ones; for tests and desks.

Times are seconds since 1970. A bad token differs from a good one in the point that its name says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWK, PyJWS
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from cds_service.trust.algorithms import MEMBERS, thumbprint

KEY_ALGORITHMS = ("ES384", "RS384")
LIFETIME_S = 300
ELSEWHERE = "https://elsewhere.example.org"
Jwk = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A token about to be signed with the private `key`."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    key: Jwk

    def says(self, **claims: Any) -> Draft:
        """The same with other claims; None takes one away."""
        merged = {**self.claims, **claims}
        return replace(self, claims={name: v for name, v in merged.items() if v is not None})

    def heads(self, **header: Any) -> Draft:
        """The same with other header members; None takes one away."""
        merged = {**self.header, **header}
        return replace(self, header={name: v for name, v in merged.items() if v is not None})


def new_key(algorithm: str) -> Jwk:
    """A private key for one of `KEY_ALGORITHMS`, named by its thumbprint."""
    if algorithm == "ES384":
        jwk: Jwk = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP384R1()), as_dict=True)
    else:
        jwk = RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 3072), as_dict=True)
    jwk.pop("key_ops", None)
    return {**jwk, "kid": thumbprint(jwk), "alg": algorithm, "use": "sig"}


def public_half(jwk: Jwk) -> Jwk:
    """What may be shown of a key."""
    return {name: jwk[name] for name in (*MEMBERS[jwk["kty"]], "kid", "alg", "use")}


def new_draft(key: Jwk, issuer: str, audience: str, now: float) -> Draft:
    """A good token, with an id of its own."""
    claims = {"iss": issuer, "aud": audience, "iat": int(now), "exp": int(now) + LIFETIME_S}
    header = {"alg": key["alg"], "typ": "JWT", "kid": key["kid"]}
    return Draft(header, {**claims, "jti": str(uuid.uuid4())}, key)


def sign(draft: Draft) -> str:
    """The token as text."""
    algorithm = str(draft.header["alg"])
    head, body = _part(draft.header), _part(draft.claims)
    if algorithm == "none":
        return f"{head}.{body}."
    if algorithm == "HS256":
        return f"{head}.{body}.{_mac(draft.key, f'{head}.{body}')}"
    key = PyJWK(draft.key, algorithm).key
    payload = json.dumps(draft.claims).encode()
    return PyJWS().encode(payload, key, algorithm, headers=dict(draft.header))


def _part(members: Mapping[str, Any]) -> str:
    return _text(json.dumps(members).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _mac(key: Jwk, signed: str) -> str:
    """The old confusion: the public key, which everybody has, as a shared secret."""
    public = PyJWK(public_half(key)).key
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return _text(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def _shifted(draft: Draft, seconds: int) -> Draft:
    return draft.says(iat=draft.claims["iat"] + seconds, exp=draft.claims["exp"] + seconds)


def _other_key(draft: Draft) -> Draft:
    return replace(draft, key={**new_key(draft.key["alg"]), "kid": draft.key["kid"]})


BAD: Mapping[str, Callable[[Draft], Draft]] = {
    "none": lambda draft: draft.heads(alg="none"),
    "hs256": lambda draft: draft.heads(alg="HS256"),
    "other-key": _other_key,
    "unknown-kid": lambda draft: draft.heads(kid=str(uuid.uuid4())),
    "no-kid": lambda draft: draft.heads(kid=None),
    "jku-elsewhere": lambda draft: _other_key(draft).heads(
        kid="theirs", jku=f"{ELSEWHERE}/jwks.json"
    ),
    "wrong-iss": lambda draft: draft.says(iss=ELSEWHERE),
    "wrong-aud": lambda draft: draft.says(aud=f"{ELSEWHERE}/cds-services"),
    "no-aud": lambda draft: draft.says(aud=None),
    "expired": lambda draft: _shifted(draft, -3600),
    "future": lambda draft: _shifted(draft, 3600),
    "long-lived": lambda draft: draft.says(exp=draft.claims["exp"] + 86_400),
    "no-exp": lambda draft: draft.says(exp=None),
    "no-iat": lambda draft: draft.says(iat=None),
    "no-jti": lambda draft: draft.says(jti=None),
}
