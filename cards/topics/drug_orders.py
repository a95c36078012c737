"""What the drug topics share: the drug orders advised on, trials, and the tests to offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cards import proposals
from cards.draft import Proposal
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.profile import CancerProfile
from fhir_mappers.facts import Order, Therapy

TRIAL = "clinical-trial"


def orders_of_class(
    assessment: Assessment, drug_class: str
) -> Iterator[tuple[Order, CancerProfile]]:
    """Selected orders of one drug class, each with the cancer it is for."""
    for entry in assessment.advised:
        profile = entry.target.profile or assessment.subject
        if drug_class in entry.order.drug_classes and profile is not None:
            yield entry.order, profile


def given_with(assessment: Assessment, drug_class: str) -> bool:
    """Whether a drug of this class is in the session or on the active medication list."""
    session = any(drug_class in order.drug_classes for order in assessment.situation.orders)
    return session or any(
        drug_class in therapy.classes and therapy.status in ("active", "given")
        for therapy in assessment.situation.chart.therapies
    )


def systemic_before(assessment: Assessment) -> tuple[Therapy, ...]:
    """Antineoplastic drugs that the chart records as given or running."""
    return tuple(
        therapy
        for therapy in assessment.situation.chart.therapies
        if "antineoplastic" in therapy.classes and therapy.status in ("given", "active", "stopped")
    )


def in_trial(order: Order) -> bool:
    """Whether the order itself says that it is part of a clinical trial (section 16.8)."""
    return any(statement.kind == TRIAL for statement in order.statements)


def test_proposals(
    assessment: Assessment, profile: CancerProfile, names: Sequence[str]
) -> tuple[Proposal, ...]:
    """Orders for those of the named biomarkers that are missing and in the panel."""
    rows = [
        row
        for row in profile.guideline.biomarkers
        if row.biomarker in names and marker(assessment.markers, row.biomarker).missing
    ]
    return tuple(proposals.single_test(assessment, profile, row, recommended=True) for row in rows)
