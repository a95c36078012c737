"""The draft orders that we propose: the only FHIR that this package writes.

Each is a ServiceRequest with status draft and intent proposal, validated with the R4B model when
it is made, so that an invalid suggestion is a fault here and not at the client.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from fhir.resources.R4B.servicerequest import ServiceRequest

SNOMED = "http://snomed.info/sct"
INTENT_EXTENSION = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"

Code = Mapping[str, str]


def service_request(
    subject: str,
    text: str,
    *,
    category: Code,
    codes: Sequence[Code] = (),
    reasons: Sequence[str] = (),
    note: str = "",
) -> dict[str, Any]:
    """A draft order for the patient `subject`, with references to the Conditions behind it."""
    code: dict[str, Any] = {"coding": [dict(entry) for entry in codes]} if codes else {}
    resource: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "category": [{"coding": [dict(category)]}],
        "code": {**code, "text": text},
        "subject": {"reference": subject},
    }
    if reasons:
        resource["reasonReference"] = [{"reference": reason} for reason in reasons]
    if note:
        resource["note"] = [{"text": note}]
    ServiceRequest.model_validate(resource)
    return resource


def with_intent(draft: Mapping[str, Any], code: Code) -> dict[str, Any]:
    """The whole draft order with its intent set; every other element stays as the client sent it."""
    resource = copy.deepcopy(dict(draft))
    kept = [
        entry
        for entry in resource.get("extension") or []
        if not (isinstance(entry, Mapping) and entry.get("url") == INTENT_EXTENSION)
    ]
    stated = {"url": INTENT_EXTENSION, "valueCodeableConcept": {"coding": [dict(code)]}}
    resource["extension"] = [*kept, stated]
    return resource
