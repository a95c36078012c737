"""Writes a vignette as a whole CDS Hooks request in a coding style, or says what it cannot write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cards.rule import PATIENT_VIEW
from fhir_mappers.facts import Patient, Truth
from tests.vignettes import dialect_chart, dialect_orders, dialect_results, dialect_staging
from tests.vignettes.dialect import Style, UnwritableError
from tests.vignettes.dialect_chart import Resource, dated
from tests.vignettes.shorthand import Vignette

SEARCHED = {
    "conditions": ("Condition",),
    "observations": ("Observation",),
    "procedures": ("Procedure",),
    "medications": ("MedicationRequest", "MedicationAdministration", "MedicationStatement"),
    "serviceRequests": ("ServiceRequest",),
    "reports": ("DiagnosticReport",),
    "encounters": ("Encounter",),
}
EMERGENCY = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"}


def request(vignette: Vignette, style: Style) -> dict[str, Any]:
    """The request. Raises `UnwritableError` with the reason."""
    situation = vignette.situation
    if vignette.earlier or situation.incomplete:
        raise UnwritableError("earlier calls or a list that is cut short")
    drafts = [dialect_orders.order(one, style) for one in situation.orders]
    chart = list(_chart(vignette, style))
    chart += [reason for _, reasons in drafts for reason in reasons]
    context: dict[str, Any] = {"userId": "Practitioner/somebody", "patientId": "p"}
    if situation.hook != PATIENT_VIEW:
        entries = [{"resource": draft} for draft, _ in drafts]
        context["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        context["selections"] = sorted(situation.selected)
    return {
        "hook": situation.hook,
        "hookInstance": f"{vignette.id} {style.name}",
        "context": context,
        "prefetch": _prefetch(vignette, chart),
    }


def _chart(vignette: Vignette, style: Style) -> Iterator[Resource]:
    facts = vignette.situation.chart
    if facts.services:
        raise UnwritableError("services of palliative care, a board or a pregnancy")
    for writer in (
        dialect_chart.conditions,
        dialect_staging.stages,
        dialect_staging.lesions,
        dialect_results.results,
        dialect_results.therapies,
        dialect_results.statements,
        dialect_orders.procedures,
    ):
        yield from writer(facts, style)
    for placed in facts.orders:
        written, reasons = dialect_orders.order(placed, style)
        yield from (written, *reasons)
    for index, visit in enumerate(facts.encounters):
        if visit.kind != "emergency" or visit.open is not Truth.YES:
            raise UnwritableError("a visit that is over or no emergency")
        known = dialect_chart.identified(f"Encounter/visit-{index}")
        yield {**known, "status": "in-progress", "class": EMERGENCY}


def _prefetch(vignette: Vignette, chart: list[Resource]) -> dict[str, Any]:
    """Each key a search that was answered; what the vignette calls unavailable did not come."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in chart:
        found[resource["resourceType"]].append(resource)
    if vignette.situation.unavailable & found.keys():
        raise UnwritableError("a list that did not come but tells something")
    prefetch: dict[str, Any] = {"patient": _patient(vignette.situation.chart.patient)}
    for key, kinds in SEARCHED.items():
        if vignette.situation.unavailable & set(kinds):
            continue
        entries = [{"resource": one} for kind in kinds for one in found[kind]]
        total = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
        prefetch[key] = total | ({"entry": entries} if entries else {})
    return prefetch


def _patient(patient: Patient) -> Resource:
    if Truth.YES in (patient.pregnant, patient.hospice):
        raise UnwritableError("a pregnancy or a hospice")
    gone = {"deceasedBoolean": True} if patient.deceased is Truth.YES else {}
    gender = {"gender": patient.sex} if patient.sex else {}
    return {
        "resourceType": "Patient",
        "id": "p",
        **gender,
        **dated(patient.born, "birthDate"),
        **gone,
    }
