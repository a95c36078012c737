"""Warns before an EGFR antibody in colorectal cancer without a complete RAS result (12.5).

A RAS mutation means no benefit and harm, and is the only drug gate that is critical; KRAS G12C with
a G12C inhibitor is the exception, and where the medication list was not received nobody can tell.
Head and neck cancer is not concerned.
"""

from __future__ import annotations

from typing import NamedTuple

from cards import proposals, telling
from cards.draft import Draft
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import Marker, marker
from cards.findings.profile import CancerProfile
from cards.rule import PATIENT_VIEW, Noted, Outcome, silent
from cards.topics import drug_orders
from fhir_mappers.facts import BiomarkerStatus, Order

TOPIC = "anti-egfr-without-ras"
POSITIVE = BiomarkerStatus.KNOWN_POSITIVE
NEGATIVE = BiomarkerStatus.KNOWN_NEGATIVE
OPEN = (BiomarkerStatus.PENDING, BiomarkerStatus.ORDERED)
MEDICATIONS, MSI = "MedicationRequest", "MSI_MMR"
MUTATED, G12C_OPEN = "mutated", "mutated-g12c-open"
TEST = "Test KRAS+NRAS (BRAF) first."
ADVICE = {
    MUTATED: "No benefit is expected, harm is possible.",
    G12C_OPEN: "Benefit only with a G12C inhibitor; medications not received.",
}


class Verdict(NamedTuple):
    """Indicator, what is said about RAS and BRAF, the row, and further citations."""

    indicator: str
    says: str
    row: str
    citations: tuple[str, ...] = ()


def judge(assessment: Assessment) -> Outcome:
    """One card for the first EGFR antibody order that a result does not support."""
    gate = assessment.knowledge.drug_gates.anti_egfr
    for order, profile in drug_orders.orders_of_class(assessment, gate.drug_class):
        if profile.cancer.type not in gate.tumours:
            continue
        if _only_g12c(assessment) and drug_orders.given_with(assessment, gate.g12c_class):
            continue
        verdict = _ras(assessment, order) or _braf(assessment, profile)
        if verdict is not None:
            draft = _draft(assessment, order, profile, verdict)
            return Outcome(TOPIC, "card", verdict.row, (verdict.says,), (), (draft,))
    return silent(TOPIC, "12.5", "no EGFR antibody order that a result does not support")


def _ras(assessment: Assessment, order: Order) -> Verdict | None:
    """Everything that RAS alone decides; None when RAS is completely wild type."""
    gate = assessment.knowledge.drug_gates.anti_egfr
    ras = [marker(assessment.markers, name) for name in gate.ras]
    if any(entry.conflicting for entry in ras):
        return Verdict("warning", "RAS results contradict each other", "conflict")
    mutated = [entry for entry in ras if entry.status is POSITIVE]
    if mutated:
        return _mutated(assessment, mutated)
    if any(entry.status in OPEN for entry in ras):
        return _awaited(assessment, order)
    known = [entry for entry in ras if entry.status is NEGATIVE]
    if not known:
        return Verdict("warning", "RAS status unknown", "unknown")
    if len(known) < len(ras) or any(entry.partial for entry in known):
        return Verdict("warning", "extended RAS incomplete", "incomplete")
    return None


def _mutated(assessment: Assessment, mutated: list[Marker]) -> Verdict:
    """Critical, unless nothing but free text says so (intake rule I10), or nobody can exempt it."""
    variants = "; ".join(
        f"{entry.biomarker} {entry.newest.variant}".strip() for entry in mutated if entry.newest
    )
    pieces = [piece for entry in mutated if entry.newest for piece in entry.newest.because]
    says = f"RAS mutated ({variants})"[:60]
    if _only_g12c(assessment) and drug_orders.not_received(assessment, MEDICATIONS):
        citations = assessment.knowledge.drug_gates.anti_egfr.g12c_citations
        return Verdict("warning", says, G12C_OPEN, citations)
    indicator = "warning" if all(piece.from_text for piece in pieces) else "critical"
    return Verdict(indicator, says, MUTATED)


