"""Names what speaks against an operation although its aim is legitimate (source S0, section 7)."""

from __future__ import annotations

from cards import proposals, telling
from cards.draft import Draft
from cards.findings.assessment import Assessment
from cards.findings.operation import Operation
from cards.findings.profile import CancerProfile
from cards.rule import Noted, Outcome, silent
from cards.topics.drug_orders import in_trial_lowered
from cards.topics.operations import Judged, judged, row_reason, rows_of, severity

TOPIC = "surgical-red-flags"
MAX_SUMMARY = 139


def judge(assessment: Assessment) -> Outcome:
    """One card for each operation whose row speaks of red flags, alone or beside another topic."""
    flags = (*assessment.flags.reserve_hard, *assessment.flags.progression_hard)
    found = [entry for entry in judged(assessment) if flags and _speaks(entry)]
    if not found:
        return silent(TOPIC, rows_of(assessment), *row_reason(assessment))
    return Outcome(
        TOPIC,
        "card",
        rows_of(assessment),
        tuple(flag.text for flag in flags),
        (),
        tuple(_draft(assessment, entry, flags) for entry in found),
    )


def _speaks(entry: Judged) -> bool:
    outputs = entry.row.outputs
    return outputs["topic"] == TOPIC or outputs["also_red_flags"] == "yes"


def _draft(assessment: Assessment, entry: Judged, flags: tuple[Noted, ...]) -> Draft:
    operation, profile = entry.operation, entry.profile
    return Draft(
        topic=TOPIC,
        indicator=_indicator(assessment, operation, profile),
        summary=_summary(flags),
        saw=_saw(assessment, operation, profile, flags),
        missing=telling.undelivered(assessment),
        alternatives=(
            *assessment.knowledge.alternatives_for(operation.order.organ),
            *assessment.knowledge.wording.optimise_first,
        ),
        ask=assessment.knowledge.wording.team_questions,
        citations=("S0",),
        proposals=tuple(
            proposals.propose(assessment, key, profile)
            for key in ("nutrition-anaesthesia", "palliative-care", "restaging-imaging")
        ),
        order=operation.order.reference,
        rule=entry.row.id,
    )


def _saw(
    assessment: Assessment,
    operation: Operation,
    profile: CancerProfile,
    flags: tuple[Noted, ...],
) -> tuple[str, ...]:
    soft = (*assessment.flags.reserve_soft, *assessment.flags.progression_soft)
    return (
        *telling.order_line(assessment, operation.order.reference),
        *telling.noted_lines("Red flag", flags),
        *telling.noted_lines("Context", soft),
        *telling.stage_lines(profile),
        telling.scenario_line(profile),
    )


def _indicator(assessment: Assessment, operation: Operation, profile: CancerProfile) -> str:
    if operation.row and operation.row.outputs["topic"] == TOPIC:
        return severity(assessment, operation, profile)
    return in_trial_lowered(assessment, operation.order, "warning")


def _summary(flags: tuple[Noted, ...]) -> str:
    start, end = "Red flags before this operation: ", "."
    names: list[str] = []
    for flag in flags:
        joined = "; ".join([*names, flag.text])
        if len(start + joined + end) <= MAX_SUMMARY:
            names.append(flag.text)
    return start + "; ".join(names) + end
