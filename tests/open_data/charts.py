"""Real charts from files: who the patient is, what the chart holds, and its facts, mapped once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fhir_mappers.bundle import Entry, flatten
from fhir_mappers.chart import map_chart
from fhir_mappers.facts import ChartFacts, Evidence

FILES = Path(__file__).parent / "files"
TODAY = dt.date(2026, 11, 21)
NOBODY = "nobody-is-named"
_OPEN_DATA = Path(__file__).parents[3] / "shared" / "data" / "open"


@dataclass(frozen=True)
class Chart:
    """One patient's chart as a file holds it; strangers' resources in the file come along."""

    patient_id: str
    entries: tuple[Entry, ...] = dataclasses.field(compare=False, repr=False)

    def facts(self) -> ChartFacts:
        """The chart, mapped."""
        return map_chart(self.entries, self.patient_id, TODAY)


def copied_files() -> list[Path]:
    """The files that the project carries."""
    return sorted(FILES.rglob("*.json"))


def outside_files() -> list[Path | None]:
    """The whole collection, which is no part of the project; one `None` where it is not at hand.

    Its folder is `OPEN_DATA_DIR`, or lies beside the project.
    """
    folder = Path(os.environ.get("OPEN_DATA_DIR", _OPEN_DATA))
    return [*sorted(folder.rglob("*.json"))] or [None]


def name(file: Path | None) -> str:
    """Source and name of a file, for test reports."""
    return f"{file.parent.name}/{file.stem}" if file else "none"


def present(file: Path | None) -> Path:
    """The file, or the test is skipped with the reason."""
    if file is None:
        pytest.skip("the collection of open charts is not here; OPEN_DATA_DIR may name its folder")
    return file


@functools.cache
def charts(file: Path) -> tuple[Chart, ...]:
    """One chart for each Patient with an id; without any, one for the subject named most often."""
    content = json.loads(file.read_text(encoding="utf-8"))
    entries = tuple(flatten([(content, None)]))
    people = [
        str(one["id"]) for one, _ in entries if one.get("resourceType") == "Patient" and "id" in one
    ]
    return tuple(Chart(one, entries) for one in dict.fromkeys(people) or [_subject(entries)])


@functools.cache
def facts_of(file: Path) -> tuple[ChartFacts, ...]:
    """The facts of every chart in a file, mapped once for all tests."""
    return tuple(chart.facts() for chart in charts(file))


def all_facts(facts: ChartFacts) -> Iterator[Any]:
    """Every fact of a chart, the patient first."""
    yield facts.patient
    for field in dataclasses.fields(facts):
        value = getattr(facts, field.name)
        if isinstance(value, tuple) and field.name != "unread":
            yield from value


def references(fact: Any) -> set[str]:
    """The resources that a fact was read from."""
    because: tuple[Evidence, ...] = fact.because
    return {evidence.reference for evidence in because}


def _subject(entries: tuple[Entry, ...]) -> str:
    named = Counter(
        target.removeprefix("urn:uuid:").rsplit("/", 1)[-1]
        for resource, _ in entries
        for subject in (resource.get("subject"), resource.get("patient"))
        if isinstance(subject, dict) and (target := subject.get("reference"))
    )
    return named.most_common(1)[0][0] if named else NOBODY
