"""Questions long-course chemoradiation first in rectal cancer with synchronous metastases (12.7).

Long-course treatment delays full-dose systemic therapy. Never critical: a threatened margin or
controlled metastases are legitimate exceptions.
"""

from __future__ import annotations

from cards import proposals, telling
from cards.draft import Draft, Proposal
from cards.findings.assessment import Advised, Assessment
from cards.findings.biomarkers import marker
from cards.findings.days import age_in_days
from cards.findings.profile import CancerProfile
from cards.findings.relief import NONE, relief_of
from cards.findings.staging import YES
from cards.rule import PATIENT_VIEW, Outcome, silent
from cards.topics import drug_orders, gap_tests
from fhir_mappers.facts import BiomarkerStatus, Order, Therapy, Truth

TOPIC = "rectal-long-course-crt"
SUMMARIES = {
    "unstated": (
        "Rectal cancer with synchronous metastases: state the radiotherapy schedule; 5x5 Gy + "
        "chemo is preferred."
    ),
    "short": "Pelvic radiotherapy is ordered during pregnancy: review with obstetrics before it starts.",
    "long": (
        "Rectal cancer with synchronous metastases: long-course CRT first is rarely indicated; "
        "consider 5x5 Gy + chemo."
    ),
}


def judge(assessment: Assessment) -> Outcome:
    """One card for the first pelvic radiotherapy order that asks for it."""
    for entry in assessment.advised:
        profile = _rectal(assessment, entry)
        if profile is None:
            continue
        length = _length(assessment, entry.order)
        if _exempt(assessment, entry.order, profile):
            continue
        if length == "short" and assessment.patient.pregnant is not Truth.YES:
            continue
        indicator = _indicator(assessment, length)
        draft = _draft(assessment, entry.order, profile, indicator, length)
        return Outcome(TOPIC, "card", "12.7", (f"{length} schedule",), (), (draft,))
    return silent(TOPIC, "12.7", "no long-course radiotherapy of a stage IV rectal cancer")


def _rectal(assessment: Assessment, entry: Advised) -> CancerProfile | None:
    """The rectal cancer with synchronous distant disease that this radiotherapy is for."""
    gate = assessment.knowledge.drug_gates.rectal
    profile = entry.target.profile or assessment.subject
    if entry.order.order_class != "radiotherapy" or profile is None:
        return None
    cancer, staging = profile.cancer, profile.staging
    if cancer.type != gate.tumour or cancer.subtype not in gate.subtypes:
        return None
    elsewhere = entry.order.organ is not None and entry.order.organ not in gate.organs
    metachronous = staging.recurrent is Truth.YES or staging.original is not None
    return None if staging.distant != YES or elsewhere or metachronous else profile


def _length(assessment: Assessment, order: Order) -> str:
    """`long`, `short` or `unstated`, by fractions, dose, words and a concurrent drug."""
    gate = assessment.knowledge.drug_gates.rectal
    if order.fractions is not None:
        return "long" if order.fractions >= gate.long_fractions else "short"
    low, high = gate.long_dose_gy
    if order.dose_gy is not None:
        return "long" if low <= order.dose_gy <= high else "short"
    if set(gate.short_words) & set(order.words):
        return "short"
    drugs = {name for other in assessment.situation.orders for name in other.ingredients}
    concurrent = bool(set(gate.concurrent) & drugs)
    return "long" if concurrent or set(gate.long_words) & set(order.words) else "unstated"


def _exempt(assessment: Assessment, order: Order, profile: CancerProfile) -> bool:
    """Symptom relief, a trial, systemic therapy first, or immunotherapy for dMMR disease."""
    knowledge = assessment.knowledge
    relief = relief_of(order, assessment.situation, knowledge.organs, knowledge.thresholds)
    trial = drug_orders.in_trial(assessment, order)
    started = any(
        _counts_as_first(therapy, assessment)
        for therapy in drug_orders.earlier_systemic(assessment, profile)
    )
    immune = marker(
        assessment.markers, "MSI_MMR"
    ).status is BiomarkerStatus.KNOWN_POSITIVE and drug_orders.given_with(
        assessment, knowledge.drug_gates.checkpoint.drug_class
    )
    return relief.value != NONE or trial or started or immune


def _counts_as_first(therapy: Therapy, assessment: Assessment) -> bool:
    """Two months of systemic therapy came first; a start that nobody recorded counts as that."""
    window = assessment.knowledge.drug_gates.rectal.prior_systemic_days
    age = age_in_days(therapy.started, assessment.situation.today)
    return age is None or age >= window


def _indicator(assessment: Assessment, length: str) -> str:
    pregnant = assessment.patient.pregnant is Truth.YES
    return "warning" if pregnant or length != "unstated" else "info"


def _draft(
    assessment: Assessment, order: Order, profile: CancerProfile, indicator: str, length: str
) -> Draft:
    gate = assessment.knowledge.drug_gates.rectal
    return Draft(
        topic=TOPIC,
        indicator=indicator,
        summary=SUMMARIES[length],
        saw=(
            *telling.order_line(assessment, order.reference),
            *telling.stage_lines(profile),
            telling.scenario_line(profile),
        ),
        missing=(*telling.pregnancy(assessment), *telling.undelivered(assessment)),
        alternatives=gate.sequence,
        ask=assessment.knowledge.wording.team_questions,
        citations=gate.citations,
        proposals=_proposals(assessment, order, profile),
        order=order.reference,
    )


def _proposals(
    assessment: Assessment, order: Order, profile: CancerProfile
) -> tuple[Proposal, ...]:
    offered = [
        proposals.propose(assessment, "short-course", profile),
        proposals.propose(assessment, "systemic-start", profile),
        *gap_tests.proposals_for(assessment, profile, recommended=True),
    ]
    if assessment.situation.hook != PATIENT_VIEW:
        offered.append(proposals.withdraw(assessment, order.reference))
    return tuple(offered)
