"""Warns when bevacizumab and an operation lie too close (clinical logic section 12.4).

Two tiers, because the label asks for 28 days and the source article and guidelines for six weeks
(section 21.1). An emergency is informed, never delayed. Silence with bevacizumab on the chart means
that the interval is long enough, the procedure is minor, or the use was not systemic.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from cards import proposals, telling
from cards.draft import Draft
from cards.findings.assessment import Assessment
from cards.findings.days import within
from cards.findings.operation import is_urgent
from cards.findings.relief import relief_of
from cards.rule import Noted, Outcome, silent
from fhir_mappers.facts import Order, Procedure, Therapy, Truth

TOPIC = "bevacizumab-interval"
BY_TRUST = ("MedicationAdministration", "MedicationStatement", "MedicationDispense")


def judge(assessment: Assessment) -> Outcome:
    """One card for the first operation, or bevacizumab order, that comes too close."""
    drafts = tuple(
        draft
        for entry in assessment.advised
        if (draft := _before(assessment, entry.order) or _after(assessment, entry.order))
    )
    if not drafts:
        return silent(TOPIC, "12.4", "no operation and bevacizumab dose too close together")
    return Outcome(TOPIC, "card", "12.4", (drafts[0].summary,), (), drafts[:1])


def _before(assessment: Assessment, order: Order) -> Draft | None:
    """An operation after bevacizumab."""
    gate = assessment.knowledge.drug_gates.bevacizumab
    if order.order_class not in gate.operations or order.organ in gate.minor_organs:
        return None
    doses = _doses(assessment)
    last = _last_dose(doses, assessment)
    if last is None:
        return _date_unknown(assessment, order, doses)
    days = (_operation_day(assessment, order) - last[0]).days
    indicator = _tier(assessment, order, days, last[1])
    if indicator is None:
        return None
    assumed = "" if order.planned else ", if operated on today"
    summary = (
        f"Last bevacizumab {days} days before surgery{assumed}; at least 6 weeks advised for "
        "elective surgery."
    )
    noted = Noted(f"bevacizumab, last dose {last[0].isoformat()}", last[1].because)
    draft = _draft(assessment, order, indicator, summary, noted)
    return draft if indicator == "info" else _put_off(assessment, order, last[0], draft)


def _put_off(assessment: Assessment, order: Order, dose: dt.date, draft: Draft) -> Draft:
    """The card with an offer to plan the operation after the longer interval."""
    days = assessment.knowledge.thresholds.bevacizumab_warning_days
    return replace(draft, proposals=proposals.postpone(assessment, order, dose, days))


def _doses(assessment: Assessment) -> list[Therapy]:
    """Systemic bevacizumab that was given or is on the list."""
    gate = assessment.knowledge.drug_gates.bevacizumab
    return [
        therapy
        for therapy in assessment.situation.chart.therapies
        if therapy.ingredient in gate.ingredients
        and therapy.systemic is not Truth.NO
        and therapy.status in ("given", "active", "stopped")
    ]


def _last_dose(doses: list[Therapy], assessment: Assessment) -> tuple[dt.date, Therapy] | None:
    """The latest dated dose of the most trusted source inside the look-back window."""
    window = assessment.knowledge.thresholds.bevacizumab_lookback_days
    for source in BY_TRUST:
        dated = [
            (min(therapy.last_dose.last, assessment.situation.today), therapy)
            for therapy in doses
            if therapy.source == source
            and therapy.last_dose is not None
            and within(therapy.last_dose, window, assessment.situation.today)
        ]
        if dated:
            return max(dated, key=lambda entry: (entry[0], repr(entry[1])))
    return None


def _date_unknown(assessment: Assessment, order: Order, doses: list[Therapy]) -> Draft | None:
    open_ended = [
        therapy for therapy in doses if therapy.status == "active" and therapy.last_dose is None
    ]
    if not open_ended:
        return None
    indicator = "info" if _hurried(assessment, order) else "warning"
    summary = "Bevacizumab is on the medication list, last dose unknown: 6 weeks before surgery."
    noted = Noted("bevacizumab, date of the last dose unknown", open_ended[0].because)
    return _draft(assessment, order, indicator, summary, noted)


def _operation_day(assessment: Assessment, order: Order) -> dt.date:
    return order.planned.first if order.planned else assessment.situation.today


def _tier(assessment: Assessment, order: Order, days: int, dose: Therapy) -> str | None:
    """The tier of the interval; a dose that only free text tells of never is critical (I10)."""
    thresholds = assessment.knowledge.thresholds
    if not 0 <= days < thresholds.bevacizumab_warning_days:
        return None
    if _hurried(assessment, order):
        return "info"
    told = all(piece.from_text for piece in dose.because)
    close = days < thresholds.bevacizumab_critical_days
    return "critical" if close and not told else "warning"


def _hurried(assessment: Assessment, order: Order) -> bool:
    knowledge = assessment.knowledge
    relief = relief_of(order, assessment.situation, knowledge.organs, knowledge.thresholds)
    return is_urgent(order, assessment.patient, relief)


def _after(assessment: Assessment, order: Order) -> Draft | None:
    """New bevacizumab before a planned operation, or soon after a major one."""
    gate = assessment.knowledge.drug_gates.bevacizumab
    if not set(gate.ingredients) & set(order.ingredients) or order.systemic is Truth.NO:
        return None
    start = order.planned.first if order.planned else assessment.situation.today
    recent = _recent_operation(assessment, start, gate.after_operation_days)
    if recent is not None and recent.day is not None:
        days = (start - recent.day.last).days
        summary = f"Bevacizumab ordered {days} days after major surgery; wait at least 28 days."
        noted = Noted(f"major operation on {recent.day.text}", recent.because)
        return _draft(assessment, order, "warning", summary, noted)
    planned = _planned_operation(assessment, order, start)
    if planned is None or planned.planned is None:
        return None
    days = (planned.planned.first - start).days
    summary = f"Bevacizumab ordered {days} days before planned surgery; 6 weeks are advised."
    noted = Noted(f"operation planned for {planned.planned.text}", planned.because)
    return _draft(assessment, order, "warning", summary, noted)


def _recent_operation(assessment: Assessment, start: dt.date, window: int) -> Procedure | None:
    gate = assessment.knowledge.drug_gates.bevacizumab
    recent = [
        procedure
        for procedure in assessment.situation.chart.procedures
        if procedure.order_class in gate.operations
        and procedure.organ not in gate.minor_organs
        and within(procedure.day, window - 1, start)
    ]
    return max(recent, key=repr, default=None)


def _planned_operation(assessment: Assessment, order: Order, start: dt.date) -> Order | None:
    gate, situation = assessment.knowledge.drug_gates.bevacizumab, assessment.situation
    window = assessment.knowledge.thresholds.bevacizumab_warning_days
    soon = [
        other
        for other in (*situation.orders, *situation.chart.orders)
        if other.order_class in gate.operations
        and other.organ not in gate.minor_organs
        and other.reference != order.reference
        and other.planned is not None
        and 0 <= (other.planned.first - start).days < window
    ]
    return min(soon, key=repr, default=None)


def _draft(
    assessment: Assessment, order: Order, indicator: str, summary: str, noted: Noted
) -> Draft:
    return Draft(
        topic=TOPIC,
        indicator=indicator,
        summary=summary,
        saw=(
            *telling.order_line(assessment, order.reference),
            *telling.noted_lines("Record", [noted]),
        ),
        missing=(
            "The date of every dose given elsewhere",
            *telling.undelivered(assessment),
        ),
        alternatives=(
            "Elective operation: plan it at least 42 days after the last dose",
            "Emergency: proceed as needed; expect impaired healing, bleeding and perforation risk",
        ),
        ask=("Does the operating team know the date of the last dose?",),
        citations=assessment.knowledge.drug_gates.bevacizumab.citations,
        order=order.reference,
    )
