"""The patient, supportive care on record, and visits that matter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import encounter, patient, terminology, text
from fhir_mappers.facts import CareService, Encounter, Patient, Truth
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

SCT = "http://snomed.info/sct"
READING = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})


def resource(kind: str, **elements: Any) -> Resource:
    """A resource as a reader gets it."""
    return Resource(kind, f"{kind}/x", {"resourceType": kind, "id": "x"} | elements)


def person(**elements: Any) -> Patient:
    """The Patient fact of a Patient."""
    (fact,) = patient.read(resource("Patient", **elements), READING)
    assert isinstance(fact, Patient)
    return fact


def services(kind: str, **elements: Any) -> list[str]:
    """Kinds of services that a resource shows."""
    found = patient.read(resource(kind, **elements), READING)
    return [fact.kind for fact in found if isinstance(fact, CareService)]


def sct(code: str) -> dict[str, Any]:
    """A SNOMED CT concept."""
    return {"coding": [{"system": SCT, "code": code}]}


@pytest.mark.parametrize(
    ("elements", "deceased"),
    [
        ({}, Truth.UNKNOWN),
        ({"deceasedBoolean": False}, Truth.NO),
        ({"deceasedBoolean": True}, Truth.YES),
        ({"deceasedDateTime": "2026-01-02"}, Truth.YES),
        ({"_deceasedDateTime": {"extension": []}}, Truth.YES),
    ],
)
def test_death_is_read_in_every_form(elements: dict[str, Any], deceased: Truth) -> None:
    """Silence about death is unknown; a date of death, even masked, is a death."""
    assert person(**elements).deceased is deceased


def test_a_birth_date_keeps_its_precision() -> None:
    """A birth year is an interval of days, not the first of January."""
    born = person(birthDate="1960").born
    assert born is not None
    assert born.text == "1960"


def test_a_masked_birth_date_and_gender_are_unknown() -> None:
    """Masked primitives leave the fact in place with the detail unknown."""
    fact = person(_birthDate={"extension": []}, _gender={"extension": []})
    assert (fact.born, fact.sex) == (None, None)


def test_hospice_and_palliative_care_are_told_apart() -> None:
    """A palliative referral is no hospice."""
    assert services("Procedure", status="completed", code=sct("385763009")) == ["hospice"]
    referral = {"status": "active", "intent": "order", "code": sct("306237005")}
    assert services("ServiceRequest", **referral) == ["palliative-care"]


def test_a_plan_or_a_draft_is_no_service_yet() -> None:
    """Only what is ordered or done is on record."""
    assert services("ServiceRequest", status="draft", intent="order", code=sct("306237005")) == []
    assert services("ServiceRequest", status="active", intent="plan", code=sct("306237005")) == []


def test_comfort_measures_in_words_are_hospice_care() -> None:
    """`Comfort measures only` is read from text."""
    assert services("Condition", code={"text": "Comfort measures only"}) == ["hospice"]


def test_pregnancy_is_on_record_with_its_date() -> None:
    """A positive pregnancy status is a dated service of kind pregnancy."""
    found = patient.read(
        resource(
            "Observation",
            status="final",
            code={"coding": [{"system": "http://loinc.org", "code": "82810-3"}]},
            valueCodeableConcept=sct("77386006"),
            effectiveDateTime="2026-10-01",
        ),
        READING,
    )
    (fact,) = found
    assert isinstance(fact, CareService)
    assert fact.kind == "pregnancy"
    assert fact.day is not None


def visit(code: str, **elements: Any) -> tuple[Any, ...]:
    """What the reader makes of an Encounter of this class."""
    act = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code}
    return encounter.read(resource("Encounter", **{"class": act}, **elements), READING)


@pytest.mark.parametrize(
    ("elements", "is_open"),
    [
        ({"status": "in-progress"}, Truth.YES),
        ({"status": "finished"}, Truth.NO),
        ({"status": "in-progress", "period": {"end": "2026-01-05"}}, Truth.NO),
        ({"status": "unknown"}, Truth.UNKNOWN),
    ],
)
def test_an_emergency_visit_says_whether_it_runs(elements: dict[str, Any], is_open: Truth) -> None:
    """Status and period tell whether an emergency visit is still open."""
    (fact,) = visit("EMER", **elements)
    assert isinstance(fact, Encounter)
    assert (fact.kind, fact.open) == ("emergency", is_open)


def test_an_ambulatory_visit_is_no_fact() -> None:
    """Ordinary visits do not matter here."""
    assert visit("AMB", status="finished") == ()
