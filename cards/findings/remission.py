"""No evidence of disease after distant disease (clinical logic section 16.6)."""

from __future__ import annotations

from cards.findings.cancers import Cancer
from cards.findings.days import after
from cards.findings.stage_evidence import StageEvidence
from fhir_mappers.facts import ChartFacts, Day, Truth


def in_remission(cancer: Cancer, seen: StageEvidence, chart: ChartFacts) -> bool:
    """Whether documented remission is newer than the last evidence of active disease.

    A metastasis that still stands as active on the problem list is not overruled: that is a
    conflict to show. A cancer whose own Condition is in remission counts as in remission now.
    """
    if any(mark.kind == "site" for mark in seen.positive):
        return False
    if not (seen.positive or seen.past):
        return False
    if cancer.remission is Truth.YES and cancer.current is Truth.NO:
        return True
    return any(
        all(after(day, mark.day) for mark in seen.positive) for day in remission_days(chart)
    ) or (not seen.positive and bool(seen.past) and cancer.current is not Truth.YES)


def remission_days(chart: ChartFacts) -> tuple[Day, ...]:
    """When somebody wrote that no disease is left."""
    said = [
        statement.day
        for statement in chart.statements
        if statement.kind == "no-evidence-of-disease"
    ]
    complete = [tempo.day for tempo in chart.tempo if tempo.complete]
    return tuple(day for day in (*said, *complete) if day is not None)
