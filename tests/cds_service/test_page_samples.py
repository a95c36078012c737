"""The made-up patients of the page: each shows what it says, today and in any year."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from cds_service.page.samples import samples
from tests.conftest import application
from tests.sample_calls import DAY, SAMPLES, sample_call

GAP = "molecular-testing-gap"
EXPECTED = {
    "01-diffuse": {"stage-iv-surgery": "warning", GAP: "info"},
    "02-resectable": {},
    "03-oligometastatic": {"stage-iv-surgery": "warning", GAP: "info"},
    "04-urgent": {},
    "05-missing-markers": {GAP: "info"},
    "06-conflict": {"restaging-conflict": "info"},
    "07-rectal": {"rectal-long-course-crt": "warning", GAP: "info"},
    "08-bevacizumab": {"bevacizumab-interval": "critical", GAP: "info"},
    "09-anti-egfr": {"anti-egfr-without-ras": "warning", GAP: "info"},
    "10-immunotherapy": {"immunotherapy-without-msi": "warning", GAP: "info"},
    "11-suspected": {"staging-incomplete": "warning"},
    "12-palliative": {GAP: "info", "palliative-care": "info"},
    "13-silent": {},
    "14-standard": {GAP: "info"},
    "15-no-cancer": {},
}
SCENARIOS = {
    "01-diffuse": "diffuse",
    "02-resectable": "potentially-resectable",
    "03-oligometastatic": "oligometastatic",
    "04-urgent": "diffuse",
    "08-bevacizumab": "potentially-resectable",
    "15-no-cancer": "not-applicable",
}


def explained(sample, day):
    """The Explanation of the sample's first call on a day."""
    desk = application(f"{day.isoformat()}T09:00:00Z").test_client()
    answer = desk.post(f"/explain/oncology-{sample['hook']}", json=sample_call(sample))
    assert answer.status_code == 200
    return answer.json


def told(explanation):
    """The cards by topic, with their indicators."""
    return {card["source"]["topic"]["code"]: card["indicator"] for card in explanation["cards"]}


def test_every_sample_is_expected():
    """There are a dozen or more, and each has its expectation."""
    assert set(EXPECTED) == set(SAMPLES)
    assert len(SAMPLES) >= 12


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_shows_what_it_says(name):
    """Its first call leads to these cards, and where it names a scenario, to that one."""
    explanation = explained(SAMPLES[name], DAY)

    assert told(explanation) == EXPECTED[name]
    if name in SCENARIOS:
        assert explanation["findings"]["scenario"] == SCENARIOS[name]


@pytest.mark.parametrize("day", [dt.date(2027, 3, 1), dt.date(2028, 2, 29), dt.date(2031, 12, 31)])
def test_a_sample_never_grows_old(day):
    """Whenever the page is opened, every patient leads to the same cards."""
    moved = {sample["id"]: told(explained(sample, day)) for sample in samples(day)}

    assert moved == EXPECTED


def test_the_page_gets_them_as_of_its_clock(client):
    """The service moves charts to its own day, and says which day that is."""
    sent = client.get("/page/samples").json

    assert sent["today"] == DAY.isoformat()
    assert {sample["id"]: sample for sample in sent["samples"]} == SAMPLES


def test_every_coding_style_and_topic_is_there():
    """mCODE, ICD-10-CM, ICD-10-GM and Genomics Reporting; and most topics speak somewhere."""
    styles = " ".join(sample["coding"] for sample in SAMPLES.values())
    topics = {topic for cards in EXPECTED.values() for topic in cards}

    assert all(
        style in styles for style in ("mCODE", "ICD-10-CM only", "ICD-10-GM", "Genomics Reporting")
    )
    assert len(topics) >= 8


def test_they_are_no_patients_of_a_vignette():
    """No person of a sample is one of the vignettes: ids differ."""
    files = Path(__file__).parents[1].glob("vignettes/*/*.json")
    taken = {json.loads(file.read_bytes())["patient"]["id"] for file in files}

    assert taken
    assert taken & {sample["chart"][0]["id"] for sample in SAMPLES.values()} == set()
