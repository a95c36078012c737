"""What was learnt from one patient's resources changes nothing that another patient's say."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fhir_mappers.bundle import flatten
from fhir_mappers.chart import map_chart, new_memo
from tests.open_data.charts import charts, copied_files

TODAY = dt.date(2026, 11, 20)
VIGNETTES = sorted((Path(__file__).parents[1] / "vignettes").glob("[go]*/*.json"))
SHARED = new_memo(20_000)
Chart = list[tuple[dict[str, Any], str | None]]


def _of_vignettes() -> Iterator[tuple[str, str, Chart]]:
    for file in VIGNETTES:
        request = json.loads(file.read_text(encoding="utf-8"))["request"]
        sent = [(value, None) for value in request.get("prefetch", {}).values() if value]
        yield file.stem, request["context"]["patientId"], list(flatten(sent))


def _of_open_data() -> Iterator[tuple[str, str, Chart]]:
    for file in copied_files():
        for chart in charts(file):
            yield f"{file.stem}-{chart.patient_id}", chart.patient_id, list(chart.entries)


CHARTS = [*_of_vignettes(), *_of_open_data()]


@dataclass(frozen=True)
class Change:
    """How the resources of a twin differ: days are moved by a number, quantities multiplied."""

    names: Mapping[str, str]
    days: int
    times: float = 1


def _other(node: Any, change: Change, key: str = "") -> Any:
    """The same resource of somebody else: ids, references, full days and quantities are others."""
    if isinstance(node, dict):
        return {name: _other(value, change, f"{key}.{name}"[-40:]) for name, value in node.items()}
    if isinstance(node, list):
        return [_other(value, change, key) for value in node]
    if isinstance(node, int | float) and key.endswith("valueQuantity.value"):
        return round(node * change.times, 1)
    if not isinstance(node, str):
        return node
    return _word(node, change, key.rpartition(".")[2])


def _word(node: str, change: Change, key: str) -> str:
    if key in ("id", "reference"):
        before, slash, last = node.rpartition("/")
        return before + slash + change.names.get(last, last)
    try:
        moved = dt.date.fromisoformat(node[:10]) + dt.timedelta(days=change.days)
    except (ValueError, OverflowError):
        return node
    return moved.isoformat() + node[10:] if node[4:5] == "-" else node


def _twin(chart: Chart, days: int, times: float = 1) -> Chart:
    ids = [str(resource["id"]) for resource, _ in chart if "id" in resource]
    change = Change({name: f"twin.{name}"[:64] for name in ids}, days, times)
    return [(_other(resource, change), None) for resource, _ in chart]


def test_there_are_charts_to_compare() -> None:
    """The vignettes and the open charts are found, so that nothing passes empty."""
    assert len(VIGNETTES) >= 50
    assert len(CHARTS) >= 100


MEASURED = [one for one in CHARTS if "valueQuantity" in json.dumps(one[2])]


def test_there_are_quantities_to_change() -> None:
    """Enough charts hold a quantity."""
    assert len(MEASURED) >= 50


@pytest.mark.parametrize("times", [0.1, 0.5, 3, -1])
@pytest.mark.parametrize(
    ("patient", "chart"), [one[1:] for one in MEASURED], ids=[o[0] for o in MEASURED]
)
def test_a_chart_says_the_same_after_one_with_other_quantities(
    patient: str, chart: Chart, times: float
) -> None:
    """Read after resources that differ in their quantities too, a chart gives its own facts."""
    memo = new_memo(20_000)
    alone = [(resource, None) for resource, _ in chart]
    twin, name = _twin(chart, 0, times), f"twin.{patient}"[:64]
    again, other = _twin(chart, 3, times / 2), f"twin.{patient}"[:64]

    assert map_chart(alone, patient, TODAY, memo) == map_chart(alone, patient, TODAY)
    assert map_chart(twin, name, TODAY, memo) == map_chart(twin, name, TODAY)
    assert map_chart(again, other, TODAY, memo) == map_chart(again, other, TODAY)
    assert map_chart(alone, patient, TODAY, memo) == map_chart(alone, patient, TODAY)


@pytest.mark.parametrize("days", [0, 9, -700])
@pytest.mark.parametrize(
    ("patient", "chart"), [one[1:] for one in CHARTS], ids=[o[0] for o in CHARTS]
)
def test_a_chart_says_the_same_after_its_twin(patient: str, chart: Chart, days: int) -> None:
    """Read after alike resources of other people, a chart gives the facts that it gives alone."""
    alone = [(resource, None) for resource, _ in chart]
    twin, name = _twin(chart, days), f"twin.{patient}"[:64]

    assert map_chart(twin, name, TODAY, SHARED) == map_chart(twin, name, TODAY)
    assert map_chart(alone, patient, TODAY, SHARED) == map_chart(alone, patient, TODAY)
