"""Reads JSON from one FHIR server, within one deadline and one allowance of bytes.

The server is not trusted to be quick, small or correct: an answer is read as it arrives, so that a
server that drips is cut off in time; redirects are not followed; what is not JSON is refused.
Nothing of an answer, and no address, ever enters an error.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Any, Self

import requests
import urllib3
from requests.auth import AuthBase

from cds_service import wire
from cds_service.cut_off import CutOffAdapter
from cds_service.fhir_address import Address
from cds_service.fhir_limits import Limits

CHUNK = 65_536
MEGABYTE = 1_000_000
TIMEOUT = "timeout"
UNREADABLE = "unreadable"
_OK = 200
_REDIRECTS = range(300, 400)
_BY_STATUS = {401: "refused", 403: "refused", 404: "not-found", 410: "not-found"}


class FetchError(Exception):
    """An address that could not be read. Its only argument is a word that may be counted."""


class Bearer(AuthBase):
    """Sends the caller's token; as `auth`, because a `.netrc` would override a plain header."""

    def __init__(self, token: str) -> None:
        """Keep the token for the life of one call."""
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class FhirClient:
    """One call's connection to one FHIR server; may be used from several threads."""

    def __init__(self, token: str, limits: Limits) -> None:
        """Start the budget now."""
        self._deadline = time.monotonic() + limits.budget_ms / 1000
        self._left = int(limits.megabytes * MEGABYTE)
        self._lock = threading.Lock()
        self._adapter = CutOffAdapter()
        self._session = requests.Session()
        self._session.auth = Bearer(token)
        self._session.headers["Accept"] = "application/fhir+json, application/json;q=0.9"
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every connection, also those on which a thread still waits."""
        self.cut_off()
        self._session.close()

    def cut_off(self) -> None:
        """Wake every thread that waits for the server; what it reads ends in `FetchError`."""
        self._adapter.cut_off()

    def left(self) -> float:
        """Seconds until the budget is spent; negative afterwards."""
        return self._deadline - time.monotonic()

    def _in_time(self) -> float:
        left = self.left()
        if left <= 0:
            raise FetchError(TIMEOUT)
        return left

    def get(self, address: Address) -> Any:
        """The JSON at an address. Raises `FetchError`."""
        try:
            return self._json(address)
        except (FetchError, ValueError, OSError, urllib3.exceptions.HTTPError) as error:
            # A chain of exceptions would carry the address along.
            raise FetchError(TIMEOUT if self.left() <= 0 else _word(error)) from None

    def _json(self, address: Address) -> Any:
        with self._session.get(
            address.url, timeout=self._in_time(), stream=True, allow_redirects=False
        ) as response:
            _check(response)
            return wire.decode(self._body(response))

    def _body(self, response: requests.Response) -> bytes:
        """The body as it arrives, whatever size the pieces have; `iter_content` would wait."""
        pieces = []
        while piece := response.raw.read1(CHUNK, decode_content=True):
            self._in_time()
            self._spend(len(piece))
            pieces.append(piece)
        return b"".join(pieces)

    def _spend(self, size: int) -> None:
        with self._lock:
            self._left -= size
            if self._left < 0:
                raise FetchError("too-large")


def _check(response: requests.Response) -> None:
    """Refuse what is no answer in FHIR JSON: redirects, errors, pages for people."""
    if response.status_code in _REDIRECTS:
        raise FetchError("redirect")
    if response.status_code != _OK:
        raise FetchError(_BY_STATUS.get(response.status_code, "server-error"))
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "text/json") and not kind.endswith("+json"):
        raise FetchError(UNREADABLE)


def _word(error: Exception) -> str:
    if isinstance(error, FetchError):
        return str(error)
    if isinstance(error, wire.MalformedJsonError):
        return UNREADABLE
    late = isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError)
    return TIMEOUT if late else "unreachable"
