"""Which readers look at which type of resource, in one visible table."""

from __future__ import annotations

from collections.abc import Mapping

from fhir_mappers import (
    biomarker,
    biomarker_condition,
    biomarker_report,
    diagnosis,
    disease_status,
    encounter,
    metastasis,
    narrative,
    order,
    patient,
    performance,
    performance_text,
    reserve,
    reserve_text,
    smoking,
    staging,
    surgery,
    symptom,
    therapy,
    trial_observed,
    tumour_marker,
    variant,
)
from fhir_mappers.reading import Reader

READERS: Mapping[str, tuple[Reader, ...]] = {
    "Patient": (patient.read,),
    "Condition": (
        diagnosis.read,
        staging.read,
        metastasis.read,
        symptom.read,
        reserve.read,
        performance.read,
        performance_text.read,
        biomarker_condition.read,
        patient.read,
        narrative.read,
    ),
    "Observation": (
        staging.read,
        metastasis.read,
        diagnosis.read,
        biomarker.read,
        variant.read,
        performance.read,
        performance_text.read,
        reserve.read,
        disease_status.read,
        tumour_marker.read,
        smoking.read,
        trial_observed.read,
        symptom.read,
        patient.read,
        narrative.read,
    ),
    "DiagnosticReport": (
        narrative.read,
        biomarker_report.read,
        performance_text.read,
        reserve_text.read,
    ),
    "Procedure": (surgery.read, patient.read, narrative.read, performance_text.read),
    "ServiceRequest": (order.read, patient.read),
    "MedicationRequest": (therapy.read, order.read),
    "MedicationAdministration": (therapy.read,),
    "MedicationStatement": (therapy.read,),
    "MedicationDispense": (therapy.read,),
    "Encounter": (encounter.read, patient.read),
}
