"""What single resources of real charts yield, as a person read them before our code did."""

from __future__ import annotations

import csv
import enum
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fhir_mappers.bundle import relative
from fhir_mappers.facts import Day
from tests.open_data.charts import FILES, all_facts, charts, facts_of, references

EXPECTATIONS = Path(__file__).parent / "expectations.csv"
ENOUGH_ROWS, ENOUGH_SOURCES, TOLERANCE = 80, 10, 0.01


class Row(NamedTuple):
    """One expectation; a `!` before the kind says that there is no such fact."""

    file: str
    reference: str
    kind: str
    expected: str
    why: str

    @property
    def pairs(self) -> Mapping[str, frozenset[str]]:
        """Field to the values allowed for it: `site=liver|lung; certainty=confirmed`."""
        parts = (part.split("=", 1) for part in self.expected.split(";") if part.strip())
        return {name.strip(): frozenset(value.strip().split("|")) for name, value in parts}

    def name(self) -> str:
        """The row in one line, for a test report."""
        return f"{self.file.removesuffix('.json')} {self.reference} {self.kind} {self.expected}"


def rows() -> list[Row]:
    """The whole table."""
    with EXPECTATIONS.open(encoding="utf-8", newline="") as lines:
        return [Row(**row) for row in csv.DictReader(lines)]


def told(row: Row) -> Iterator[Any]:
    """Facts (or unread notices) of the kind that were read from the resource of the row."""
    kind = row.kind.removeprefix("!")
    for facts in facts_of(FILES / row.file):
        if kind == "Unread":
            yield from (one for one in facts.unread if one.reference == row.reference)
        for fact in all_facts(facts):
            if type(fact).__name__ == kind and row.reference in references(fact):
                yield fact


def agrees(fact: Any, row: Row) -> bool:
    """Whether every field named in the row has one of its values."""
    return all(says(getattr(fact, name), allowed) for name, allowed in row.pairs.items())


def says(value: Any, allowed: frozenset[str]) -> bool:
    """One field: a list holds one of the values, a number is close to one, else it is one."""
    if isinstance(value, tuple):
        return any(says(part, allowed) for part in value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return any(abs(value - float(one)) <= TOLERANCE for one in allowed)
    return written(value) in allowed


def written(value: Any) -> str:
    """A value as the table writes it."""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, Day):
        return value.text
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_there_are_enough_expectations_from_enough_sources() -> None:
    """The table cannot shrink unnoticed, and no expectation stands in it twice."""
    table = rows()

    assert len(table) >= ENOUGH_ROWS
    assert len({row.file.split("/", 1)[0] for row in table}) >= ENOUGH_SOURCES
    assert len({row[:4] for row in table}) == len(table)


@pytest.mark.parametrize("row", rows(), ids=Row.name)
def test_a_real_resource_yields_what_a_person_reads_in_it(row: Row) -> None:
    """Each row of the table holds, the negative ones too."""
    found = list(told(row))
    agreeing = [fact for fact in found if agrees(fact, row)]

    if row.kind.startswith("!"):
        assert not agreeing, f"{row.why} Found: {agreeing}"
    else:
        assert agreeing, f"{row.why} Found of that kind: {found}"


def test_every_expectation_names_a_resource_that_is_there() -> None:
    """A negative row about a resource that is not in its file would hold for ever."""
    there = {
        (row.file, relative(resource))
        for row in rows()
        for chart in charts(FILES / row.file)
        for resource, _ in chart.entries
    }

    assert [row for row in rows() if row[:2] not in there] == []
