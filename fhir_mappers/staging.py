"""Stages: T, N, M and stage groups, from Observations and from Conditions that carry a stage."""

from __future__ import annotations

from fhir_mappers import staging_condition, staging_observation
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Found, Reading


def read(resource: Resource, reading: Reading) -> Found:
    """Stage facts of one Observation or Condition, or the reason why a stage could not be read."""
    if resource.type == "Observation":
        return staging_observation.read(resource, reading)
    if resource.type == "Condition":
        return staging_condition.read(resource, reading)
    return ()
