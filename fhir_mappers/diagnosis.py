"""Primary cancers: what a Condition, or a histology about one, says the patient has or had."""

from __future__ import annotations

from fhir_mappers import diagnosis_coded, diagnosis_observed, diagnosis_text
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Found, Reading


def read(resource: Resource, reading: Reading) -> Found:
    """Tumours of one Condition or histology Observation.

    Codes speak before text. A Condition without codes that decide is read by its text; what is
    coded as something other than a cancer is never made one by its text.
    """
    if resource.type == "Observation":
        return diagnosis_observed.read(resource, reading)
    if resource.type != "Condition":
        return ()
    found = diagnosis_coded.read(resource, reading)
    return diagnosis_text.read(resource, reading) if found is None else found
