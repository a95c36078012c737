"""A patient whose chart is opened, ordered for and signed for again and again, over HTTP."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

SAMPLE = json.loads(
    (Path(__file__).parents[1] / "samples" / "order-select.json").read_text(encoding="utf-8")
)
SURGERY, GAP = "stage-iv-surgery", "molecular-testing-gap"
CALLS = "/cds-services/oncology-"


class Desk:
    """A client of one application, with the sample patient."""

    def __init__(self, app: Flask) -> None:
        """Talk to an application in this process."""
        self.client = app.test_client()

    def body(self, hook: str = "order-select", **context: Any) -> dict[str, Any]:
        """A call of a new instance; a context member set to None is left out."""
        body = copy.deepcopy(SAMPLE)
        merged = {**body["context"], **context}
        if hook != "order-select":
            merged.pop("selections")
        kept = {name: value for name, value in merged.items() if value is not None}
        return {**body, "hook": hook, "hookInstance": str(uuid.uuid4()), "context": kept}

    def ask(self, hook: str = "order-select", **context: Any) -> dict[str, str]:
        """The cards of a new call: id by topic."""
        return self.send(self.body(hook, **context))

    def send(self, body: dict[str, Any]) -> dict[str, str]:
        """The cards of a call: id by topic."""
        answer = self.client.post(CALLS + body["hook"], json=body)
        assert answer.status_code == 200, answer.text
        return {card["source"]["topic"]["code"]: card["uuid"] for card in answer.json["cards"]}

    def tell(self, *entries: Any, service: str = "order-select") -> Any:
        """Send feedback."""
        return self.client.post(f"{CALLS}{service}/feedback", json={"feedback": list(entries)})


def outcome(card: str, reason: str = "", *, at: str = "2026-11-20T09:01:00Z") -> dict[str, Any]:
    """A card set aside, with a reason or without."""
    entry: dict[str, Any] = {"card": card, "outcome": "overridden", "outcomeTimestamp": at}
    if reason:
        entry["overrideReason"] = {"reason": {"code": reason, "system": "urn:oncocds:override"}}
    return entry


def taken(card: str, *, at: str = "2026-11-20T09:01:00Z") -> dict[str, Any]:
    """A suggestion that was taken."""
    suggestions = [{"id": str(uuid.uuid4())}]
    return {
        "card": card,
        "outcome": "accepted",
        "outcomeTimestamp": at,
        "acceptedSuggestions": suggestions,
    }


def progressed(body: dict[str, Any]) -> dict[str, Any]:
    """The same call after a new progression was recorded."""
    changed = copy.deepcopy(body)
    status = {
        "resourceType": "Observation",
        "id": "new-pd",
        "status": "final",
        "subject": {"reference": f"Patient/{body['context']['patientId']}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "97509-4"}]},
        "valueCodeableConcept": {
            "coding": [{"system": "http://snomed.info/sct", "code": "271299001"}]
        },
        "effectiveDateTime": "2026-11-19",
    }
    bundle = changed["prefetch"].setdefault("observations", None) or {
        "resourceType": "Bundle",
        "type": "searchset",
    }
    changed["prefetch"]["observations"] = bundle
    bundle["entry"] = [*bundle.get("entry", []), {"resource": status}]
    return changed


OpenDesk = Callable[..., Desk]
