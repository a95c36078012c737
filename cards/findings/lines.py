"""How many lines of systemic therapy the chart documents (clinical logic section 12.11)."""

from __future__ import annotations

from cards.findings.days import after
from fhir_mappers.facts import ChartFacts

COUNTED = ("given", "active", "stopped")
ANTINEOPLASTIC = "antineoplastic"


def lines_of(chart: ChartFacts) -> int:
    """One line for the first drug, and one more for each progression that a new drug answers.

    A drug is new when it was not started before that progression. What carries no start date
    opens no further line.
    """
    started = [
        (therapy.ingredient, therapy.started)
        for therapy in chart.therapies
        if ANTINEOPLASTIC in therapy.classes and therapy.status in COUNTED
    ]
    answered = set()
    for tempo in chart.tempo:
        before = {name for name, day in started if not after(day, tempo.day)}
        fresh = [
            day for name, day in started if after(day, tempo.day) and name not in before and before
        ]
        if tempo.kind == "progressive" and fresh:
            answered.add(min(day for day in fresh if day is not None))
    return len(answered) + bool(started)
