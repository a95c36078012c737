"""A made-up chart of any size: the shapes that US Core and mCODE servers send, in realistic shares.

Most of a real chart is no business of oncology: vital signs, laboratory values, visits, chronic
diseases and their drugs. A cancer patient's chart adds a fixed core (diagnosis, metastases, stage,
biomarkers, performance, therapies, reports) and its share of the noise. The same seed gives the
same chart.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
ICD10, RXNORM = "http://hl7.org/fhir/sid/icd-10-cm", "http://www.nlm.nih.gov/research/umls/rxnorm"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
TERMS = "http://terminology.hl7.org/CodeSystem/"
FIRST_DAY, LAST_DAY = dt.date(2019, 1, 7), dt.date(2026, 11, 16)

LABORATORY = (
    ("2339-0", "Glucose [Mass/volume] in Blood", "mg/dL", 80, 140),
    ("6299-2", "Urea nitrogen [Mass/volume] in Blood", "mg/dL", 7, 25),
    ("38483-4", "Creatinine [Mass/volume] in Blood", "mg/dL", 0.6, 1.4),
    ("2947-0", "Sodium [Moles/volume] in Blood", "mmol/L", 134, 146),
    ("6298-4", "Potassium [Moles/volume] in Blood", "mmol/L", 3.5, 5.2),
    ("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 3, 11),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 10, 16),
    ("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 120, 420),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 5, 8),
    ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 140, 260),
    ("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", "mg/dL", 60, 210),
    ("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "mg/dL", 35, 80),
    (
        "13457-7",
        "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation",
        "mg/dL",
        60,
        180,
    ),
    (
        "1920-8",
        "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        "U/L",
        10,
        60,
    ),
    (
        "1742-6",
        "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        "U/L",
        10,
        60,
    ),
    (
        "6768-6",
        "Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma",
        "U/L",
        40,
        160,
    ),
    ("1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma", "mg/dL", 0.2, 1.4),
    ("17861-6", "Calcium [Mass/volume] in Serum or Plasma", "mg/dL", 8.5, 10.5),
    ("2069-3", "Chloride [Moles/volume] in Blood", "mmol/L", 97, 108),
    ("20565-8", "Carbon dioxide, total [Moles/volume] in Blood", "mmol/L", 20, 30),
    ("789-8", "Erythrocytes [#/volume] in Blood by Automated count", "10*6/uL", 3.6, 5.6),
    ("4544-3", "Hematocrit [Volume Fraction] of Blood by Automated count", "%", 32, 50),
    ("787-2", "MCV [Entitic volume] by Automated count", "fL", 78, 100),
    ("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", "mU/L", 0.4, 4.5),
    ("5902-2", "Prothrombin time (PT)", "s", 10, 14),
)
VITAL_SIGNS = (
    ("8302-2", "Body Height", "cm", 150, 195),
    ("29463-7", "Body Weight", "kg", 55, 98),
    ("39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", 18, 34),
    ("8867-4", "Heart rate", "/min", 55, 100),
    ("9279-1", "Respiratory rate", "/min", 11, 20),
    ("8310-5", "Body temperature", "Cel", 36, 38),
    ("8480-6", "Systolic blood pressure", "mm[Hg]", 100, 160),
    ("8462-4", "Diastolic blood pressure", "mm[Hg]", 60, 95),
    ("2708-6", "Oxygen saturation in Arterial blood", "%", 92, 100),
    ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}", 0, 6),
)
CHRONIC = (
    ("59621000", "I10", "Essential hypertension"),
    ("44054006", "E11.9", "Type 2 diabetes mellitus"),
    ("55822004", "E78.5", "Hyperlipidemia"),
    ("40055000", "J32.9", "Chronic sinusitis"),
    ("162864005", "E66.9", "Body mass index 30+ - obesity"),
    ("396275006", "M19.90", "Osteoarthritis"),
)
EVERYDAY_DRUGS = (
    ("314076", "lisinopril 10 MG Oral Tablet"),
    ("860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet"),
    ("312961", "simvastatin 20 MG Oral Tablet"),
    ("313782", "acetaminophen 325 MG Oral Tablet"),
)
EVERYDAY_PROCEDURES = (
    ("430193006", "Medication reconciliation"),
    ("171207006", "Depression screening"),
    ("710824005", "Assessment of health and social care needs"),
    ("428191000124101", "Documentation of current medications"),
)
NOISE_SHARES = (
    ("laboratory", 46),
    ("vital sign", 24),
    ("encounter", 12),
    ("procedure", 7),
    ("drug", 6),
    ("condition", 5),
)


class Maker:
    """Makes the resources of one patient; all chance comes from `dice`."""

    def __init__(self, patient_id: str, dice: random.Random) -> None:
        """Start with no resource numbered."""
        self.patient_id = patient_id
        self.dice = dice
        self._number = 0

    def base(self, kind: str, profile: str = "") -> Json:
        """A resource with id, meta and subject."""
        self._number += 1
        resource: Json = {"resourceType": kind, "id": f"{self.patient_id}-{self._number}"}
        resource["meta"] = {"lastUpdated": "2026-11-17T04:11:09.000+00:00"}
        if profile:
            resource["meta"]["profile"] = [profile]
        return resource | {"subject": {"reference": f"Patient/{self.patient_id}"}}

    def day(self) -> str:
        """A day of the last seven years."""
        span = (LAST_DAY - FIRST_DAY).days
        return (FIRST_DAY + dt.timedelta(days=self.dice.randrange(span))).isoformat()

    def noise(self) -> Json:
        """One resource that has nothing to do with cancer."""
        kinds, weights = zip(*NOISE_SHARES, strict=True)
        match self.dice.choices(kinds, weights)[0]:
            case "laboratory":
                return self.measured(LABORATORY, "laboratory")
            case "vital sign":
                return self.measured(VITAL_SIGNS, "vital-signs")
            case "encounter":
                return self.encounter()
            case "procedure":
                return self.procedure(*self.dice.choice(EVERYDAY_PROCEDURES))
            case "drug":
                return self.prescription(*self.dice.choice(EVERYDAY_DRUGS))
            case _:
                return self.condition(*self.dice.choice(CHRONIC))

    def measured(
        self, tests: tuple[tuple[str, str, str, float, float], ...], category: str
    ) -> Json:
        """A number with its unit."""
        code, name, unit, low, high = self.dice.choice(tests)
        day = self.day()
        return self.base("Observation", f"{US_CORE}us-core-observation-lab") | {
            "status": "final",
            "category": [concept(f"{TERMS}observation-category", category, category)],
            "code": concept(LOINC, code, name, text=name),
            "encounter": {"reference": f"Encounter/{self.patient_id}-{self.dice.randrange(1, 90)}"},
            "effectiveDateTime": f"{day}T09:12:44+01:00",
            "issued": f"{day}T11:40:02.113+01:00",
            "valueQuantity": {
                "value": round(self.dice.uniform(low, high), 1),
                "unit": unit,
                "system": "http://unitsofmeasure.org",
                "code": unit,
            },
        }

    def encounter(self) -> Json:
        """A visit."""
        day = self.day()
        return self.base("Encounter", f"{US_CORE}us-core-encounter") | {
            "status": "finished",
            "class": {"system": f"{TERMS}v3-ActCode", "code": "AMB"},
            "type": [concept(SNOMED, "185349003", "Encounter for check up (procedure)")],
            "period": {"start": f"{day}T09:00:00+01:00", "end": f"{day}T09:30:00+01:00"},
        }

    def procedure(self, code: str, name: str) -> Json:
        """A finished procedure."""
        day = self.day()
        return self.base("Procedure", f"{US_CORE}us-core-procedure") | {
            "status": "completed",
            "code": concept(SNOMED, code, name, text=name),
            "performedPeriod": {"start": f"{day}T09:00:00+01:00", "end": f"{day}T09:20:00+01:00"},
        }

    def prescription(self, code: str, name: str) -> Json:
        """A prescription."""
        return self.base("MedicationRequest", f"{US_CORE}us-core-medicationrequest") | {
            "status": self.dice.choice(["active", "stopped"]),
            "intent": "order",
            "medicationCodeableConcept": concept(RXNORM, code, name, text=name),
            "authoredOn": f"{self.day()}T09:15:00+01:00",
            "dosageInstruction": [{"sequence": 1, "asNeededBoolean": False}],
        }

    def condition(self, snomed: str, icd: str, name: str) -> Json:
        """A problem-list entry, coded twice."""
        return self.base("Condition", f"{US_CORE}us-core-condition") | {
            "clinicalStatus": concept(f"{TERMS}condition-clinical", "active"),
            "verificationStatus": concept(f"{TERMS}condition-ver-status", "confirmed"),
            "category": [
                concept(f"{TERMS}condition-category", "problem-list-item", "Problem List Item")
            ],
            "code": {
                "coding": [
                    {"system": SNOMED, "code": snomed, "display": name},
                    {"system": ICD10, "code": icd, "display": name},
                ],
                "text": name,
            },
            "onsetDateTime": self.day(),
            "recordedDate": self.day(),
        }


def concept(system: str, code: str, display: str = "", *, text: str = "") -> Json:
    """A CodeableConcept of one coding."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def patient(patient_id: str, dice: random.Random) -> Json:
    """The person."""
    year = dice.randrange(1938, 1982)
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "identifier": [{"system": "urn:example:mrn", "value": f"MRN-{patient_id}"}],
        "name": [{"family": f"Invented{dice.randrange(10**6)}", "given": ["Test"]}],
        "gender": dice.choice(["female", "male"]),
        "birthDate": f"{year}-0{dice.randrange(1, 10)}-1{dice.randrange(10)}",
    }


def noise(patient_id: str, size: int, dice: random.Random) -> Iterator[Json]:
    """That many resources without cancer."""
    maker = Maker(patient_id, dice)
    for _ in range(size):
        yield maker.noise()
