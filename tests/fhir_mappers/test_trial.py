"""Taking part in a clinical trial, told from a trial that is only talked of."""

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import narrative, order_open, terminology, text, trial_observed
from fhir_mappers.facts import Order, Statement
from fhir_mappers.fhir import Resource
from fhir_mappers.intake import PatientIdentity
from fhir_mappers.reading import Reading

READING = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
ME = PatientIdentity("p1")
IN_TRIAL = "clinical-trial"
CASES = [
    ("Enrolled in a clinical trial.", True),
    ("Clinical trial NCT01234567.", True),
    ("Operation recommended as part of a trial.", True),
    ("Resektion im Rahmen einer klinischen Studie empfohlen.", True),
    ("Consider clinical trial.", False),
    ("Clinical trial discussed, patient declined.", False),
    ("Declined participation in a clinical trial.", False),
    ("Clinical trial recommended.", False),
    ("Clinical trial: not available.", False),
    ("Klinische Studie erwogen.", False),
    ("Klinische Studie: nicht verfügbar.", False),
    ("Consider stent. Enrolled in a clinical trial.", True),
]


@pytest.mark.parametrize(("written", "joined"), CASES)
def test_a_report_tells_who_takes_part(written: str, *, joined: bool) -> None:
    """A trial that is considered, declined or not available makes nobody a participant."""
    json = {"id": "r", "status": "final", "code": {"text": "Letter"}, "conclusion": written}
    found = narrative.read(Resource("DiagnosticReport", "DiagnosticReport/r", json), READING)
    stated = {fact.kind for fact in found if isinstance(fact, Statement)}
    assert (IN_TRIAL in stated) is joined


@pytest.mark.parametrize(("written", "joined"), CASES)
def test_an_order_tells_who_takes_part(written: str, *, joined: bool) -> None:
    """The same beside an order, where it would lower a warning."""
    draft: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "status": "draft",
        "intent": "order",
        "code": {"text": "Sigmoid resection"},
        "subject": {"reference": "Patient/p1"},
        "note": [{"text": written}],
    }
    (found,) = order_open.map_orders([draft], READING, ME)
    assert isinstance(found, Order)
    assert (IN_TRIAL in {statement.kind for statement in found.statements}) is joined


@pytest.mark.parametrize(
    ("answer", "status", "joined"),
    [("J", "final", True), ("N", "final", False), ("J", "registered", False)],
)
def test_a_registry_codes_who_takes_part(answer: str, status: str, *, joined: bool) -> None:
    """A coded yes of a cancer registry makes a participant, once it is final."""
    system = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/"
    value = {"system": f"{system}mii-cs-onko-studienteilnahme", "code": answer}
    json = {
        "status": status,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "709491003"}]},
        "valueCodeableConcept": {"coding": [value]},
    }
    found = trial_observed.read(Resource("Observation", "Observation/t", json), READING)
    assert [fact.kind for fact in found if isinstance(fact, Statement)] == [IN_TRIAL] * joined
