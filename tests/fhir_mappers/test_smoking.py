"""Tobacco smoking status, which widens the panel of squamous lung cancer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import smoking, terminology, text
from fhir_mappers.facts import Statement
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

LOINC, SCT = "http://loinc.org", "http://snomed.info/sct"
READING = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
STATUS = {"coding": [{"system": LOINC, "code": "72166-2", "display": "Tobacco smoking status"}]}
LOCAL = {"coding": [{"system": "urn:local", "code": "7"}], "text": "Smoking status"}


def sct(code: str) -> dict[str, Any]:
    """A SNOMED CT answer without words."""
    return {"valueCodeableConcept": {"coding": [{"system": SCT, "code": code}]}}


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        (STATUS, sct("266919005"), ["never-smoker"]),
        (STATUS, sct("428061000124105"), ["never-smoker"]),
        (STATUS, sct("8517006"), []),
        (STATUS, {"valueCodeableConcept": {"text": "Never smoker"}}, ["never-smoker"]),
        (STATUS, {"valueString": "Former smoker"}, []),
        (LOCAL, {"valueString": "Never"}, ["never-smoker"]),
        (LOCAL, {"valueString": "Never assessed"}, []),
        (LOCAL, {"valueString": "Current every day smoker"}, []),
        ({"text": "Raucherstatus"}, {"valueString": "Nichtraucherin"}, ["never-smoker"]),
        ({"text": "Alcohol use"}, {"valueString": "Never"}, []),
        (STATUS, sct("266919005") | {"status": "preliminary"}, []),
    ],
)
def test_who_never_smoked_or_little_is_told(
    code: dict[str, Any], value: dict[str, Any], expected: list[str]
) -> None:
    """Codes, words and bare choices tell a never or light smoker; all other answers tell nothing."""
    json = {"resourceType": "Observation", "id": "x", "status": "final", "code": code, **value}
    found = smoking.read(Resource("Observation", "Observation/x", json), READING)

    assert [fact.kind for fact in found if isinstance(fact, Statement)] == expected
