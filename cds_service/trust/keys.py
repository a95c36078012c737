"""The public keys of one issuer, from the settings or from the key server that they name.

A key is found by algorithm and `kid` together, so that a token cannot choose how a key is used.
What a token says about where its key lies is never followed.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from jwt import PyJWK, PyJWKClient
from jwt.exceptions import InvalidKeyError, PyJWKClientConnectionError, PyJWTError

from cds_service.trust import algorithms
from cds_service.trust.client import TrustDownError

LIFESPAN_S = 300
COOLDOWN_S = 30
REST_S = 10
TIMEOUT_S = 3
HEADERS = {"Accept": "application/json", "User-Agent": "oncology-cds-hooks"}


class Keys(Protocol):
    """The keys of one issuer."""

    def find(self, algorithm: str, kid: str) -> PyJWK | None:
        """The key, or None where there is none. Raises `TrustDownError`."""


def usable(keys: Iterable[Any], allowed: Iterable[str], *, test: bool) -> list[dict[str, Any]]:
    """The keys of a set, once for each algorithm that they may be used with, named for it.

    What is no public signing key is left out, and a published one too unless for a `test` issuer.
    """
    return [
        {**jwk, "alg": algorithm, "kid": _name(algorithm, jwk["kid"])}
        for jwk in keys
        if isinstance(jwk, dict) and isinstance(jwk.get("kid"), str)
        if test or not algorithms.is_published(jwk)
        for algorithm in algorithms.fitting(jwk, allowed)
    ]


def _name(algorithm: str, kid: str) -> str:
    return f"{algorithm} {kid}"


class KnownKeys:
    """Keys that came with the settings."""

    def __init__(self, keys: Iterable[Mapping[str, Any]]) -> None:
        """Open the keys, as `usable` names them. Raises `PyJWTError` for a broken or weak one."""
        self._keys = {str(jwk["kid"]): PyJWK(dict(jwk)) for jwk in keys}
        for key in self._keys.values():
            weakness = key.Algorithm.check_key_length(key.key)
            if weakness:
                raise InvalidKeyError(weakness)

    def find(self, algorithm: str, kid: str) -> PyJWK | None:
        """The key, or None."""
        return self._keys.get(_name(algorithm, kid))


class KeyServer(PyJWKClient):
    """Keys behind a URL, kept for five minutes.

    An unknown `kid` makes one new fetch in 30 s, and a server that failed is left alone for 10 s,
    whatever arrives. Redirects are not followed.
    """

    def __init__(self, url: str, allowed: Iterable[str], *, test: bool = False) -> None:
        """Nothing is fetched before the first token."""
        super().__init__(
            url,
            headers=HEADERS,
            lifespan=LIFESPAN_S,
            timeout=TIMEOUT_S,
            cooldown_duration=COOLDOWN_S,
        )
        self._allowed = tuple(allowed)
        self._test = test
        self._rests_until = 0.0

    def find(self, algorithm: str, kid: str) -> PyJWK | None:
        """The key, or None. Raises `TrustDownError` when the server gave no set of keys.

        A key in hand is found without waiting for a fetch that another call has started.
        """
        name = _name(algorithm, kid)
        known = self.jwk_set_cache.get() if self.jwk_set_cache else None
        key = self.match_kid(known.keys, name) if known else None
        if key is not None:
            return key
        try:
            return self.get_signing_key(name)
        except PyJWKClientConnectionError as error:
            raise TrustDownError(type(error.__cause__).__name__) from error
        except PyJWTError:
            return None

    def fetch_data(self) -> Any:
        """The usable keys of the set. Raises `PyJWKClientConnectionError`, at once while resting.

        The library leaves broken JSON and broken connections to its caller.
        """
        if time.monotonic() < self._rests_until:
            raise PyJWKClientConnectionError("the key server failed a moment ago")
        try:
            keys = super().fetch_data().get("keys")
        except (
            PyJWTError,
            OSError,
            ValueError,
            RecursionError,
            http.client.HTTPException,
        ) as error:
            self._rests_until = time.monotonic() + REST_S
            raise PyJWKClientConnectionError("the key server gave no set of keys") from error
        listed = keys if isinstance(keys, list) else []
        return {"keys": usable(listed, self._allowed, test=self._test)}
