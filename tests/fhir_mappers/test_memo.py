"""Remembering what resources say changes no answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from fhir_mappers.chart import map_chart, new_memo
from tests.open_data.charts import charts, copied_files
from tests.synthetic import cancer

TODAY = dt.date(2026, 11, 20)
SHARED = new_memo(2_000)


@pytest.mark.parametrize("file", copied_files(), ids=lambda file: file.stem)
def test_a_remembered_chart_says_what_a_fresh_one_says(file: Path) -> None:
    """Real charts, read with the memory of all charts before them, give the same facts, twice."""
    for chart in charts(file):
        fresh = map_chart(chart.entries, chart.patient_id, TODAY)
        for _ in range(2):
            assert map_chart(chart.entries, chart.patient_id, TODAY, SHARED) == fresh


@pytest.mark.parametrize("seed", range(6))
def test_passing_over_noise_loses_no_fact(seed: int) -> None:
    """Made-up charts full of everyday data give the same facts with and without the shortcut."""
    chart = [(resource, None) for resource in cancer.chart("p1", 400, seed=seed)]
    assert map_chart(chart, "p1", TODAY, SHARED) == map_chart(chart, "p1", TODAY)


def test_a_value_is_not_lost_because_the_one_before_it_was_empty() -> None:
    """A test seen first without a value is still read when it comes with one."""
    empty = {
        "resourceType": "Observation",
        "status": "final",
        "subject": {"reference": "Patient/p"},
    }
    empty["code"] = {"coding": [{"system": "http://loinc.org", "code": "89247-1"}]}
    memo = new_memo(100)
    nothing = map_chart([(empty | {"id": "1"}, None)], "p", TODAY, memo)
    score = map_chart([(empty | {"id": "2", "valueInteger": 3}, None)], "p", TODAY, memo)
    assert (nothing.reserve, [fact.value for fact in score.reserve]) == ((), [3])


def test_the_day_of_the_call_is_part_of_the_memory() -> None:
    """A date that was in the future yesterday counts today."""
    tomorrow = TODAY + dt.timedelta(days=1)
    result = {
        "resourceType": "Observation",
        "id": "1",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "89247-1"}]},
        "effectiveDateTime": tomorrow.isoformat(),
        "valueInteger": 1,
    }
    memo = new_memo(100)
    days = [
        [fact.day for fact in map_chart([(result, None)], "p", today, memo).reserve]
        for today in (TODAY, tomorrow)
    ]
    assert days[0] == [None]
    assert days[1] != [None]
