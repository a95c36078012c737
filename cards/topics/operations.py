"""What the surgery topics share: the judged operations, their rows, and how severe a row is."""

from __future__ import annotations

from typing import NamedTuple

from cards.decision_table import Row
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.operation import Operation
from cards.findings.profile import CancerProfile
from cards.guideline import FirstChoice
from cards.rule import PATIENT_VIEW
from cards.topics.drug_orders import in_trial_lowered
from fhir_mappers.facts import BiomarkerStatus

CRITICAL_ROWS = frozenset({"C1", "C5"})


class Judged(NamedTuple):
    """An operation that the table has judged, with its cancer and row."""

    operation: Operation
    profile: CancerProfile
    row: Row


def judged(assessment: Assessment) -> tuple[Judged, ...]:
    """All operations that have a row."""
    return tuple(
        Judged(operation, operation.profile, operation.row)
        for operation in assessment.operations
        if operation.profile is not None and operation.row is not None
    )


def rows_of(assessment: Assessment) -> str:
    """The ids of the rows met, for the explanation."""
    return " ".join(dict.fromkeys(entry.row.id for entry in judged(assessment)))


def row_reason(assessment: Assessment) -> tuple[str, ...]:
    """Why nothing is said, in a few words."""
    if not assessment.operations:
        return ("no major cancer operation among the orders advised on",)
    return tuple(
        f"row {entry.row.id} gives {entry.row.outputs['topic']}" for entry in judged(assessment)
    ) or ("the operation is not one that this advice speaks for",)


def alternatives(
    assessment: Assessment, operation: Operation, profile: CancerProfile
) -> tuple[str, ...]:
    """What comes before the operation by the markers on record (section 11), and what else helps."""
    first = (choice.says for choice in _first(assessment, profile))
    return (*first, *assessment.knowledge.alternatives_for(operation.order.organ))


def citations(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """Sources of the policy on operations, and of what comes before them."""
    first = (key for choice in _first(assessment, profile) for key in choice.citations)
    return ("S0", *profile.guideline.surgery.citations, *first)


def _first(assessment: Assessment, profile: CancerProfile) -> tuple[FirstChoice, ...]:
    return tuple(
        choice
        for choice in profile.guideline.surgery.first
        if marker(assessment.markers, choice.if_positive).status is BiomarkerStatus.KNOWN_POSITIVE
    )


def severity(assessment: Assessment, operation: Operation, profile: CancerProfile) -> str:
    """Indicator of the row at this moment.

    Critical needs all of section 10 D8a: signing, a scenario from dated evidence by row C1 or C5,
    a hard flag, staging that is not read from text alone, and no conflict. A clinical trial lowers a
    warning to info (section 16.8).
    """
    if operation.row is None:
        raise ValueError("an operation without a row has no severity")
    outputs = operation.row.outputs
    wanted = outputs["at_sign"] if assessment.situation.signing else outputs["at_select"]
    if wanted == "critical" and not _grave(assessment, profile):
        wanted = "warning"
    return in_trial_lowered(assessment, operation.order, wanted)


def _grave(assessment: Assessment, profile: CancerProfile) -> bool:
    scenario, staging, flags = profile.scenario, profile.staging, assessment.flags
    evidence = (*scenario.because, *staging.because)
    return (
        assessment.situation.hook != PATIENT_VIEW
        and scenario.row in CRITICAL_ROWS
        and bool(flags.reserve_hard or flags.progression_hard)
        and not staging.from_text
        and not staging.conflicts
        and not scenario.conflicting
        and any(piece.day is not None for piece in evidence)
        and all(piece.verified for piece in staging.because)
    )
