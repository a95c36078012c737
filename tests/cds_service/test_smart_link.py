"""The link to a SMART app that a site may put on every card."""

from __future__ import annotations

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings, SettingsError, load_settings
from tests.cds_service.samples import SAMPLE

LAUNCH = "https://app.example.org/launch?view=board"
SELECT = "/cds-services/oncology-order-select"


def links(**chosen):
    """The links of every card that the sample leads to at a site with these settings."""
    settings = Settings(_env_file=None, as_of="2026-11-20T09:00:00Z", **chosen)
    answer = create_app(settings).test_client().post(SELECT, json=SAMPLE)
    assert answer.json["cards"]
    return [card.get("links", []) for card in answer.json["cards"]]


def test_every_card_offers_the_app_of_the_site():
    """Item 88: with a launch address each card has one smart link, the launch address as it is."""
    for offered in links(smart_launch_url=LAUNCH, smart_label="Tumour board"):
        apps = [link for link in offered if link["type"] == "smart"]

        assert apps == [{"label": "Tumour board", "url": LAUNCH, "type": "smart"}]


def test_the_context_goes_to_the_app_alone():
    """Item 89: the context stands on the smart link and on no other."""
    for offered in links(smart_launch_url=LAUNCH, smart_app_context="board=monday"):
        contexts = {link["type"]: link.get("appContext") for link in offered}

        assert contexts == {"smart": "board=monday", "absolute": None}


def test_without_an_app_no_link_is_smart():
    """A site that named no app gets no link to one."""
    assert {link["type"] for offered in links() for link in offered} == {"absolute"}


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example.org/launch",
        "app.example.org/launch",
        "javascript:alert(1)",
        "https://user@app.example.org/launch",
        "https://app.example.org/launch?iss=https://fhir.example.org",
        "https://app.example.org/launch?launch=1",
    ],
)
def test_an_address_that_must_not_be_launched_stops_the_start(monkeypatch, tmp_path, url):
    """Item 88: the address is https, and `iss` and `launch` are left to the client."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDS_SMART_LAUNCH_URL", url)

    with pytest.raises(SettingsError, match="CDS_SMART_LAUNCH_URL"):
        load_settings()


def test_an_app_on_loopback_may_be_http():
    """On a desk the app needs no certificate."""
    url = "http://127.0.0.1:9000/launch"

    assert Settings(_env_file=None, smart_launch_url=url).smart_launch_url == url


def test_a_context_without_an_app_stops_the_start(monkeypatch, tmp_path):
    """A context that nobody would get is a mistake that must be seen."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDS_SMART_APP_CONTEXT", "board=monday")

    with pytest.raises(SettingsError, match="CDS_SMART_APP_CONTEXT"):
        load_settings()
