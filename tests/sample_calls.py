"""Plays the page's made-up patients from Python: the hook request that the page would send."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cds_service.catalogue import PREFETCH
from cds_service.page.samples import samples

DAY = dt.date(2026, 11, 20)
SAMPLES: dict[str, dict[str, Any]] = {sample["id"]: sample for sample in samples(DAY)}


def sample_call(sample: dict[str, Any], instance: str = "page") -> dict[str, Any]:
    """The call that the sample starts with."""
    chart, hook = sample["chart"], sample["hook"]
    patient = chart[0]["id"]
    context: dict[str, Any] = {"userId": "Practitioner/page", "patientId": patient}
    if hook != "patient-view":
        draft = {
            **sample["orders"][sample["order"]]["draft"],
            "id": "draft-1",
            "subject": {"reference": f"Patient/{patient}"},
        }
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": draft}]}
        context["selections"] = [f"{draft['resourceType']}/draft-1"]
    prefetch = {key.name: _searched(chart, key.type) for key in PREFETCH} | {"patient": chart[0]}
    return {"hook": hook, "hookInstance": instance, "context": context, "prefetch": prefetch}


def _searched(chart: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    entries = [{"resource": one} for one in chart if one["resourceType"] == kind]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}
