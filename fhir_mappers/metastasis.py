"""Disease away from the primary: secondary Conditions, site lists, indicators, lesion counts."""

from __future__ import annotations

from fhir_mappers import metastasis_condition, metastasis_count, metastasis_observation
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Found, Reading


def read(resource: Resource, reading: Reading) -> Found:
    """Metastases that one Condition or Observation states, denies or suspects.

    The M category is a stage (`staging`), and free-text reports are read elsewhere.
    """
    if resource.type == "Condition":
        return metastasis_condition.read(resource, reading)
    if resource.type == "Observation":
        counted = metastasis_count.read(resource, reading)
        return counted or metastasis_observation.read(resource, reading)
    return ()
