"""Decision rows taken away or with another answer, without the loader's check of totality."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from cards.decision_table import DecisionTable, Row

TOPICS = ("stage-iv-surgery", "none")
INDICATORS = {"info": "warning", "warning": "info", "critical": "warning"}
BOTH = ("topic", "at_select", "at_sign")


def row_mutants(table: DecisionTable) -> Iterator[tuple[str, DecisionTable]]:
    """Each row deleted, and each of its answers changed."""
    for index, row in enumerate(table.rows):
        name = f"decisions/{table.name}/{row.id}"
        without = (*table.rows[:index], *table.rows[index + 1 :], _hole(table))
        yield f"{name} deleted", dataclasses.replace(table, rows=without)
        for change, outputs in _answers(row):
            changed = dataclasses.replace(row, outputs={**row.outputs, **outputs})
            rows = (*table.rows[:index], changed, *table.rows[index + 1 :])
            yield f"{name} {change}", dataclasses.replace(table, rows=rows)


def _hole(table: DecisionTable) -> Row:
    """The last row of a table that has lost one: silence for what nothing else decides."""
    accepts = {name: frozenset(words) for name, words in table.inputs.items()}
    silence = {"topic": "none", "at_select": "none", "at_sign": "none", "also_red_flags": "no"}
    return Row("hole", accepts, silence)


def _answers(row: Row) -> Iterator[tuple[str, dict[str, str]]]:
    silent = row.outputs["topic"] == "none"
    other = dict(zip(BOTH, ("stage-iv-surgery", "warning", "warning"), strict=True))
    nothing = dict(zip(BOTH, ("none", "none", "none"), strict=True))
    yield ("speaks", other) if silent else ("is silent", nothing)
    if not silent and row.outputs["topic"] != "staging-incomplete":
        for moment in ("at_select", "at_sign"):
            yield f"{moment} changed", {moment: INDICATORS[row.outputs[moment]]}
    if _flags_matter(row):
        flipped = "no" if row.outputs["also_red_flags"] == "yes" else "yes"
        yield "also_red_flags flipped", {"also_red_flags": flipped}


def _flags_matter(row: Row) -> bool:
    """Whether a second card could show: not beside itself, beside surgery, or without a flag."""
    no = frozenset({"no"})
    unflagged = row.accepts["hard_reserve"] == no and row.accepts["hard_progression"] == no
    return row.outputs["topic"] not in ("surgical-red-flags", "stage-iv-surgery") and not unflagged
