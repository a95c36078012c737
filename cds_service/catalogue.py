"""Every service there is and the data it asks for; discovery publishes what dispatch runs.

Templates keep to what clients of CDS Hooks 2.0.1 can run: one search by patient, no `_sort`
(servers that cannot sort refuse it), no category and no status (evidence would be lost). `_count`
asks for a large page, because servers left alone send ten or twenty records; what still does not
fit is reported as incomplete.

A site whose charts are large may choose lean templates. They name the codes of the Observations
that are wanted; what a narrowed search returns never counts as complete.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any

from cards.rule import ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW
from cds_service.errors import CallError, Problem
from fhir_mappers import terminology
from fhir_mappers.asked_for import observation_codes

SPECIFICATION = "2.0.1"
PAGE = 500
USAGE = (
    "FHIR R4 (4.0.1). The prefetch keys patient and conditions are needed; every other key adds "
    "evidence, and a card names the data that it did not receive. Keys that are not sent are read "
    "from fhirServer if fhirAuthorization comes along and the service was told to trust that server."
)


@dataclass(frozen=True)
class PrefetchKey:
    """One prefetch key: the FHIR type that it promises, its template, and whether we need it.

    `narrowed` says that the template leaves out part of what we could read.
    """

    name: str
    type: str
    template: str
    required: bool = False
    narrowed: bool = False


@dataclass(frozen=True)
class Service:
    """One CDS service. Its id is a path segment of the URL."""

    id: str
    hook: str
    title: str
    description: str

    def to_json(self, *, lean: bool = False) -> dict[str, Any]:
        """The service as discovery publishes it, with full or lean templates."""
        return {
            "hook": self.hook,
            "id": self.id,
            "title": self.title,
            "description": self.description,
            "prefetch": {key.name: key.template for key in prefetch_keys(lean=lean)},
            "usageRequirements": USAGE,
            "version": SPECIFICATION,
        }


def _search(name: str, resource_type: str, *, required: bool = False) -> PrefetchKey:
    template = f"{resource_type}?patient={{{{context.patientId}}}}&_count={PAGE}"
    return PrefetchKey(name, resource_type, template, required)


PREFETCH: tuple[PrefetchKey, ...] = (
    PrefetchKey("patient", "Patient", "Patient/{{context.patientId}}", required=True),
    _search("conditions", "Condition", required=True),
    _search("observations", "Observation"),
    _search("procedures", "Procedure"),
    _search("medications", "MedicationRequest"),
    _search("medicationAdministrations", "MedicationAdministration"),
    _search("medicationStatements", "MedicationStatement"),
    _search("serviceRequests", "ServiceRequest"),
    _search("reports", "DiagnosticReport"),
    _search("encounters", "Encounter"),
)


@functools.cache
def prefetch_keys(*, lean: bool) -> tuple[PrefetchKey, ...]:
    """The keys that are published, asked for and fetched."""
    return tuple(map(_narrowed, PREFETCH)) if lean else PREFETCH


def _narrowed(key: PrefetchKey) -> PrefetchKey:
    if key.type != "Observation":
        return key
    codes = ",".join(observation_codes(terminology.load()))
    return replace(key, template=f"{key.template}&code={codes}", narrowed=True)


SERVICES: tuple[Service, ...] = (
    Service(
        "oncology-patient-view",
        PATIENT_VIEW,
        "Stage IV cancer: what the record lacks",
        "Names missing staging, missing molecular tests and contradictions in the record of a "
        "patient with cancer, and speaks about operations that are already planned.",
    ),
    Service(
        "oncology-order-select",
        ORDER_SELECT,
        "Stage IV cancer: advice on the order being chosen",
        "Weighs a selected operation, drug or test against stage, spread, intent and molecular "
        "results, as soon as it is chosen.",
    ),
    Service(
        "oncology-order-sign",
        ORDER_SIGN,
        "Stage IV cancer: last check before signing",
        "Weighs all orders about to be signed against stage, spread, intent and molecular results.",
    ),
)


def find_service(service_id: str) -> Service:
    """The service of that id. Raises `CallError` (404)."""
    for service in SERVICES:
        if service.id == service_id:
            return service
    raise CallError(Problem.UNKNOWN_SERVICE)


def service_of_hook(hook: str) -> Service:
    """The service that answers a hook. Raises `CallError` (400)."""
    for service in SERVICES:
        if service.hook == hook:
            return service
    raise CallError(Problem.WRONG_HOOK, "hook")
