"""Suggests palliative care beside treatment, early, and not as hospice (12.11)."""

from __future__ import annotations

from collections.abc import Iterator

from cards import proposals, telling
from cards.draft import Draft
from cards.findings.assessment import Assessment
from cards.findings.days import within
from cards.findings.lines import lines_of
from cards.findings.profile import CancerProfile
from cards.findings.scenario import DIFFUSE
from cards.findings.staging import YES
from cards.rule import PATIENT_VIEW, Outcome, silent, suppressed
from fhir_mappers.facts import Activity, Certainty, Truth

TOPIC = "palliative-care"
REFERRAL = "referral-palliative"
LATER_LINE = "later-line"


def judge(assessment: Assessment) -> Outcome:
    """A card on patient-view; on order hooks the referral is a suggestion of the surgery cards."""
    profile = assessment.subject
    if assessment.situation.hook != PATIENT_VIEW or profile is None:
        return silent(TOPIC, "12.11", "shown when a chart is opened")
    if profile.stage_iv is not Truth.YES or profile.staging.distant != YES:
        return silent(TOPIC, "12.11", "no stage IV cancer with distant metastasis")
    reasons = tuple(_reasons(assessment, profile))
    if not reasons:
        return silent(TOPIC, "12.11", "no trigger on record")
    if assessment.patient.hospice is Truth.YES or assessment.patient.minor is Truth.YES:
        return suppressed(TOPIC, "16", "hospice, or under age")
    if _involved(assessment):
        return silent(TOPIC, "12.11", "palliative care is on record already")
    draft = _draft(assessment, profile, reasons)
    return Outcome(TOPIC, "card", "12.11", reasons, (), (draft,))


def _reasons(assessment: Assessment, profile: CancerProfile) -> Iterator[str]:
    gate, flags = assessment.knowledge.drug_gates.palliative, assessment.flags
    if flags.ecog is not None and flags.ecog >= gate.ecog:
        yield f"ECOG {flags.ecog}"
    window = assessment.knowledge.thresholds.symptom_days
    for symptom in assessment.situation.chart.symptoms:
        recent = within(symptom.day, window, assessment.situation.today)
        active = symptom.activity is not Activity.HISTORY and not symptom.operative
        if symptom.certainty is Certainty.CONFIRMED and recent and active:
            yield f"{symptom.kind.replace('-', ' ')} ({telling.on(symptom.day)})"
    if profile.scenario.value == DIFFUSE and flags.progression_hard:
        yield "diffuse disease with progression"
    lines = lines_of(assessment.situation.chart)
    if lines >= gate.lines:
        yield f"systemic therapy, line {lines}"
    elif any(entry.kind == LATER_LINE for entry in assessment.situation.chart.statements):
        yield "second or later line of systemic therapy"


def _involved(assessment: Assessment) -> bool:
    """A palliative care record or referral within the window."""
    situation = assessment.situation
    window = assessment.knowledge.thresholds.palliative_days
    return any(
        service.kind == TOPIC
        and (service.day is None or within(service.day, window, situation.today))
        for service in situation.chart.services
    ) or any(
        order.order_class == REFERRAL
        and (order.authored is None or within(order.authored, window, situation.today))
        for order in situation.chart.orders
    )


def _draft(assessment: Assessment, profile: CancerProfile, reasons: tuple[str, ...]) -> Draft:
    return Draft(
        topic=TOPIC,
        indicator="info",
        summary="Consider early palliative care alongside treatment; it is not hospice.",
        saw=(*telling.stage_lines(profile), *(f"Reason: {reason}" for reason in reasons)),
        missing=(
            "No palliative care referral or visit found in the data available",
            *telling.undelivered(assessment),
        ),
        ask=("Which symptom burdens the patient most, and who treats it?",),
        citations=assessment.knowledge.drug_gates.palliative.citations,
        proposals=(proposals.propose(assessment, "palliative-care", profile),),
    )
