"""What was seen, what follows from it and why each topic spoke or was silent, as plain JSON.

The shape is the Explanation contract. It names records and codes but repeats no free text of the
chart, apart from variants and stage notations that the facts themselves are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cards.advice import Advice
from cards.explained_facts import facts_of
from cards.findings.assessment import Assessment
from cards.findings.intent import intent_of
from cards.rule import Outcome
from cards.topics.gap_tests import rows_missing
from fhir_mappers.facts import Unread


def explain(advice: Advice, unread: Sequence[Unread] = ()) -> dict[str, Any]:
    """The Explanation of one call; `unread` adds what was not read outside the chart (drafts)."""
    assessment = advice.assessment
    situation = assessment.situation
    skipped = sorted({*situation.chart.unread, *unread}, key=lambda one: (one.reference, one.why))
    return {
        "findings": findings_of(assessment),
        "facts": list(facts_of(assessment)),
        "unread": [{"reference": entry.reference, "why": entry.why} for entry in skipped],
        "unavailable": sorted(situation.unavailable),
        "incomplete": sorted(situation.incomplete),
        "ignored": {"other_patient": situation.chart.other_patient},
        "topics": [_topic(outcome) for outcome in advice.outcomes],
        "cards": [card.to_json() for card in advice.cards],
        "content_version": assessment.knowledge.version,
    }


def findings_of(assessment: Assessment) -> dict[str, Any]:
    """What was concluded about the cancer that is spoken of."""
    subject = assessment.subject
    if subject is None:
        return {
            "stage_iv": "unknown",
            "scenario": "not-applicable",
            "intent": "not-applicable",
            "missing_biomarkers": [],
        }
    return {
        "stage_iv": subject.stage_iv.value,
        "scenario": subject.scenario.value,
        "intent": intent_of(assessment),
        "missing_biomarkers": sorted(row.biomarker for row in rows_missing(assessment, subject)),
    }


def _topic(outcome: Outcome) -> dict[str, Any]:
    return {
        "topic": outcome.topic,
        "outcome": outcome.outcome,
        "row": outcome.row,
        "because": list(outcome.because),
        "missing": list(outcome.missing),
    }
