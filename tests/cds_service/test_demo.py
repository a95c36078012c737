"""`cds-service demo` as a person starts it."""

from __future__ import annotations

import pytest
import requests

from tests.conftest import AS_OF
from tests.sample_calls import SAMPLES, sample_call
from tests.serving import serving

TIMEOUT = 20


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Starts the demonstration with its temporary files in `tmp_path`."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def run(*options, **settings):
        chosen = {"CDS_AS_OF": AS_OF, **settings}
        return serving(tmp_path, *options, settings=chosen, command="demo")

    return run


def database(folder):
    """The databases of demonstrations in a folder."""
    return list(folder.glob("cds-demo-*/demo.sqlite3"))


def test_one_command_gives_page_and_card(start, tmp_path):
    """The page is there, a sample leads to a card with a link to its rule, and the log names it."""
    sample = SAMPLES["01-diffuse"]
    with start() as demo:
        page = requests.get(demo.url, timeout=TIMEOUT)
        answer = requests.post(
            f"{demo.url}/cds-services/oncology-order-select",
            json=sample_call(sample),
            timeout=TIMEOUT,
        )
        card = answer.json()["cards"][0]

        assert "Oncology CDS Hooks" in page.text
        assert card["source"]["topic"]["code"] == "stage-iv-surgery"
        rule = next(link["url"] for link in card["links"] if link["url"].startswith(demo.url))
        assert requests.get(rule, timeout=TIMEOUT).status_code == 200
        assert f"Open {demo.url} in a browser" in (tmp_path / "stderr.log").read_text()


def test_what_is_answered_goes_with_the_service(start, tmp_path):
    """Memory works while it runs, in a database of its own that is gone afterwards."""
    sample = SAMPLES["01-diffuse"]
    with start(CDS_ALERT_MEMORY="off", CDS_DATABASE_URL="sqlite:////nowhere/at.all") as demo:
        door = f"{demo.url}/cds-services/oncology-order-select"
        first = requests.post(door, json=sample_call(sample, "one"), timeout=TIMEOUT).json()
        again = requests.post(door, json=sample_call(sample, "two"), timeout=TIMEOUT).json()

        assert len(database(tmp_path)) == 1
        assert (len(first["cards"]), len(again["cards"])) == (2, 0)
        assert demo.stop() == 0

    assert database(tmp_path) == []
    assert list(tmp_path.glob("cds-*")) == []


def test_settings_for_known_clients_do_not_close_it(start):
    """The desk asks for no token, whatever the environment of the person says."""
    with start(CDS_AUTH="required", CDS_PUBLIC_URL="https://cds.example.org") as demo:
        assert requests.get(f"{demo.url}/cds-services", timeout=TIMEOUT).status_code == 200


def test_the_browser_is_opened_on_demand(start, tmp_path):
    """`--open` hands the address to the default browser once the service listens."""
    note = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {note}\n')
    browser.chmod(0o755)
    with start("--open", BROWSER=f"{browser} %s") as demo:
        assert note.read_text().strip() == demo.url
