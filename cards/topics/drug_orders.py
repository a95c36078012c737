"""What the drug topics share: the drug orders advised on, trials, and the tests to offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from cards import proposals
from cards.draft import Proposal
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.days import after
from cards.findings.profile import CancerProfile
from fhir_mappers.facts import Order, Therapy, Truth

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


def not_received(assessment: Assessment, kind: str) -> bool:
    """Whether resources of a FHIR type may be missing, so that their absence says nothing."""
    situation = assessment.situation
    return kind in situation.unavailable or kind in situation.incomplete


def earlier_systemic(assessment: Assessment, profile: CancerProfile) -> tuple[Therapy, ...]:
    """Antineoplastic drugs given, stopped, or started before today, except for another cancer."""
    return tuple(
        therapy
        for therapy in assessment.situation.chart.therapies
        if "antineoplastic" in therapy.classes
        and _earlier(therapy, assessment.situation.today)
        and not _of_earlier_disease(therapy, profile)
    )


def _of_earlier_disease(therapy: Therapy, profile: CancerProfile) -> bool:
    """Ended before this cancer was found, so given for another one."""
    last = therapy.last_dose or therapy.started
    return therapy.status != "active" and after(profile.cancer.diagnosed, last)


def _earlier(therapy: Therapy, today: dt.date) -> bool:
    if therapy.status in ("given", "stopped"):
        return True
    return (
        therapy.status == "active" and therapy.started is not None and therapy.started.last < today
    )


def in_trial(assessment: Assessment, order: Order) -> bool:
    """Whether the order or the chart says that it is part of a clinical trial (section 16.8)."""
    said = (*order.statements, *assessment.situation.chart.statements)
    return any(statement.kind == TRIAL for statement in said)


def in_trial_lowered(assessment: Assessment, order: Order, indicator: str) -> str:
    """The indicator, a warning lowered to info in a clinical trial; critical stays (16.8)."""
    return "info" if indicator == "warning" and in_trial(assessment, order) else indicator


def test_proposals(
    assessment: Assessment, profile: CancerProfile, names: Sequence[str]
) -> tuple[Proposal, ...]:
    """Orders for those of the named biomarkers that are missing; none in hospice (16.4)."""
    if assessment.patient.hospice is Truth.YES:
        return ()
    rows = [
        row
        for row in profile.guideline.biomarkers
        if row.biomarker in names and marker(assessment.markers, row.biomarker).missing
    ]
    return tuple(proposals.single_test(assessment, profile, row, recommended=True) for row in rows)
