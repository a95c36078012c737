"""Asks for the goal of an operation that may be rational but does not say what it is for.

Source S0: every operation in stage IV has a stated intent, an expected outcome and a measure of
success. An emergency is documented, never delayed (row D3b).
"""

from __future__ import annotations

from cards import proposals, telling
from cards.draft import Draft, Proposal
from cards.findings.assessment import Assessment
from cards.findings.operation import Operation
from cards.findings.profile import CancerProfile
from cards.rule import Outcome, silent, suppressed
from cards.suggestion import SNOMED, with_intent
from cards.topics.operations import alternatives, citations, judged, row_reason, rows_of, severity

TOPIC = "surgical-intent-missing"
SUMMARY = "State the goal: long-term control with all sites treated, or relief of a named symptom?"


def judge(assessment: Assessment) -> Outcome:
    """One card for each operation whose row asks for the goal, unless a documented plan has answered."""
    found = [entry for entry in judged(assessment) if entry.row.outputs["topic"] == TOPIC]
    if not found:
        return silent(TOPIC, rows_of(assessment), *row_reason(assessment))
    found = [entry for entry in found if not _is_documented(entry.operation)]
    if not found:
        return suppressed(TOPIC, rows_of(assessment), "the plan is documented")
    return Outcome(
        TOPIC,
        "card",
        rows_of(assessment),
        tuple(f"aim {entry.operation.aim.value}" for entry in found),
        ("stated intent", "expected outcome", "measure of success"),
        tuple(_draft(assessment, operation, profile) for operation, profile, _ in found),
    )


def _is_documented(operation: Operation) -> bool:
    """A plan for every site, or a board's recommendation where the policy accepts the operation."""
    board = operation.aim.board and operation.policy == "accepted"
    return operation.aim.all_sites or board


def _draft(assessment: Assessment, operation: Operation, profile: CancerProfile) -> Draft:
    return Draft(
        topic=TOPIC,
        indicator=severity(assessment, operation, profile),
        summary=SUMMARY,
        saw=_saw(assessment, operation, profile),
        missing=(
            *assessment.knowledge.wording.intent_statement,
            *(
                f"not documented: {text}"
                for text in assessment.knowledge.wording.control_conditions
            ),
            *telling.undelivered(assessment),
        ),
        alternatives=alternatives(assessment, operation, profile),
        ask=assessment.knowledge.wording.team_questions,
        citations=citations(assessment, profile),
        proposals=(
            *_goals(assessment, operation),
            proposals.propose(assessment, "tumour-board", profile),
        ),
        at_most_one=True,
        order=operation.order.reference,
        rule=operation.row.id if operation.row else "",
    )


def _saw(assessment: Assessment, operation: Operation, profile: CancerProfile) -> tuple[str, ...]:
    return (
        *telling.order_line(assessment, operation.order.reference),
        *telling.stage_lines(profile),
        telling.scenario_line(profile),
        *telling.noted_lines("Context", assessment.flags.reserve_soft),
    )


def _goals(assessment: Assessment, operation: Operation) -> tuple[Proposal, ...]:
    """Two ways to complete the order; the clinician makes the claim by choosing one."""
    draft = operation.order.draft
    if draft is None or not operation.order.drafted:
        return ()
    return tuple(
        Proposal(
            f"goal-{goal.key}",
            goal.label,
            update=(
                with_intent(draft, {"system": SNOMED, "code": goal.code, "display": goal.display}),
            ),
        )
        for goal in assessment.knowledge.order_texts.goals
    )
