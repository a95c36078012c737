"""Writes the orders and procedures of a vignette in a coding style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fhir_mappers.facts import ChartFacts, Order, Truth
from tests.vignettes.dialect import Style, UnwritableError, coding, find
from tests.vignettes.dialect_chart import (
    Resource,
    coded_only,
    dated,
    identified,
    symptom_condition,
    symptom_row,
)
from tests.vignettes.dialect_results import drug

INTENT = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"
INTENTS = {"curative": "373808002", "palliative": "363676003"}
SURGICAL = [
    "major-primary",
    "major-metastasectomy",
    "cytoreduction",
    "palliative",
    "ablation",
    "non-oncologic",
    "access",
]


def order(placed: Order, style: Style) -> tuple[Resource, list[Resource]]:
    """An order, and the Conditions that it gives as its reasons."""
    coded_only(placed.because)
    if placed.words or placed.reason_tumour_types or placed.systemic is not Truth.UNKNOWN:
        raise UnwritableError("words, a named tumour or a route of an order")
    written = {
        **identified(placed.reference),
        "status": placed.status,
        "intent": "order",
        **({"priority": placed.priority} if placed.priority else {}),
        **_content(placed, style),
        **_intent(placed, style),
        **_notes(placed, style),
        **dated(placed.authored, "authoredOn"),
    }
    if not placed.ingredients:
        written |= dated(placed.planned, "occurrenceDateTime")
    conditions = [symptom_condition(one, style) for one in placed.reasons if one.day]
    return written | _reasons(placed, conditions, style), conditions


def _content(placed: Order, style: Style) -> Resource:
    if placed.ingredients:
        if len(placed.ingredients) > 1:
            raise UnwritableError("several drugs in one order")
        return {"medicationCodeableConcept": drug(placed.ingredients[0], style)}
    tests = " ".join(placed.tests)
    key = f"{placed.order_class} {tests or placed.organ or ''}".strip()
    if placed.targets_metastasis is Truth.YES and placed.order_class != "major-metastasectomy":
        raise UnwritableError("an operation on a metastasis")
    code = style.order(find("orders", ("class", "organ"), key))
    detail = _fractions(placed)
    if placed.order_class not in SURGICAL:
        return {"code": code, **detail}
    category = {"coding": [coding("snomed", "387713003")]}
    return {"category": [category], "code": code}


def _fractions(placed: Order) -> Resource:
    said = [f"{placed.dose_gy:g} Gy"] if placed.dose_gy else []
    said += [f"{placed.fractions} fractions"] if placed.fractions else []
    return {"orderDetail": [{"text": " in ".join(said)}]} if said else {}


def _intent(placed: Order, style: Style) -> Resource:
    if not placed.intent:
        return {}
    if not style.coded or placed.intent not in INTENTS:
        raise UnwritableError("an intent without a code")
    said = {"coding": [coding("snomed", INTENTS[placed.intent])]}
    return {"extension": [{"url": INTENT, "valueCodeableConcept": said}]}


def _notes(placed: Order, style: Style) -> Resource:
    if style.tells and placed.statements and not placed.ingredients:
        raise UnwritableError("a trial that lowers what text has lowered")
    said = [style.say(find("sentences", ("kind",), one.kind)) for one in placed.statements]
    return {"note": [{"text": sentence} for sentence in said]} if said else {}


def _reasons(placed: Order, conditions: list[Resource], style: Style) -> Resource:
    pointed = [*placed.reason_refs, *(f"Condition/{one['id']}" for one in conditions)]
    written = [symptom_row(one) for one in placed.reasons if not one.day]
    codes: list[Any] = []
    for row in written:
        coded = any(row[column] for column in style.diagnoses)
        codes.append(style.diagnosis(row) if coded else {"text": style.say(row)})
    referred = {"reasonReference": [{"reference": one} for one in pointed]} if pointed else {}
    return referred | ({"reasonCode": codes} if codes else {})


def procedures(chart: ChartFacts, style: Style) -> Iterator[Resource]:
    """What was done."""
    for done in chart.procedures:
        coded_only(done.because)
        row = find("orders", ("class", "organ"), f"{done.order_class} {done.organ or ''}".strip())
        yield {
            **identified(done.because[0].reference),
            "status": "completed",
            "code": style.order(row),
            **dated(done.day, "performedDateTime"),
        }