def _only_g12c(assessment: Assessment) -> bool:
    """KRAS G12C as the only RAS mutation: a G12C inhibitor beside the antibody exempts it (E20)."""
    gate = assessment.knowledge.drug_gates.anti_egfr
    ras = [marker(assessment.markers, name) for name in gate.ras]
    mutated = [entry for entry in ras if entry.status is POSITIVE]
    return bool(mutated) and all(
        entry.newest is not None
        and any(name in entry.newest.variant for name in gate.g12c_variants)
        for entry in mutated
    )


def _awaited(assessment: Assessment, order: Order) -> Verdict:
    gate = assessment.knowledge.drug_gates.anti_egfr
    ahead = (order.planned.first - assessment.situation.today).days if order.planned else 0
    indicator = "info" if ahead >= gate.await_days else "warning"
    return Verdict(indicator, "RAS result on its way: await it", "pending")


def _braf(assessment: Assessment, profile: CancerProfile) -> Verdict | None:
    """RAS is wild type: what BRAF adds."""
    gate = assessment.knowledge.drug_gates.anti_egfr
    braf = marker(assessment.markers, gate.braf)
    if braf.status is NEGATIVE:
        return None
    if braf.status is POSITIVE:
        if drug_orders.given_with(assessment, gate.braf_class):
            return None
        return Verdict("warning", "RAS wild type, BRAF mutated", "braf", gate.braf_citations)
    indicator = "warning" if profile.cancer.side == "right" else "info"
    return Verdict(indicator, "RAS wild type, BRAF unknown", "braf-unknown", gate.braf_citations)


def _draft(assessment: Assessment, order: Order, profile: CancerProfile, verdict: Verdict) -> Draft:
    gate = assessment.knowledge.drug_gates.anti_egfr
    tests = drug_orders.test_proposals(assessment, profile, (*gate.ras, gate.braf))
    withdraw = (
        (proposals.withdraw(assessment, order.reference),)
        if verdict.row == MUTATED and assessment.situation.hook != PATIENT_VIEW
        else ()
    )
    return Draft(
        topic=TOPIC,
        indicator=drug_orders.in_trial_lowered(assessment, order, verdict.indicator),
        summary=f"Cetuximab/panitumumab: {verdict.says}. {ADVICE.get(verdict.row, TEST)}"[:139],
        saw=(*telling.order_line(assessment, order.reference), *_known(assessment, profile)),
        missing=(*_untested(assessment), *telling.undelivered(assessment)),
        ask=("Is a complete RAS and BRAF result known outside this record?",),
        citations=(*gate.citations, *verdict.citations),
        proposals=(*tests, *withdraw),
        order=order.reference,
        rule=f"{TOPIC}-{verdict.row}",
    )


def _known(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """Results of RAS and BRAF, and the side and MSI/MMR where they matter."""
    gate = assessment.knowledge.drug_gates.anti_egfr
    noted = [
        Noted(f"{name} {entry.status.value}{' (in part)' if entry.partial else ''}", entry.because)
        for name in (*gate.ras, gate.braf)
        if (entry := marker(assessment.markers, name)).because
    ]
    return (*telling.noted_lines("Result", noted), *_side(profile), *_unstable(assessment, profile))


def _untested(assessment: Assessment) -> tuple[str, ...]:
    """RAS and BRAF without a whole result."""
    gate = assessment.knowledge.drug_gates.anti_egfr
    found = [marker(assessment.markers, name) for name in (*gate.ras, gate.braf)]
    return tuple(
        f"{entry.biomarker}: {'no complete' if entry.partial else 'no'} result found "
        "in the data available"
        for entry in found
        if entry.missing or (entry.partial and entry.status is NEGATIVE)
    )


def _side(profile: CancerProfile) -> tuple[str, ...]:
    right = ("Right-sided primary: less benefit from EGFR antibodies",)
    return right if profile.cancer.side == "right" else ()


def _unstable(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """MSI-H/dMMR before any systemic therapy."""
    unstable = marker(assessment.markers, MSI).status is POSITIVE
    if not unstable or drug_orders.earlier_systemic(assessment, profile):
        return ()
    return ("MSI-H/dMMR: in first line a checkpoint inhibitor does more",)
