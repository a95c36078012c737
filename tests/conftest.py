"""Fixtures that several folders share: the service as an outsider sees it, with a fixed clock."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.settings import Settings
from cds_service.store.location import parse
from cds_service.store.store import Store
from tests.databases import new_postgres, new_sqlite, postgres_server
from tests.serving import Running, serving

AS_OF = "2026-11-20T09:00:00Z"

# No test writes where the person who runs it keeps data.
os.environ["CDS_DATABASE_URL"] = "sqlite://"

hypothesis.settings.register_profile("quick", max_examples=60, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=3000, deadline=None)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
hypothesis.settings.load_profile(PROFILE)
# Requests that one fuzz test sends to the running service.
REQUESTS = 20_000 if PROFILE == "deep" else 1_000


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
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`cds-service serve` on a free port, until the end of the session."""
    settings = {"CDS_AS_OF": AS_OF, "CDS_MAX_BODY_MB": "1"}
    folder = tmp_path_factory.mktemp("live")
    with serving(folder, "--workers", "1", settings=settings) as service:
        yield service


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
