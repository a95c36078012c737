"""A client to be trusted, signed for by an independent library, its key server, and our service."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from cds_service.app import create_app
from cds_service.settings import Settings

ISSUER = "https://ehr.example.org"
PUBLIC = "https://cds.example.org/onco"
FHIR = "https://fhir.example.org/r4"
START = "from cds_service.program import run; run()"
EC = ECKey.generate_key("P-384", {"kid": "ec-1", "use": "sig"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
OTHER = ECKey.generate_key("P-384", {"kid": "ec-1", "use": "sig"})


class Careless(JWSRegistry):
    """Signs headers that the library would refuse: our bad ones are meant."""

    def check_header(self, header: Any) -> None:
        """Take any."""


REGISTRY = Careless(algorithms=["ES384", "RS384", "RS256", "PS384"])


def jwks(*keys: Any) -> dict[str, Any]:
    """A set with the public halves."""
    return {"keys": [key.as_dict(private=False) for key in keys or (EC, RSA)]}


def claims(path: str, **more: Any) -> dict[str, Any]:
    """Good claims for a call of that path, now; None takes one away."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": PUBLIC + path, "iat": now, "exp": now + 300}
    merged = {**good, "jti": str(uuid.uuid4()), **more}
    return {name: value for name, value in merged.items() if value is not None}


def signed(path: str, key: Any = EC, alg: str = "ES384", header: Any = None, **more: Any) -> str:
    """A token as the library joserfc signs it."""
    head = {"alg": alg, "typ": "JWT", "kid": key.kid, **(header or {})}
    kept = {name: value for name, value in head.items() if value is not None}
    payload = json.dumps(claims(path, **more)).encode()
    return jws.serialize_compact(kept, payload, key, registry=REGISTRY)


def bearer(token: str) -> dict[str, str]:
    """The header of a call."""
    return {"Authorization": f"Bearer {token}"}


class KeyServer(http.server.ThreadingHTTPServer):
    """Answers every address with `body`, and counts."""

    daemon_threads = True

    def __init__(self, body: bytes, status: int = 200) -> None:
        """Listen on a free port; `paths` are those asked for so far, `delay` is in seconds."""
        self.delay = 0.0
        self.body, self.status, self.paths = body, status, []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """The address of the key set."""
        return f"http://127.0.0.1:{self.server_port}/jwks.json"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        time.sleep(self.server.delay)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: Any) -> None:
        """Silence."""


@contextlib.contextmanager
def key_server(body: Any = None, status: int = 200) -> Iterator[KeyServer]:
    """A key server on loopback, with the good keys unless told otherwise."""
    content = body if isinstance(body, bytes) else json.dumps(body or jwks()).encode()
    server = KeyServer(content, status)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def trusting(folder: Path, entry: Any = None, **more: Any) -> Settings:
    """Settings that trust our client, with the memory for tokens in that folder."""
    issuer = entry or {"keys": jwks()["keys"], "fhir": [FHIR], "name": "The hospital"}
    chosen = {
        "auth": "required",
        "public_url": PUBLIC,
        "trusted_issuers": json.dumps({ISSUER: issuer}),
        "database_url": f"sqlite:///{folder / 'seen.sqlite3'}",
    }
    return Settings(_env_file=None, **{**chosen, **more})


def service(folder: Path, entry: Any = None, **more: Any) -> Any:
    """The application that trusts our client."""
    return create_app(trusting(folder, entry, **more))


@contextlib.contextmanager
def serving(settings: Settings, log: Path, workers: int) -> Iterator[str]:
    """`cds-service serve` with those settings; gives its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    names = ("auth", "public_url", "trusted_issuers", "database_url")
    chosen = {f"CDS_{name.upper()}": str(getattr(settings, name)) for name in names}
    command = [sys.executable, "-c", START, "serve", "--port", port, "--workers", str(workers)]
    with log.open("ab") as stderr:
        process = subprocess.Popen(command, env={**os.environ, **chosen}, stderr=stderr)
    try:
        _wait(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(requests.ConnectionError):
            requests.get(f"{url}/healthz", timeout=5).raise_for_status()
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())
