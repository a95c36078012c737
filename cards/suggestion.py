"""The draft orders that we propose: the only FHIR that this package writes.

Each is a ServiceRequest with status draft and intent proposal. What the content says of it is
validated with the R4B model the first time that it is proposed, so that an invalid suggestion is a
fault here and not at the client.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from fhir.resources.R4B.servicerequest import ServiceRequest

SNOMED = "http://snomed.info/sct"
INTENT_EXTENSION = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"

PLANNED = frozenset({"occurrenceDateTime", "occurrencePeriod", "occurrenceTiming"})

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
    told = (text, _items(category), tuple(map(_items, codes)), note)
    resource = {**_content(*told), "subject": {"reference": subject}}
    if reasons:
        resource["reasonReference"] = [{"reference": reason} for reason in reasons]
    return resource


def _items(code: Code) -> tuple[tuple[str, str], ...]:
    return tuple(code.items())


@functools.cache
def _content(
    text: str,
    category: tuple[tuple[str, str], ...],
    codes: tuple[tuple[tuple[str, str], ...], ...],
    note: str,
) -> dict[str, Any]:
    """What the content says of an order, validated once; a chart only adds references to it."""
    coding: dict[str, Any] = {"coding": [dict(entry) for entry in codes]} if codes else {}
    resource: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "category": [{"coding": [dict(category)]}],
        "code": {**coding, "text": text},
        "subject": {"reference": "Patient/1"},
    }
    if note:
        resource["note"] = [{"text": note}]
    ServiceRequest.model_validate(resource)
    return resource


def with_intent(draft: Mapping[str, Any], code: Code) -> dict[str, Any]:
    """The whole draft order with its intent set; every other element stays as the client sent it.

    A lone object where FHIR wants the list of extensions, as some clients send it, becomes a list.
    """
    resource = copy.deepcopy(dict(draft))
    sent = resource.get("extension")
    kept = [
        entry
        for entry in (sent if isinstance(sent, list) else [sent])
        if entry and not (isinstance(entry, Mapping) and entry.get("url") == INTENT_EXTENSION)
    ]
    stated = {"url": INTENT_EXTENSION, "valueCodeableConcept": {"coding": [dict(code)]}}
    resource["extension"] = [*kept, stated]
    return resource


def with_day(draft: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """The whole draft order planned for another day; every other element stays as it was sent."""
    kept = {name: value for name, value in draft.items() if name.strip("_") not in PLANNED}
    return {**copy.deepcopy(kept), "occurrenceDateTime": day.isoformat()}
