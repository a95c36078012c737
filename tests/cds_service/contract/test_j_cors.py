"""Section J of the checklist: browsers."""

from __future__ import annotations

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.calls import VIEW, view

DESK = "https://desk.example.org"
ASKED = {
    "Origin": DESK,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.fixture(scope="module")
def desk():
    """A client of a service that one origin may use."""
    return create_app(Settings(_env_file=None, cors_origins=DESK)).test_client()


def words(answer, name):
    """A header that lists words."""
    return {word.strip().lower() for word in answer.headers[name].split(",")}


@pytest.mark.parametrize("url", ["/cds-services", "/cds-services/", VIEW, f"{VIEW}/"])
def test_preflights_are_answered(desk, url):
    """Item 108: a preflight is 2xx without redirect and names methods and both headers."""
    answer = desk.options(url, headers=ASKED)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == DESK
    assert {"get", "post", "options"} <= words(answer, "Access-Control-Allow-Methods")
    assert {"authorization", "content-type"} <= words(answer, "Access-Control-Allow-Headers")


@pytest.mark.parametrize(
    ("url", "body", "status"),
    [
        (VIEW, view(), 200),
        (VIEW, {}, 400),
        (VIEW, {**view(), "prefetch": {}}, 412),
        ("/cds-services/none", {}, 404),
        ("/cds-services", {}, 405),
    ],
)
def test_answers_can_be_read_by_the_page(desk, url, body, status):
    """Item 109: answers carry the origin, errors included."""
    answer = desk.post(url, json=body, headers={"Origin": DESK})

    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == DESK


def test_the_origin_is_never_a_star_with_credentials(desk):
    """Item 110: the origin of the list is echoed with `Vary`, and no credentials are allowed."""
    answer = desk.post(VIEW, json=view(), headers={"Origin": DESK})

    assert "origin" in words(answer, "Vary")
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", f"{DESK}.evil.org"])
def test_other_origins_get_nothing(desk, origin):
    """Item 110: an origin that is not on the list gets no header."""
    answer = desk.post(VIEW, json=view(), headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in answer.headers
