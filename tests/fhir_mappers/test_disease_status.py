"""Disease status: mCODE, the German registries, RECIST words, remission and recurrence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import disease_status, terminology, text
from fhir_mappers.facts import Statement, Tempo, Truth, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-"
OVERALL, DISTANT = f"{MII}verlauf-gesamtbeurteilung", f"{MII}verlauf-fernmetastasen"


def coded(system: str, code: str) -> dict[str, Any]:
    """A CodeableConcept with the codings given."""
    return {"coding": [{"system": system, "code": code}]}


def read(code: dict[str, Any], **elements: Any) -> tuple[Any, ...]:
    """Facts of one small resource as the reader gives them."""
    base = {"resourceType": "Observation", "id": "x", "status": "final", "code": code}
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    json = base | {"effectiveDateTime": "2026-10-01"} | elements
    return disease_status.read(Resource("Observation", "Observation/x", json), reading)


@pytest.mark.parametrize(
    ("code", "value", "kind", "complete"),
    [
        (coded(LOINC, "97509-4"), coded(SCT, "271299001"), "progressive", False),
        (coded(LOINC, "97509-4"), coded(SCT, "359746009"), "stable", False),
        (coded(LOINC, "97509-4"), coded(SCT, "268910001"), "responding", False),
        (coded(LOINC, "97509-4"), coded(SCT, "551001000124108"), "responding", False),
        (coded(LOINC, "97509-4"), coded(SCT, "550991000124107"), "responding", True),
        (coded(LOINC, "88040-1"), coded(SCT, "230993007"), "progressive", False),
        (coded(SCT, "396432002"), coded(OVERALL, "P"), "progressive", False),
        (coded(SCT, "396432002"), coded(OVERALL, "K"), "stable", False),
        (coded(SCT, "396432002"), coded(OVERALL, "T"), "responding", False),
        (coded(SCT, "396432002"), coded(OVERALL, "V"), "responding", True),
        ({"text": "RECIST 1.1 response"}, {"text": "Progressive disease"}, "progressive", False),
        ({"text": "RECIST response"}, {"text": "Partial response"}, "responding", False),
        (coded(LOINC, "97509-4"), {"text": "Stable disease"}, "stable", False),
    ],
)
def test_a_status_is_a_tempo(
    code: dict[str, Any], value: dict[str, Any], kind: str, *, complete: bool
) -> None:
    """Codes and words of the status say how the disease moves."""
    found = read(code, valueCodeableConcept=value)
    (fact,) = [one for one in found if isinstance(one, Tempo)]
    assert (fact.kind, fact.complete) == (kind, complete)
    assert fact.day is not None
    assert [one.kind for one in found if isinstance(one, Statement)] == (
        ["no-evidence-of-disease"] if complete else []
    )


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (coded(SCT, "260415000"), "no-evidence-of-disease"),
        (coded(SCT, "281900007"), "no-evidence-of-disease"),
        (coded(OVERALL, "Y"), "recurrence"),
    ],
)
def test_remission_and_recurrence_are_statements(value: dict[str, Any], kind: str) -> None:
    """No evidence of disease and a relapse are said of the disease as a whole."""
    (fact,) = read(coded(LOINC, "97509-4"), valueCodeableConcept=value)
    assert isinstance(fact, Statement)
    assert fact.kind == kind


def test_the_same_letter_on_another_axis_is_another_word() -> None:
    """K of distant metastasis means none, and must not be read as a stable disease."""
    component = [{"code": coded(SCT, "399608002"), "valueCodeableConcept": coded(DISTANT, "K")}]
    found = read(
        coded(SCT, "396432002"), valueCodeableConcept=coded(OVERALL, "P"), component=component
    )
    assert [fact.kind for fact in found] == ["progressive"]


@pytest.mark.parametrize(
    "elements",
    [
        {"valueCodeableConcept": coded(SCT, "271299001"), "status": "registered"},
        {"valueCodeableConcept": coded(SCT, "709137006")},
        {"valueCodeableConcept": coded(OVERALL, "U")},
        {},
    ],
)
def test_what_was_not_judged_is_unread(elements: dict[str, Any]) -> None:
    """Registered, undetermined and missing values say nothing about the tempo."""
    (unread,) = read(coded(LOINC, "97509-4"), **elements)
    assert isinstance(unread, Unread)


def test_therapy_is_tied_by_words() -> None:
    """A status that names the running treatment is a status on therapy; silence is unknown."""
    told = read(coded(LOINC, "97509-4"), valueString="Progressive disease on FOLFOX")
    silent = read(coded(LOINC, "97509-4"), valueString="Progressive disease")
    assert told[0].on_therapy is Truth.YES
    assert silent[0].on_therapy is Truth.UNKNOWN


def test_a_mixed_response_is_a_progression() -> None:
    """Where one site answers and another grows, the disease is progressive."""
    found = read(coded(LOINC, "97509-4"), valueString="Liver responding, new lesions in the lung")
    assert [fact.kind for fact in found] == ["progressive"]


def test_a_negated_progression_is_none() -> None:
    """`No evidence of progression` does not say progressive."""
    found = read(coded(LOINC, "97509-4"), valueString="No evidence of progression")
    assert all(getattr(fact, "kind", "") != "progressive" for fact in found)


def test_other_observations_are_not_its_business() -> None:
    """A laboratory value yields nothing."""
    assert read(coded(LOINC, "1751-7"), valueInteger=4) == ()


def test_the_cancer_in_focus_is_the_one_that_moves() -> None:
    """The progression of one cancer is not that of another that the patient has as well."""
    cancer = {"resourceType": "Condition", "id": "c1", "code": coded(ICD, "C61")}
    reading = Reading(
        terminology.load(), text.load(), dt.date(2026, 11, 20), {"Condition/c1": cancer}
    )
    status = {
        "resourceType": "Observation",
        "id": "x",
        "status": "final",
        "code": coded(LOINC, "97509-4"),
        "focus": [{"reference": "Condition/c1"}],
        "valueCodeableConcept": coded(SCT, "271299001"),
    }
    (fact,) = disease_status.read(Resource("Observation", "Observation/x", status), reading)
    assert fact.about == ("prostate",)
