"""Which signatures we can believe, and which key each of them takes.

Asymmetric ones only: with a symmetric key, or none, everybody who can verify can also sign.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

DEFAULT = ("ES384", "RS384")
# Algorithm: key type, and the curve where there is one (RFC 7518, RFC 8037).
KEY_OF = {
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "RS256": ("RSA", None),
    "RS384": ("RSA", None),
    "RS512": ("RSA", None),
    "PS256": ("RSA", None),
    "PS384": ("RSA", None),
    "PS512": ("RSA", None),
    "EdDSA": ("OKP", "Ed25519"),
}
MEMBERS = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n"), "OKP": ("crv", "kty", "x")}
# Keys whose private half is published. The public sandbox of CDS Hooks signs with this one.
PUBLISHED = frozenset({"s9fOe-KDYD1myZ8YCzleUqJQgrYZL49kVijBxhnZvZc"})


def fitting(jwk: Mapping[str, Any], algorithms: Iterable[str]) -> list[str]:
    """Those of the algorithms that this public key may be used with; none for other keys."""
    if jwk.get("use", "sig") != "sig":
        return []
    kind = (jwk.get("kty"), jwk.get("crv"))
    return [name for name in algorithms if KEY_OF[name] == kind and jwk.get("alg", name) == name]


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """The SHA-256 thumbprint of a public key (RFC 7638); empty for a key of another type."""
    names = MEMBERS.get(str(jwk.get("kty")), ())
    if not names:
        return ""
    canonical = json.dumps({name: jwk.get(name) for name in names}, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_published(jwk: Mapping[str, Any]) -> bool:
    """Whether anyone can sign with this key."""
    return thumbprint(jwk) in PUBLISHED
