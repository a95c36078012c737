"""Laws of mapping, on real charts: order, repetition and strangers do not change what is read."""

from __future__ import annotations

import copy
import dataclasses
import functools

from hypothesis import given
from hypothesis import strategies as st

from fhir_mappers.bundle import Entry
from fhir_mappers.chart import map_chart
from fhir_mappers.facts import ChartFacts
from fhir_mappers.fhir import Json, reference
from tests.open_data.charts import TODAY, Chart, charts, copied_files

SMALL = 60
STRANGER = "a-stranger"


@functools.cache
def small_charts() -> tuple[Chart, ...]:
    """Charts of more than one resource that are quick to map many times."""
    return tuple(
        chart
        for file in copied_files()
        for chart in charts(file)
        if 1 < len(chart.entries) <= SMALL
    )


@functools.cache
def facts_of_chart(number: int) -> ChartFacts:
    """The facts of a small chart as its file holds it."""
    return small_charts()[number].facts()


@functools.cache
def strangers() -> tuple[Entry, ...]:
    """Resources of real charts, given to somebody who is in none of them."""
    resources = [resource for chart in small_charts() for resource, _ in chart.entries]
    named = [(one, key) for one in resources for key in ("subject", "patient") if _names(one, key)]
    return tuple((_given_away(one, key, at), None) for at, (one, key) in enumerate(named))


def _names(resource: Json, key: str) -> bool:
    target = reference(resource.get(key))
    return target is not None and not target.startswith("#")


def _given_away(resource: Json, key: str, number: int) -> Json:
    subject = {"reference": f"Patient/{STRANGER}"}
    return {**copy.deepcopy(dict(resource)), key: subject, "id": f"{STRANGER}-{number}"}


def _id(entry: Entry) -> str:
    return str(entry[0]["id"])


def numbers() -> st.SearchStrategy[int]:
    """Which of the small charts."""
    return st.integers(0, len(small_charts()) - 1)


@given(st.data())
def test_the_order_of_the_resources_does_not_matter(data: st.DataObject) -> None:
    """Shuffling a chart changes no fact, no notice and no order among them."""
    number = data.draw(numbers())
    chart = small_charts()[number]
    shuffled = data.draw(st.permutations(chart.entries))

    assert map_chart(shuffled, chart.patient_id, TODAY) == facts_of_chart(number)


@given(st.data())
def test_a_resource_that_comes_twice_counts_once(data: st.DataObject) -> None:
    """Repeating resources, as overlapping pages do, changes nothing."""
    number = data.draw(numbers())
    chart = small_charts()[number]
    again = data.draw(st.lists(st.sampled_from(chart.entries), min_size=1, max_size=5))

    repeated = map_chart([*chart.entries, *again], chart.patient_id, TODAY)

    assert repeated == facts_of_chart(number)


@given(st.data())
def test_a_stranger_changes_nothing_but_the_count(data: st.DataObject) -> None:
    """Resources of another patient add to the count of strangers and to nothing else."""
    number = data.draw(numbers())
    chart = small_charts()[number]
    several = st.lists(st.sampled_from(strangers()), min_size=1, max_size=8, unique_by=_id)
    theirs = data.draw(several)
    alone = facts_of_chart(number)

    mixed = map_chart([*theirs, *chart.entries], chart.patient_id, TODAY)

    assert mixed == dataclasses.replace(alone, other_patient=alone.other_patient + len(theirs))
