"""Every real chart goes through mapping, and none of its resources gets lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from fhir_mappers.document import distinct, documents
from fhir_mappers.facts import ChartFacts
from tests.open_data.charts import (
    Chart,
    all_facts,
    charts,
    copied_files,
    facts_of,
    name,
    outside_files,
    present,
    references,
)

ENOUGH_FILES = 100


def without_a_place(chart: Chart, facts: ChartFacts) -> list[str]:
    """Resources that are neither evidence of a fact nor named as unread."""
    read = {reference for fact in all_facts(facts) for reference in references(fact)}
    unread = {notice.reference for notice in facts.unread}
    known = (one.reference for one in distinct(documents(chart.entries)))
    return [reference for reference in known if reference not in read | unread]


def faults(file: Path) -> list[str]:
    """Resources lost, where they are not as many as were counted as another patient's."""
    return [
        f"{reference} is lost"
        for chart, facts in zip(charts(file), facts_of(file), strict=True)
        for lost in [without_a_place(chart, facts)]
        if len(lost) != facts.other_patient
        for reference in lost
    ]


def crashes(file: Path) -> list[str]:
    """Resources on which a reader broke; the chart itself survives that."""
    return [
        f"{notice.reference}: {notice.why}"
        for facts in facts_of(file)
        for notice in facts.unread
        if notice.why.startswith("could not be read")
    ]


def test_the_charts_are_there() -> None:
    """An empty folder cannot pass."""
    assert len(copied_files()) >= ENOUGH_FILES


@pytest.mark.parametrize("file", copied_files(), ids=name)
def test_every_resource_of_a_chart_is_accounted_for(file: Path) -> None:
    """Each resource is evidence of a fact, named as unread, or counted as another patient's."""
    assert faults(file) == []


@pytest.mark.parametrize("file", copied_files(), ids=name)
def test_no_reader_breaks_on_a_real_chart(file: Path) -> None:
    """No resource is unread because a reader raised an exception."""
    assert crashes(file) == []


@pytest.mark.parametrize("file", outside_files(), ids=name)
def test_the_whole_collection_goes_through(file: Path | None) -> None:
    """What holds for the charts that we carry holds for those that we may only read."""
    chart_file = present(file)

    assert faults(chart_file) == []
    assert crashes(chart_file) == []
