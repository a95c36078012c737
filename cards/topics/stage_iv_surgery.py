"""Warns before a major operation in stage IV for which neither legitimate aim is on record.

Two aims make an operation rational in stage IV: long-term control with every site treated, or
relief of a named symptom (source S0). The card says what was looked for and not found; it never
forbids, and silence means that the table of clinical logic section 10 gave no such row.
"""

from __future__ import annotations

from cards import proposals, telling
from cards.draft import Draft, Proposal
from cards.findings.aim import EVIDENCED, LABEL, VETOED
from cards.findings.assessment import Assessment
from cards.findings.operation import Operation
from cards.findings.profile import CancerProfile
from cards.findings.relief import NAMED
from cards.rule import PATIENT_VIEW, Outcome, silent
from cards.topics import gap_tests
from cards.topics.operations import alternatives, citations, judged, row_reason, rows_of, severity

TOPIC = "stage-iv-surgery"


def judge(assessment: Assessment) -> Outcome:
    """One card for each operation whose row says so."""
    found = [entry for entry in judged(assessment) if entry.row.outputs["topic"] == TOPIC]
    if not found:
        return silent(TOPIC, rows_of(assessment), *row_reason(assessment))
    drafts = tuple(_draft(assessment, operation, profile) for operation, profile, _ in found)
    return Outcome(
        TOPIC,
        "card",
        rows_of(assessment),
        tuple(profile.scenario.says for _, profile, _ in found),
        _not_documented(found[0].operation),
        drafts,
    )


def _draft(assessment: Assessment, operation: Operation, profile: CancerProfile) -> Draft:
    knowledge = assessment.knowledge
    return Draft(
        topic=TOPIC,
        indicator=severity(assessment, operation, profile),
        summary=_summary(profile),
        saw=(*_saw(assessment, operation, profile), profile.guideline.surgery.when_m1),
        missing=(*_conditions(operation, assessment), *telling.undelivered(assessment)),
        alternatives=alternatives(assessment, operation, profile),
        ask=(
            *knowledge.wording.team_questions,
            *knowledge.misconceptions_in(operation.order.words),
        ),
        citations=citations(assessment, profile),
        proposals=_proposals(assessment, operation, profile),
        order=operation.order.reference,
        rule=operation.row.id if operation.row else "",
    )


def _saw(assessment: Assessment, operation: Operation, profile: CancerProfile) -> tuple[str, ...]:
    flags = assessment.flags
    return (
        *telling.order_line(assessment, operation.order.reference),
        *telling.stage_lines(profile),
        telling.scenario_line(profile),
        *_aims(operation),
        *telling.noted_lines("Red flag", (*flags.reserve_hard, *flags.progression_hard)),
        *_purpose_flags(assessment, operation, profile),
        *telling.noted_lines("Context", (*flags.reserve_soft, *flags.progression_soft)),
        *_conflicts(profile),
    )


def _purpose_flags(
    assessment: Assessment, operation: Operation, profile: CancerProfile
) -> tuple[str, ...]:
    """Red flags RF3 and RF4 of section 7: spread without a local problem, a vague intent."""
    vague = assessment.knowledge.scenario.vague
    flags = []
    if profile.scenario.row == "C5":
        flags.append("Red flag: widespread disease without a local problem on record")
    if any(statement.kind in vague for statement in operation.order.statements):
        flags.append("Red flag: the order hopes for a benefit that it does not name")
    return tuple(flags)


def _summary(profile: CancerProfile) -> str:
    return (
        f"Stage IV {profile.name}: major resection ordered, no curative plan or symptom "
        "indication found. Review intent."
    )[:139]


def _aims(operation: Operation) -> tuple[str, ...]:
    aim = operation.aim
    words = {
        EVIDENCED: "✔ Long-term control: documented",
        LABEL: "✖ Long-term control: claimed, but no plan to treat every site is documented",
        VETOED: f"✖ Long-term control: claimed, but not supported ({aim.veto})",
    }
    control = words.get(aim.value, "not documented: long-term control with every site treated")
    relief = (
        "✔ Relief of a named symptom: documented"
        if operation.relief.value == NAMED
        else "not documented: relief of a named symptom"
    )
    return control, relief


def _conditions(operation: Operation, assessment: Assessment) -> tuple[str, ...]:
    """The four conditions of S0 for long-term control, each told as far as the chart goes."""
    ecog = assessment.flags.ecog
    poor = bool(assessment.flags.reserve_hard)
    reserve = False if poor else (True if ecog is not None else None)
    biology = False if assessment.flags.progression_hard else None
    states = (True if operation.aim.all_sites else None, reserve, biology, None)
    texts = assessment.knowledge.wording.control_conditions
    return tuple(f"{telling.tick(state)} {text}" for state, text in zip(states, texts, strict=True))


def _conflicts(profile: CancerProfile) -> tuple[str, ...]:
    return tuple(
        f"Records disagree: {conflict.says[0]} and {conflict.says[1]}"
        for conflict in profile.staging.conflicts
    )


def _not_documented(operation: Operation) -> tuple[str, ...]:
    missing = [] if operation.aim.all_sites else ["plan for all known sites"]
    return (*missing, "symptom that the operation would relieve")


def _proposals(
    assessment: Assessment, operation: Operation, profile: CancerProfile
) -> tuple[Proposal, ...]:
    offered = [
        proposals.propose(assessment, "tumour-board", profile),
        proposals.propose(assessment, "palliative-care", profile),
        *gap_tests.proposals_for(assessment, profile, recommended=False),
    ]
    if assessment.situation.hook != PATIENT_VIEW:
        offered.append(proposals.withdraw(assessment, operation.order.reference))
    return tuple(offered)
