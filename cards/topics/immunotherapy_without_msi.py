"""Warns before a checkpoint inhibitor in a tumour in which only MSI-H/dMMR makes it work (12.6).

Tumours with an indication of their own (lung, melanoma, kidney, stomach, ...) are not on the list
and never reach this topic.
"""

from __future__ import annotations

from cards import proposals, telling
from cards.draft import Draft, Proposal
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.breast import breast_subtype
from cards.findings.profile import CancerProfile
from cards.rule import Noted, Outcome, silent
from cards.topics import drug_orders
from fhir_mappers.facts import BiomarkerStatus, Order, Truth

TOPIC = "immunotherapy-without-msi"
POSITIVE = BiomarkerStatus.KNOWN_POSITIVE
OPEN = (BiomarkerStatus.PENDING, BiomarkerStatus.ORDERED)


def judge(assessment: Assessment) -> Outcome:
    """One card for the first checkpoint inhibitor order without the marker that supports it."""
    gate = assessment.knowledge.drug_gates.checkpoint
    for order, profile in drug_orders.orders_of_class(assessment, gate.drug_class):
        if not _concerned(assessment, profile) or _supported(assessment, profile):
            continue
        indicator, says = _verdict(assessment)
        draft = _draft(assessment, order, profile, indicator, says)
        return Outcome(TOPIC, "card", "12.6", (says,), (), (draft,))
    return silent(TOPIC, "12.6", "no checkpoint inhibitor order that depends on MSI/MMR")


def _concerned(assessment: Assessment, profile: CancerProfile) -> bool:
    """Whether this tumour has no indication that is independent of MSI."""
    tumours = assessment.knowledge.drug_gates.checkpoint.tumours
    cancer = profile.cancer
    if cancer.type not in tumours:
        return False
    subtypes = tumours[cancer.type]
    own = breast_subtype(assessment.markers) if cancer.type == "breast" else cancer.subtype
    return not subtypes or own in subtypes


def _supported(assessment: Assessment, profile: CancerProfile) -> bool:
    gate = assessment.knowledge.drug_gates.checkpoint
    if any(marker(assessment.markers, name).status is POSITIVE for name in gate.rescue):
        return True
    said = {statement.kind for statement in assessment.situation.chart.statements}
    return any(
        profile.cancer.type == exception.tumour
        and exception.statement in said
        and marker(assessment.markers, exception.marker).status is POSITIVE
        for exception in gate.exception
    )


def _verdict(assessment: Assessment) -> tuple[str, str]:
    entry = marker(assessment.markers, assessment.knowledge.drug_gates.checkpoint.marker)
    if entry.conflicting:
        return "warning", "contradictory"
    if entry.status is BiomarkerStatus.KNOWN_NEGATIVE:
        return "warning", "MSS/pMMR"
    if entry.status in OPEN:
        return "info", "on its way"
    return "warning", "unknown"


def _draft(
    assessment: Assessment, order: Order, profile: CancerProfile, indicator: str, says: str
) -> Draft:
    gate = assessment.knowledge.drug_gates.checkpoint
    entry = marker(assessment.markers, gate.marker)
    return Draft(
        topic=TOPIC,
        indicator=drug_orders.in_trial_lowered(assessment, order, indicator),
        summary=(
            f"Checkpoint inhibitor in {profile.name}: MSI/MMR is {says}. Benefit expected only if "
            "MSI-H/dMMR."
        )[:139],
        saw=(
            *telling.order_line(assessment, order.reference),
            *telling.noted_lines("Result", [Noted(f"MSI/MMR {entry.status.value}", entry.because)]),
        ),
        missing=telling.undelivered(assessment),
        alternatives=("Standard systemic therapy for this tumour, or a clinical trial",),
        ask=("Is an MSI/MMR, TMB or POLE result known outside this record?",),
        citations=gate.citations,
        proposals=_test(assessment, profile),
        order=order.reference,
    )


def _test(assessment: Assessment, profile: CancerProfile) -> tuple[Proposal, ...]:
    """The test, where it has no result and nobody is in hospice (16.4)."""
    gate = assessment.knowledge.drug_gates.checkpoint
    missing = marker(assessment.markers, gate.marker).missing
    if not missing or assessment.patient.hospice is Truth.YES:
        return ()
    return (proposals.propose(assessment, gate.offers, profile, recommended=True),)
