"""The surgery table is total, has no dead row, and gives the rows of clinical logic section 10."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cards import decision_table, knowledge_base
from cards.content_errors import ContentError
from cards.content_file import ContentFile

TABLE = knowledge_base.load().surgery_table
USUAL = {
    "distant_met": "yes",
    "scenario": "diffuse",
    "basis": "count",
    "aim": "not-stated",
    "relief": "none",
    "urgent": "no",
    "hard_reserve": "no",
    "hard_progression": "no",
    "policy": "accepted",
}


def test_every_combination_has_exactly_one_row_and_every_row_is_reached() -> None:
    """All combinations of the inputs are decided, and no row is there for nothing."""
    reached = Counter(TABLE.decide(**inputs).id for inputs in TABLE.combinations())

    assert set(reached) == {row.id for row in TABLE.rows}
    assert sum(reached.values()) == 4 * 5 * 3 * 4 * 3 * 2 * 2 * 2 * 4


@pytest.mark.parametrize(
    ("changes", "row", "topic"),
    [
        ({"distant_met": "no"}, "D9", "none"),
        ({"distant_met": "suspected"}, "D10", "staging-incomplete"),
        ({"distant_met": "unknown"}, "D11", "staging-incomplete"),
        ({"distant_met": "unknown", "urgent": "yes"}, "D3c", "none"),
        ({"relief": "named", "urgent": "yes", "hard_reserve": "yes"}, "D1", "none"),
        ({"relief": "named"}, "D2", "none"),
        ({"relief": "unnamed"}, "D2u", "surgical-intent-missing"),
        ({"relief": "named", "hard_reserve": "yes"}, "D3", "surgical-red-flags"),
        ({"urgent": "yes"}, "D3b", "surgical-intent-missing"),
        ({"urgent": "yes", "aim": "evidenced"}, "D3d", "none"),
        ({"policy": "standard"}, "D4a", "none"),
        ({"policy": "standard", "hard_progression": "yes"}, "D5a", "surgical-red-flags"),
        ({"scenario": "oligometastatic", "aim": "vetoed"}, "D4b", "stage-iv-surgery"),
        ({"scenario": "potentially-resectable", "aim": "evidenced"}, "D4", "none"),
        (
            {"scenario": "oligometastatic", "aim": "evidenced", "hard_reserve": "yes"},
            "D5",
            "surgical-red-flags",
        ),
        (
            {"scenario": "oligometastatic", "aim": "label-only", "policy": "not-supported"},
            "D6c",
            "surgical-intent-missing",
        ),
        (
            {"scenario": "oligometastatic", "policy": "not-supported"},
            "D7",
            "stage-iv-surgery",
        ),
        (
            {"scenario": "oligometastatic", "basis": "statement", "policy": "not-supported"},
            "D6b",
            "surgical-intent-missing",
        ),
        ({"scenario": "oligometastatic"}, "D6", "surgical-intent-missing"),
        (
            {"scenario": "oligometastatic", "hard_progression": "yes"},
            "D6r",
            "surgical-intent-missing",
        ),
        ({}, "D8a", "stage-iv-surgery"),
        ({"aim": "vetoed"}, "D8a", "stage-iv-surgery"),
        ({"scenario": "undetermined"}, "D8b", "stage-iv-surgery"),
        ({"scenario": "undetermined", "aim": "label-only"}, "D8c", "surgical-intent-missing"),
        ({"scenario": "undetermined", "aim": "vetoed"}, "D8e", "stage-iv-surgery"),
        ({"scenario": "not-applicable"}, "D0", "none"),
    ],
)
def test_a_situation_meets_its_row(changes: dict[str, str], row: str, topic: str) -> None:
    """Each row of section 10 with its amendments is met by the situation it is for."""
    found = TABLE.decide(**{**USUAL, **changes})

    assert (found.id, found.outputs["topic"]) == (row, topic)


def test_urgent_situations_never_get_a_surgery_warning() -> None:
    """An emergency is documented at the most, never questioned (section 1.6)."""
    urgent = [inputs for inputs in TABLE.combinations() if inputs["urgent"] == "yes"]

    assert {TABLE.decide(**inputs).outputs["topic"] for inputs in urgent} == {
        "none",
        "surgical-intent-missing",
    } | {"none"}


def test_unknown_or_suspected_spread_never_warns_of_surgery() -> None:
    """A warning about stage IV surgery needs distant disease that is on record."""
    doubtful = [one for one in TABLE.combinations() if one["distant_met"] != "yes"]

    topics = {TABLE.decide(**inputs).outputs["topic"] for inputs in doubtful}

    assert topics == {"none", "staging-incomplete"}


HEADER = "row,wet,cold,topic\nallowed,yes|no,yes|no,\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("A,yes,*,none\n", "no row for"),
        ("A,*,*,none\nB,yes,*,none\n", "no combination reaches: B"),
        ("A,maybe,*,none\n", "wet cannot be maybe"),
        ("A,*,*,dance\n", "topic='dance' is not allowed"),
        ("A,*,none\n", "3 cells, expected 4"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, body: str, message: str) -> None:
    """Holes, dead rows, unknown words and wrong widths are refused, and the message says which."""
    file = tmp_path / "table.csv"
    file.write_text(HEADER + body, encoding="utf-8")
    outputs: dict[str, Any] = {"topic": ("none",)}

    with pytest.raises(ContentError, match=message):
        decision_table.read(ContentFile(file.name, file), outputs)
