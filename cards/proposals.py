"""Suggestions that several cards offer: team review, palliative care, tests, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.draft import Proposal
from cards.findings.assessment import Assessment
from cards.findings.profile import CancerProfile
from cards.guideline import BiomarkerRow
from cards.order_texts import OrderText
from cards.suggestion import service_request


def request(
    assessment: Assessment, entry: OrderText, profile: CancerProfile | None
) -> Mapping[str, Any]:
    """One proposed order of the content, for this patient and this cancer's Conditions."""
    reasons = sorted(profile.cancer.references) if profile else []
    return service_request(
        assessment.situation.chart.patient.reference,
        entry.text,
        category=entry.category,
        codes=entry.codes,
        reasons=reasons,
        note=entry.note,
    )


def propose(
    assessment: Assessment,
    key: str,
    profile: CancerProfile | None,
    *,
    recommended: bool = False,
) -> Proposal:
    """A suggestion that creates the order `key` of the content."""
    entry = assessment.knowledge.orders[key]
    return Proposal(
        key, entry.label, create=(request(assessment, entry, profile),), recommended=recommended
    )


def withdraw(assessment: Assessment, reference: str) -> Proposal:
    """A suggestion that deletes the draft order."""
    return Proposal(
        "withdraw", assessment.knowledge.order_texts.withdraw_label, delete=(reference,)
    )


def single_test(
    assessment: Assessment, profile: CancerProfile, row: BiomarkerRow, *, recommended: bool
) -> Proposal:
    """A suggestion that orders one test of the panel."""
    texts = assessment.knowledge.order_texts
    entry = OrderText(
        texts.test_label.format(test=row.order_text),
        row.order_text,
        texts.test_category,
        row.order_codes,
        texts.test_note,
    )
    return Proposal(
        f"test-{row.biomarker}",
        entry.label,
        create=(request(assessment, entry, profile),),
        recommended=recommended,
    )
