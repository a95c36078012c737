"""Which biomarkers a cancer needs now: tier, stage and conditions of section 13.2 in one place."""

from __future__ import annotations

from collections.abc import Iterable

from cards.biomarker_row import BiomarkerRow
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.breast import breast_subtype
from cards.findings.days import within
from cards.findings.profile import CancerProfile
from cards.findings.stage_evidence import numeral
from cards.findings.staging import YES
from cards.tumour_agnostic import AgnosticEntry
from fhir_mappers.facts import BiomarkerStatus, Truth

POSITIVE = BiomarkerStatus.KNOWN_POSITIVE
ADVANCED = {
    "advanced": frozenset({"unresectable"}),
    "locally-advanced": frozenset({"unresectable", "locally-advanced"}),
}
"""The statements that stand for stage IV, by the row's threshold."""


def required(assessment: Assessment, profile: CancerProfile) -> tuple[BiomarkerRow, ...]:
    """Tier R rows that apply to this cancer at its present stage; none for a past cancer."""
    known = assessment.panels.get(id(profile))
    if known is None:
        applying = _applying(assessment, profile)
        known = profile, tuple(row for row in applying if _is_required(assessment, row))
        assessment.panels[id(profile)] = known
    return known[1]


def considered(assessment: Assessment, profile: CancerProfile) -> tuple[BiomarkerRow, ...]:
    """Tier C rows: named only inside a card that shows anyway."""
    return tuple(row for row in _applying(assessment, profile) if not _is_required(assessment, row))


def agnostic(assessment: Assessment, profile: CancerProfile) -> tuple[AgnosticEntry, ...]:
    """Approvals by marker, whatever the tumour, in a solid cancer of stage IV (section 14)."""
    if profile.staging.ned or _over(profile) or profile.stage_iv is not Truth.YES:
        return ()
    return assessment.knowledge.agnostic_for(profile.guideline)


def _applying(assessment: Assessment, profile: CancerProfile) -> tuple[BiomarkerRow, ...]:
    if profile.staging.ned or _over(profile):
        return ()
    said, subtype = _said(assessment), breast_subtype(assessment.markers)
    return tuple(
        row
        for row in assessment.knowledge.panel_of(profile.guideline)
        if _staged(assessment, profile, row) and _conditions(assessment, row, said, subtype)
    )


def _over(profile: CancerProfile) -> bool:
    return profile.cancer.current is Truth.NO and profile.staging.distant != YES


def _staged(assessment: Assessment, profile: CancerProfile, row: BiomarkerRow) -> bool:
    """Whether the stage on record reaches the row's threshold; unknown never does."""
    if row.if_recurrent and profile.cancer.recurrent is Truth.YES:
        return True
    if row.m1_only and profile.staging.distant != YES:
        return False
    if row.from_stage == "any":
        return True
    if profile.stage_iv is Truth.YES:
        return True
    if row.from_stage in ADVANCED and profile.cancer.current is not Truth.NO:
        return _is_said(assessment, ADVANCED[row.from_stage])
    group = profile.staging.group
    return row.from_stage == "III" and group is not None and numeral(group) in ("III", "IV")


def _is_said(assessment: Assessment, kinds: frozenset[str]) -> bool:
    """Whether a recent statement calls the disease advanced, whatever its stage."""
    situation, window = assessment.situation, assessment.knowledge.thresholds.imaging_days
    return any(
        statement.kind in kinds and within(statement.day, window, situation.today)
        for statement in situation.chart.statements
    )


def _is_required(assessment: Assessment, row: BiomarkerRow) -> bool:
    """Tier R and not lowered, or tier C and raised for this patient."""
    if row.tier == "R":
        return not _any_positive(assessment, row.unless_positive)
    age = assessment.patient.age
    young = age is not None and age < row.required_below_age
    raised = _any_positive(assessment, row.required_if_positive)
    said = bool(row.required_if_said) and not _said(assessment).isdisjoint(row.required_if_said)
    return young or raised or said


def _any_positive(assessment: Assessment, names: Iterable[str]) -> bool:
    return any(marker(assessment.markers, name).status is POSITIVE for name in names)


def _said(assessment: Assessment) -> set[str]:
    return {statement.kind for statement in assessment.situation.chart.statements}


def _conditions(assessment: Assessment, row: BiomarkerRow, said: set[str], subtype: str) -> bool:
    if row.breast and subtype not in row.breast:
        return False
    if row.statement and row.statement not in said:
        return False
    return not row.after_class or _progressed_on(assessment, row.after_class)


def _progressed_on(assessment: Assessment, drug_class: str) -> bool:
    """Progression on record, and a drug of the class given before or named as the one failing."""
    chart = assessment.situation.chart
    given = any(drug_class in therapy.classes for therapy in chart.therapies)
    named = any(entry.kind == "progressive" and drug_class in entry.under for entry in chart.tempo)
    return (given or named) and bool(assessment.flags.progression_hard)
