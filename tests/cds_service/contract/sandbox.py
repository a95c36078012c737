"""Calls as the public sandbox and other known clients send them, made by hand; most hold no FHIR."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
VENDOR = {
    "com.epic.cdshooks.request.bpa-trigger-action": "45",
    "com.epic.cdshooks.request.fhir-version": "http://hl7.org/fhir/4.0",
    "com.epic.cdshooks.request.cds-hooks-specification-version": "1.1",
    "internal": None,
}
PATIENT = {
    "resourceType": "Patient",
    "id": "smart-1288992",
    "name": [{"family": "Adams", "given": ["Daniel", "X."]}],
    "birthDate": "1925-12-23",
}
CODED = {
    "text": "Cetuximab 5 MG/ML",
    "coding": [
        {
            "code": "318341",
            "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
            "display": "cetuximab",
        }
    ],
}
RX: Json = {
    "resourceType": "MedicationRequest",
    "id": "request-123",
    "status": "draft",
    "authoredOn": "2026-11-20",
    "subject": {"reference": "Patient/smart-1288992"},
}
DOSED: Json = {
    **RX,
    "medicationCodeableConcept": CODED,
    "category": {"coding": [{"code": "inpatient"}]},
    "reasonCode": {"coding": [{"code": "363406005", "system": "http://snomed.info/sct"}]},
    "dosageInstruction": [
        {
            "doseAndRate": {"doseQuantity": {"value": 1}},
            "timing": {"repeat": {"frequency": 1, "boundsPeriod": {"start": "2026-11-20"}}},
        }
    ],
}
IMAGING: Json = {
    "resourceType": "ServiceRequest",
    "id": "request-123",
    "status": "draft",
    "intent": "plan",
    "subject": {"reference": "Patient/smart-1288992"},
    "code": {"coding": [{}]},
    "reasonCode": [],
}
DSTU2: Json = {
    "resourceType": "MedicationOrder",
    "id": "order-123",
    "status": "draft",
    "dateWritten": "2026-11-20",
    "patient": {"reference": "Patient/smart-1288992"},
    "medicationCodeableConcept": CODED,
}
LONG = "e" + "xB3.w" * 40
ENCRYPTED: Json = {
    **RX,
    "id": LONG,
    "requester": {"extension": [{"url": "x", "valueCode": "unknown"}]},
}
DRAFTS = {
    "Rx screen just opened": RX,
    "Rx screen with a drug": {**RX, "medicationCodeableConcept": CODED},
    "Rx screen complete": DOSED,
    "imaging screen just opened": IMAGING,
    "imaging screen with a study": {**IMAGING, "code": {"coding": [{"code": "77477000"}]}},
    "DSTU2": DSTU2,
    "long id": ENCRYPTED,
    "vendor members": {**IMAGING, "extension": VENDOR, "x-internal": [None, {}]},
}
USERS = [
    "Practitioner/COREPRACTITIONER1",
    "PractitionerRole/" + LONG,
    "RelatedPerson/r1",
    "COREPRACTITIONER1",
]
INSTANCES = [
    "D1577C69-DFBE-44AD-BA6D-3E05E953B2EA",
    "c232ab00-9414-11ec-b909-0242ac120002",
    "00000000-007b-9f33-e810-e841a57c502c",
]


def call(hook: str, draft: Json, **changes: Any) -> Json:
    """A call about one draft: no Bundle type, no encounter, and prefetch keys that failed left out."""
    context: Json = {"userId": USERS[0], "patientId": PATIENT["id"]}
    if hook != "patient-view":
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": draft}]}
        # The imaging screen sends selections with order-sign as well.
        context["selections"] = [f"{draft['resourceType']}/{draft['id']}"]
    body = {
        "hookInstance": INSTANCES[0],
        "hook": hook,
        "fhirServer": "https://fhir.example.org/v/r4/fhir",
        "context": {**context, **changes.pop("context", {})},
        "prefetch": {"patient": PATIENT, "conditions": {"resourceType": "Bundle", "total": 0}},
    }
    return {**body, **changes}
