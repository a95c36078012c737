"""Whether an operation would relieve a named symptom (clinical logic section 6 B and section 9)."""

from __future__ import annotations

from dataclasses import dataclass

from cards.findings.days import merged, within
from cards.organs import Organs
from cards.rule import Situation
from cards.thresholds import Thresholds
from fhir_mappers.facts import Activity, Certainty, Evidence, Order, Symptom

NAMED, UNNAMED, NONE = "named", "unnamed", "none"
PALLIATIVE = "palliative"


@dataclass(frozen=True)
class Relief:
    """`named` when a symptom is on record, `unnamed` for a palliative label alone, else `none`."""

    value: str
    symptoms: tuple[Symptom, ...]
    because: tuple[Evidence, ...]


def relief_of(order: Order, situation: Situation, organs: Organs, thresholds: Thresholds) -> Relief:
    """What speaks for symptom relief as the aim of this order."""
    on_order = [
        symptom
        for symptom in order.reasons
        if _counts(symptom) and not _elsewhere(symptom, order, organs)
    ]
    in_chart = [
        symptom
        for symptom in situation.chart.symptoms
        if _counts(symptom) and _linked(symptom, order, situation, organs, thresholds)
    ]
    symptoms = tuple(dict.fromkeys([*on_order, *in_chart]))
    if symptoms:
        return Relief(NAMED, symptoms, merged(symptom.because for symptom in symptoms))
    if PALLIATIVE in (order.intent, order.order_class):
        return Relief(UNNAMED, (), order.because)
    return Relief(NONE, (), ())


def _counts(symptom: Symptom) -> bool:
    return symptom.certainty is Certainty.CONFIRMED and not symptom.operative


def _elsewhere(symptom: Symptom, order: Order, organs: Organs) -> bool:
    """What is no reason for this operation: bone pain and a colectomy, an ulcer of the lining."""
    if not organs.troubles(symptom.kind, order.organ):
        return True
    known = symptom.organ is not None and order.organ is not None
    return known and not organs.together(symptom.organ, order.organ)


def _linked(
    symptom: Symptom, order: Order, situation: Situation, organs: Organs, thresholds: Thresholds
) -> bool:
    """Linked by the order itself at any age, or recent, present and in an organ it treats."""
    if symptom.activity is Activity.HISTORY or _elsewhere(symptom, order, organs):
        return False
    if {piece.reference for piece in symptom.because} & set(order.reason_refs):
        return True
    return within(symptom.day, thresholds.symptom_days, situation.today) and organs.together(
        symptom.organ, order.organ
    )
