"""Which biomarkers a cancer needs now: tier, stage and conditions of section 13.2 in one place."""

from __future__ import annotations

from cards.findings.assessment import Assessment
from cards.findings.breast import breast_subtype
from cards.findings.profile import CancerProfile
from cards.guideline import BiomarkerRow


def required(assessment: Assessment, profile: CancerProfile) -> tuple[BiomarkerRow, ...]:
    """Tier R rows that apply to this cancer at its present stage."""
    raise NotImplementedError


def considered(assessment: Assessment, profile: CancerProfile) -> tuple[BiomarkerRow, ...]:
    """Tier C rows: named only inside a card that shows anyway."""
    raise NotImplementedError
