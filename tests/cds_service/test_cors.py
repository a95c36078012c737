"""Browsers of allowed origins, and only those."""

from __future__ import annotations

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.calls import VIEW, view

DESK = "https://desk.example.org"


@pytest.fixture(scope="module")
def desk():
    """A client of a service that two origins may use."""
    origins = f"{DESK},https://other.example.org"
    return create_app(Settings(_env_file=None, cors_origins=origins)).test_client()


@pytest.mark.parametrize("url", ["/cds-services", VIEW])
def test_a_preflight_is_answered(desk, url):
    """OPTIONS answers 200 and allows the headers that the sandbox sends."""
    headers = {
        "Origin": DESK,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = desk.options(url, headers=headers)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == DESK
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert {"authorization", "content-type"} <= set(allowed.split(", "))


def test_errors_are_readable_too(desk):
    """An error answer carries the origin, or a browser would hide the reason."""
    answer = desk.post(VIEW, json={}, headers={"Origin": DESK})

    assert answer.status_code == 400
    assert answer.headers["Access-Control-Allow-Origin"] == DESK


def test_a_foreign_origin_gets_nothing(desk):
    """An origin that is not listed gets no header."""
    answer = desk.post(VIEW, json=view(), headers={"Origin": "https://evil.example.org"})

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_off_by_default(client):
    """Without the setting no origin is allowed."""
    answer = client.post(VIEW, json=view(), headers={"Origin": DESK})

    assert "Access-Control-Allow-Origin" not in answer.headers
