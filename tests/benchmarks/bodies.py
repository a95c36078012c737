"""Requests of a hospital's sizes: a made-up chart delivered by prefetch, as bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from cards.rule import ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW
from cds_service.catalogue import PREFETCH
from tests.synthetic import cancer

HOOKS = (PATIENT_VIEW, ORDER_SELECT, ORDER_SIGN)
SERVER = "https://ehr.example/fhir"
COLECTOMY = {
    "resourceType": "ServiceRequest",
    "id": "draft-1",
    "status": "draft",
    "intent": "order",
    "priority": "routine",
    "code": {
        "coding": [
            {"system": "http://snomed.info/sct", "code": "43075005", "display": "Partial colectomy"}
        ],
        "text": "Partial colectomy",
    },
    "occurrenceDateTime": "2026-12-01",
}


def body(hook: str, size: int, seed: int) -> bytes:
    """One call with a chart of `size` resources; another seed gives another patient."""
    patient = f"bench-{seed}"
    chart = cancer.chart(patient, size, seed=seed)
    context: dict[str, Any] = {"userId": "Practitioner/1", "patientId": patient}
    if hook != PATIENT_VIEW:
        draft = {**COLECTOMY, "subject": {"reference": f"Patient/{patient}"}}
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": draft}]}
    if hook == ORDER_SELECT:
        context["selections"] = [f"ServiceRequest/{COLECTOMY['id']}"]
    call = {
        "hook": hook,
        "hookInstance": str(uuid.UUID(int=size * 1_000_003 + seed)),
        "context": context,
        "prefetch": {key.name: _delivered(key.type, chart) for key in PREFETCH},
    }
    return json.dumps(call).encode()


def _delivered(kind: str, chart: Sequence[dict[str, Any]]) -> dict[str, Any]:
    mine = [resource for resource in chart if resource["resourceType"] == kind]
    if kind == "Patient":
        return mine[0]
    entries = [
        {"fullUrl": f"{SERVER}/{kind}/{one['id']}", "resource": one, "search": {"mode": "match"}}
        for one in mine
    ]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(mine), "entry": entries}
