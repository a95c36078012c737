"""Orders, drafted in this session or already on the chart, in the words that advice needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fhir_mappers import fhir
from fhir_mappers.facts import Certainty, Day, Evidence, Order, Truth
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.intake import is_open_order
from fhir_mappers.molecular_order import tests_of
from fhir_mappers.order_class import classify
from fhir_mappers.order_kind import OTHER, OrderKind
from fhir_mappers.order_reasons import QUOTE, Reasons, reasons_of
from fhir_mappers.order_reserve import reserve_in
from fhir_mappers.order_spread import spread_in
from fhir_mappers.order_text import free_text, intent_of, remarks, statements_in, telling_words
from fhir_mappers.radiotherapy import Schedule, schedule_of
from fhir_mappers.reading import Found, Reading
from fhir_mappers.therapy_drugs import Drugs, drugs_in, drugs_of
from fhir_mappers.therapy_route import systemic

DRUG, RADIOTHERAPY, PALLIATIVE = "drug", "radiotherapy", "palliative"
_FIXATIONS = (("non-oncologic", "bone"), ("non-oncologic", "hip"))
_FRACTURES = frozenset({"fracture", "impending-fracture"})
_REQUESTS = ("ServiceRequest", "MedicationRequest")
_PLANNED = ("occurrenceDateTime", "occurrencePeriod")


def read(resource: Resource, reading: Reading) -> Found:
    """The Order that an open request on the chart makes; `()` for one that says nothing to us."""
    if resource.type not in _REQUESTS or not is_open_order(resource.json):
        return ()
    order = order_of(resource, reading, drafted=False)
    if order.order_class == OTHER or (order.order_class == DRUG and not order.ingredients):
        return ()
    return (order,)


def order_of(
    resource: Resource, reading: Reading, *, drafted: bool, draft: Json | None = None
) -> Order:
    """The Order that a request makes; `draft` is the request as it was sent in this session."""
    json = resource.json
    kind, drugs = _kind(resource, reading)
    authored = reading.event_day(json, "authoredOn")
    shown = fhir.concept(json.get("code")).words or drugs.shown
    because = fhir.evidence(resource, kind.coding, on=authored, shown=shown, verified=kind.verified)
    order = Order(
        reference=resource.reference,
        order_class=kind.order_class,
        status=fhir.text(json.get("status")).casefold(),
        request_intent=fhir.text(json.get("intent")).casefold(),
        drafted=drafted,
        organ=kind.organ,
        targets_metastasis=kind.targets_metastasis,
        priority=fhir.text(json.get("priority")).casefold(),
        planned=_planned(json),
        authored=authored,
        shown=shown,
        draft=draft,
        because=(because,),
    )
    return _with_contents(_with_words(order, resource, reading), resource, drugs, reading)


def _with_words(order: Order, resource: Resource, reading: Reading) -> Order:
    """The same order with its aim, its reasons and what its free text says."""
    text = free_text(resource.json)
    spoken = fhir.evidence(resource, on=order.authored, shown=text[:QUOTE])
    reasons = reasons_of(resource, text, order.authored, reading)
    beside = remarks(resource.json)
    intent, intent_coded = intent_of(resource.json, text, reading)
    return replace(
        order,
        order_class=_guarded(order, reasons),
        intent=intent,
        intent_coded=intent_coded,
        reasons=reasons.symptoms,
        reason_refs=reasons.references,
        reason_tumour_types=reasons.tumour_types,
        statements=statements_in(order, text, beside, spoken, reading),
        words=telling_words(text, reading),
        reserve=reserve_in(resource, text, _spoken_now(order, spoken, reading), reading),
        spread=spread_in(order.order_class, beside, spoken, reading),
    )


def _spoken_now(order: Order, spoken: Evidence, reading: Reading) -> Evidence:
    """What a draft says without a date holds on the day of the call, when it is being written."""
    undated = order.drafted and spoken.day is None
    return replace(spoken, day=Day(reading.today, reading.today)) if undated else spoken


def _guarded(order: Order, reasons: Reasons) -> str:
    """The class, but that of a fracture fixed through a metastasis, which relieves (section 8).

    A new hip mends a pathological fracture of its neck.
    """
    fixes = (order.order_class, order.organ) in _FIXATIONS
    firm = {one.kind for one in reasons.symptoms if one.certainty is Certainty.CONFIRMED}
    return PALLIATIVE if fixes and firm & _FRACTURES else order.order_class


def _with_contents(order: Order, resource: Resource, drugs: Drugs, reading: Reading) -> Order:
    """The same order with the drugs, tests or radiotherapy schedule that it asks for."""
    json = resource.json
    irradiates = order.order_class == RADIOTHERAPY
    schedule = schedule_of(json, free_text(json)) if irradiates else Schedule()
    return replace(
        order,
        ingredients=drugs.ingredients,
        drug_classes=drugs.classes,
        systemic=systemic(json, drugs, reading) if drugs.ingredients else Truth.UNKNOWN,
        tests=tests_of(json, reading) if resource.type == "ServiceRequest" else (),
        fractions=schedule.fractions,
        dose_gy=schedule.dose_gy,
    )


def _kind(resource: Resource, reading: Reading) -> tuple[OrderKind, Drugs]:
    """Class of the request, with the drugs that a drug order names."""
    if resource.type == "MedicationRequest":
        drugs = drugs_of(resource.json, reading)
        return OrderKind(DRUG, coding=drugs.coding, verified=drugs.verified), drugs
    if resource.type != "ServiceRequest":
        return OrderKind(OTHER), Drugs()
    kind = classify(resource.json, reading)
    if kind.order_class != DRUG:
        return kind, Drugs()
    return kind, drugs_in((fhir.concept(resource.json.get("code")),), reading)


def _planned(json: Json) -> Day | None:
    """When it is to happen: occurrence, else the first timing; the date of writing is not it."""
    planned = fhir.choice_day(json, *_PLANNED, latest=False)
    if planned is not None:
        return planned
    days = (fhir.day(value) for value in _timings(json))
    return next((day for day in days if day is not None), None)


def _timings(json: Json) -> Iterator[object]:
    timings = list(fhir.items(json.get("occurrenceTiming")))
    for dosage in fhir.items(json.get("dosageInstruction")):
        timings.extend(fhir.items(dosage.get("timing")))
    for timing in timings:
        event = timing.get("event")
        yield from event if isinstance(event, list) else ()
        for repeat in fhir.items(timing.get("repeat")):
            for period in fhir.items(repeat.get("boundsPeriod")):
                yield period.get("start")
