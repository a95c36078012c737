"""Fixtures that several folders share: the service as an outsider sees it, with a fixed clock."""

from __future__ import annotations

import functools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.settings import Settings
from cds_service.store.location import parse
from cds_service.store.store import Store
from tests.databases import new_postgres, new_sqlite, postgres_server

AS_OF = "2026-11-20T09:00:00Z"
START = "from cds_service.cli import main; main()"

# No test writes where the person who runs it keeps data.
os.environ["CDS_DATABASE_URL"] = "sqlite://"

hypothesis.settings.register_profile("quick", max_examples=60, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=3000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@dataclass(frozen=True)
class Live:
    """A running service: its base URL and the file that its log goes to."""

    url: str
    log: Path


@functools.cache
def application(as_of: str = AS_OF) -> Flask:
    """The application with its clock at `as_of`, built once for each instant.

    Every call counts as the first one: an example must not depend on those before it.
    """
    return create_app(Settings(_env_file=None, as_of=as_of, alert_memory="off"))


@pytest.fixture
def client() -> FlaskClient:
    """A client of the application in this process."""
    return application().test_client()


def played(vignette: dict[str, Any]) -> tuple[Any, Any]:
    """Send a vignette through HTTP: the answer of the hook, and the Explanation."""
    desk = application(vignette["as_of"]).test_client()
    service, body = f"oncology-{vignette['hook']}", vignette["request"]
    answers = [desk.post(f"/{door}/{service}", json=body) for door in ("cds-services", "explain")]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].text
    return answers[0].json, answers[1].json


@pytest.fixture
def play() -> Callable[[dict[str, Any]], tuple[Any, Any]]:
    """Play a vignette through HTTP."""
    return played


@pytest.fixture(scope="session")
def play_forever() -> Callable[[dict[str, Any]], tuple[Any, Any]]:
    """The same for tests that play many examples."""
    return played


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """`cds-service serve` on a free port, until the end of the session."""
    log = tmp_path_factory.mktemp("live") / "stderr.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", START, "serve", "--port", str(port), "--workers", "1"]
    environment = {**os.environ, "CDS_AS_OF": AS_OF, "CDS_MAX_BODY_MB": "1"}
    with log.open("wb") as stderr:
        server = subprocess.Popen(command, env=environment, stderr=stderr)
    try:
        service = Live(f"http://127.0.0.1:{port}", log)
        _wait(service, server)
        yield service
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(service: Live, server: subprocess.Popen[bytes]) -> None:
    """Until /healthz answers; fails with the log of a service that did not start."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            requests.get(f"{service.url}/healthz", timeout=5).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the service did not start:\n{service.log.read_text()}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server for the session."""
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database, of each kind in turn."""
    if request.param == "sqlite":
        return new_sqlite(tmp_path)
    return new_postgres(request.getfixturevalue("postgres"))


@pytest.fixture
def open_store() -> Iterator[Callable[[str], Store]]:
    """Opens a store at a URL, and closes it after the test."""
    opened: list[Store] = []

    def open_at(url: str) -> Store:
        opened.append(Store(parse(url)))
        return opened[-1]

    yield open_at
    for store in opened:
        store.close()
