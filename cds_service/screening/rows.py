"""What a run writes down: a row for every card and one for every patient.

On an order hook a patient has one answer for every order; facts and findings in the patient's row
are those of the chart on the day of the run, as on patient-view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cards.card import Card
from cards.explained_facts import facts_of
from cards.explanation import findings_of
from cds_service.screening.judge import Judged

Row = dict[str, Any]
TEXT, LIST = "VARCHAR", "VARCHAR[]"
CARDS: Mapping[str, str] = {
    "patient": TEXT,
    "hook": TEXT,
    "order": TEXT,
    "topic": TEXT,
    "indicator": TEXT,
    "summary": TEXT,
    "row": TEXT,
    "because": LIST,
    "missing": LIST,
    "as_of": "DATE",
    "content_version": TEXT,
}
PATIENTS: Mapping[str, str] = {
    "patient": TEXT,
    "has_cancer": "BOOLEAN",
    "tumours": LIST,
    "stage_iv": TEXT,
    "distant": TEXT,
    "scenario": TEXT,
    "intent": TEXT,
    "m_known": "BOOLEAN",
    "stage_known": "BOOLEAN",
    "ecog_known": "BOOLEAN",
    "missing_biomarkers": LIST,
    "facts": "JSON",
    "outcomes": "JSON",
    "as_of": "DATE",
    "content_version": TEXT,
}
"""Columns and their types in Parquet. In CSV a list is joined by `; `."""


def card_rows(judged: Judged, hook: str) -> list[Row]:
    """The cards of one answer, in the order in which a clinician would see them."""
    advice = judged.answer.advice
    outcomes = {outcome.topic: outcome for outcome in advice.outcomes}
    version = advice.assessment.knowledge.version

    def row(card: Card) -> Row:
        outcome = outcomes.get(card.topic)
        return {
            "patient": judged.patient,
            "hook": hook,
            "order": card.order or judged.event.order,
            "topic": card.topic,
            "indicator": card.indicator,
            "summary": card.summary,
            "row": outcome.row if outcome else "",
            "because": list(outcome.because) if outcome else [],
            "missing": list(outcome.missing) if outcome else [],
            "as_of": judged.event.day.isoformat(),
            "content_version": version,
        }

    return [row(card) for card in advice.cards]


def patient_row(chart: Judged, answers: Sequence[Judged]) -> Row:
    """What is known about a patient (`chart`), and why each topic spoke or was silent."""
    assessment = chart.answer.advice.assessment
    facts, findings = list(facts_of(assessment)), findings_of(assessment)
    kinds = {fact["kind"] for fact in facts}
    subject = assessment.subject
    return {
        "patient": chart.patient,
        "has_cancer": subject is not None,
        "tumours": sorted({profile.cancer.type for profile in assessment.profiles}),
        "stage_iv": findings["stage_iv"] if subject else "",
        "distant": subject.staging.distant if subject else "",
        "scenario": findings["scenario"] if subject else "",
        "intent": findings["intent"] if subject else "",
        "m_known": "m" in kinds,
        "stage_known": "stage-group" in kinds,
        "ecog_known": "performance-status" in kinds,
        "missing_biomarkers": findings["missing_biomarkers"],
        "facts": facts,
        "outcomes": [_outcomes(judged) for judged in answers],
        "as_of": chart.event.day.isoformat(),
        "content_version": assessment.knowledge.version,
    }


def other_row(patient: str, as_of: str, version: str) -> Row:
    """A patient whose record names no cancer."""
    empty: Row = {name: [] if kind == LIST else "" for name, kind in PATIENTS.items()}
    known = dict.fromkeys(("has_cancer", "m_known", "stage_known", "ecog_known"), False)
    lists: Row = {"facts": [], "outcomes": []}
    about = {"patient": patient, "as_of": as_of, "content_version": version}
    return empty | known | lists | about


def _outcomes(judged: Judged) -> Row:
    return {
        "order": judged.event.order,
        "as_of": judged.event.day.isoformat(),
        "topics": [
            {
                "topic": outcome.topic,
                "outcome": outcome.outcome,
                "row": outcome.row,
                "because": list(outcome.because),
                "missing": list(outcome.missing),
            }
            for outcome in judged.answer.advice.outcomes
        ],
    }
