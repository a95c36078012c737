"""Small hook calls to start from."""

from __future__ import annotations

from typing import Any

INSTANCE = "5a0b2f4e-91c3-4ad2-8c1c-1c3f0a6f7b7e"
VIEW = "/cds-services/oncology-patient-view"
SELECT = "/cds-services/oncology-order-select"
SIGN = "/cds-services/oncology-order-sign"


def searchset(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A search result."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, **more}


def outcome(severity: str = "error") -> dict[str, Any]:
    """An OperationOutcome as a server sends it."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": "processing"}],
    }


def condition(resource_id: str = "c1") -> dict[str, Any]:
    """A condition that says nothing about cancer."""
    return {
        "resourceType": "Condition",
        "id": resource_id,
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "Hay fever"},
    }


def order(resource_id: str = "s1") -> dict[str, Any]:
    """A draft order that says nothing about cancer."""
    return {
        "resourceType": "ServiceRequest",
        "id": resource_id,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "Chest physiotherapy"},
    }


def view(**prefetch: Any) -> dict[str, Any]:
    """A patient-view call; patient and conditions are delivered unless overridden."""
    patient = {"resourceType": "Patient", "id": "p1"}
    return {
        "hook": "patient-view",
        "hookInstance": INSTANCE,
        "context": {"userId": "Practitioner/u1", "patientId": "p1"},
        "prefetch": {"patient": patient, "conditions": searchset(condition()), **prefetch},
    }


def select(*drafts: Any, selections: Any = ("ServiceRequest/s1",)) -> dict[str, Any]:
    """An order-select call about the drafts given."""
    call = view()
    entries = [{"resource": draft} for draft in drafts]
    orders = {"resourceType": "Bundle", "entry": entries}
    context = {**call["context"], "draftOrders": orders, "selections": selections}
    return {**call, "hook": "order-select", "context": context}


def sign(*drafts: Any) -> dict[str, Any]:
    """An order-sign call about the drafts given."""
    call = select(*drafts)
    call["context"].pop("selections")
    return {**call, "hook": "order-sign"}
