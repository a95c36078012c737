"""Drug treatment: which drug, in which state, when last, and whether it reaches the body."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import terminology, text, therapy
from fhir_mappers.facts import Therapy, Truth
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

RX, ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"
SCT = "http://snomed.info/sct"
BEVACIZUMAB = {"coding": [{"system": RX, "code": "253337", "display": "bevacizumab"}]}
ADMINISTERED, REQUESTED = "MedicationAdministration", "MedicationRequest"
STATED, DISPENSED = "MedicationStatement", "MedicationDispense"


def read(kind: str, medication: dict[str, Any] | None = None, **elements: Any) -> list[Therapy]:
    """Facts of one small resource as the reader gives them."""
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    json = {"resourceType": kind, "id": "x", "status": "completed"} | elements
    if medication is not None:
        json["medicationCodeableConcept"] = medication
    found = therapy.read(Resource(kind, f"{kind}/x", json), reading)
    return [fact for fact in found if isinstance(fact, Therapy)]


def named(code: str, system: str = RX) -> dict[str, Any]:
    """A CodeableConcept with one drug code."""
    return {"coding": [{"system": system, "code": code}]}


def last(fact: Therapy) -> str:
    """The last dose as text, empty without one."""
    return fact.last_dose.text if fact.last_dose else ""


@pytest.mark.parametrize(
    ("medication", "ingredient", "drug_class"),
    [
        (BEVACIZUMAB, "bevacizumab", "anti-vegf"),
        (named("L01FG01", ATC), "bevacizumab", "anti-vegf"),
        (named("L01XC07", ATC), "bevacizumab", "anti-vegf"),
        ({"text": "Avastin 400 mg IV"}, "bevacizumab", "anti-vegf"),
        ({"text": "bevacizumab-awwb"}, "bevacizumab", "anti-vegf"),
        (named("318341"), "cetuximab", "anti-egfr"),
        ({"text": "Cetuximab 500 mg/m2"}, "cetuximab", "anti-egfr"),
        (named("263034"), "panitumumab", "anti-egfr"),
        (named("1547545"), "pembrolizumab", "checkpoint-inhibitor"),
        (named("32592"), "oxaliplatin", "platinum"),
        (named("194000"), "capecitabine", "fluoropyrimidine"),
    ],
)
def test_drugs_are_known_by_code_and_by_name(
    medication: dict[str, Any], ingredient: str, drug_class: str
) -> None:
    """RxNorm, old and new ATC codes, brand and biosimilar names fold into one ingredient."""
    (fact,) = read(ADMINISTERED, medication, effectiveDateTime="2026-10-30")
    assert fact.ingredient == ingredient
    assert drug_class in fact.classes


def test_a_code_is_believed_against_its_display() -> None:
    """A coding with another drug's display stays what the code says."""
    wrong = {"coding": [{"system": RX, "code": "253337", "display": "anastrozole"}]}
    assert [fact.ingredient for fact in read(ADMINISTERED, wrong)] == ["bevacizumab"]


def test_other_drugs_are_not_its_business() -> None:
    """A drug that no code set lists makes no fact."""
    assert read(REQUESTED, {"text": "Metformin 500 mg"}, status="active") == []


@pytest.mark.parametrize(
    ("kind", "elements", "status", "dose"),
    [
        (ADMINISTERED, {"effectiveDateTime": "2026-10-30"}, "given", "2026-10-30"),
        (
            ADMINISTERED,
            {"effectivePeriod": {"start": "2026-10-30", "end": "2026-10-31"}},
            "given",
            "2026-10-31",
        ),
        (
            ADMINISTERED,
            {"status": "in-progress", "effectivePeriod": {"start": "2026-10-30"}},
            "active",
            "2026-10-30",
        ),
        (ADMINISTERED, {"effectiveDateTime": "2062-10-30"}, "given", ""),
        (
            STATED,
            {"status": "active", "effectivePeriod": {"start": "2026-06-01"}},
            "active",
            "",
        ),
        (
            STATED,
            {"effectivePeriod": {"start": "2026-06-01", "end": "2026-10-02"}},
            "given",
            "2026-10-02",
        ),
        (STATED, {"status": "intended"}, "planned", ""),
        (REQUESTED, {"status": "active", "authoredOn": "2026-07-01"}, "active", ""),
        (REQUESTED, {"status": "stopped", "authoredOn": "2026-07-01"}, "stopped", ""),
        (REQUESTED, {"status": "active", "intent": "plan"}, "planned", ""),
        (DISPENSED, {"whenHandedOver": "2026-09-09"}, "given", "2026-09-09"),
    ],
)
def test_state_and_last_dose(kind: str, elements: dict[str, Any], status: str, dose: str) -> None:
    """Only what was administered, taken until a date, or handed over dates a last dose."""
    (fact,) = read(kind, BEVACIZUMAB, **elements)
    assert (fact.status, last(fact), fact.source) == (status, dose, kind)


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_a_request_that_was_never_acted_on_is_no_therapy(status: str) -> None:
    """Drafts are orders, cancelled requests are nothing."""
    assert read(REQUESTED, BEVACIZUMAB, status=status) == []


@pytest.mark.parametrize(
    ("medication", "elements", "expected"),
    [
        (BEVACIZUMAB, {"dosage": {"route": {"text": "intravitreal"}}}, Truth.NO),
        (BEVACIZUMAB, {"dosage": {"route": named("418401004", SCT)}}, Truth.NO),
        (BEVACIZUMAB, {"dosage": {"dose": {"value": 1.25, "unit": "mg"}}}, Truth.NO),
        ({"text": "bevacizumab 1.25 mg/0.05 mL"}, {}, Truth.NO),
        (BEVACIZUMAB, {"dosage": {"dose": {"value": 1250, "unit": "ug"}}}, Truth.NO),
        (BEVACIZUMAB, {"dosage": {"dose": {"value": 0.4, "unit": "g"}}}, Truth.UNKNOWN),
        ({"text": "bevacizumab 1250 µg"}, {}, Truth.NO),
        ({"text": "bevacizumab 400 mcg/kg"}, {}, Truth.UNKNOWN),
        ({"text": "bevacizumab 5 mg/kg IV"}, {}, Truth.YES),
        (BEVACIZUMAB, {"dosage": {"route": named("47625008", SCT)}}, Truth.YES),
        (BEVACIZUMAB, {}, Truth.UNKNOWN),
        ({"text": "Fluorouracil 5 % topical cream"}, {}, Truth.NO),
        ({"text": "Mitomycin 40 mg intravesical"}, {}, Truth.NO),
    ],
)
def test_local_use_is_not_systemic(
    medication: dict[str, Any], elements: dict[str, Any], expected: Truth
) -> None:
    """Eye, skin and bladder use is local, by route, form and dose; silence is unknown."""
    (fact,) = read(ADMINISTERED, medication, **elements)
    assert fact.systemic is expected


def test_a_contained_medication_is_resolved() -> None:
    """A reference into the resource itself is followed."""
    contained = [{"resourceType": "Medication", "id": "m", "code": BEVACIZUMAB}]
    (fact,) = read(ADMINISTERED, contained=contained, medicationReference={"reference": "#m"})
    assert fact.ingredient == "bevacizumab"


def test_a_reference_may_only_have_a_display() -> None:
    """Older exports name the drug in the display of the reference."""
    (fact,) = read(ADMINISTERED, medicationReference={"display": "Bevacizumab 400 mg"})
    assert fact.ingredient == "bevacizumab"


def test_each_ingredient_of_a_regimen_has_its_own_classes() -> None:
    """A line with several drugs becomes several therapies."""
    facts = read(STATED, {"text": "oxaliplatin + capecitabine"})
    classes = {fact.ingredient: fact.classes for fact in facts}
    assert set(classes) == {"oxaliplatin", "capecitabine"}
    assert "platinum" not in classes["capecitabine"]


@pytest.mark.parametrize(
    ("written", "ingredient"),
    [
        ("Kanjinti 6 mg/kg", "trastuzumab"),
        ("Trifluridin/Tipiracil 35 mg/m2", "trifluridine"),
        ("Alimta", "pemetrexed"),
        ("Femara 2,5 mg", "letrozole"),
        ("Letrozol 2,5 mg", "letrozole"),
        ("Enzalutamid 160 mg", "enzalutamide"),
        ("Carboplatin/Etoposid", "carboplatin+etoposide"),
        ("Kisqali 600 mg", "ribociclib"),
    ],
)
def test_brands_and_german_names_are_drugs(written: str, ingredient: str) -> None:
    """A product without a code is known by the names on its label."""
    found = read(ADMINISTERED, {"text": written})
    assert "+".join(fact.ingredient for fact in found) == ingredient
    assert all("antineoplastic" in fact.classes for fact in found)


@pytest.mark.parametrize(
    ("written", "ingredient"),
    [
        ("Pani-FOLFOX", "panitumumab"),
        ("Cet-FOLFIRI", "cetuximab"),
        ("FOLFOX/Bev", "bevacizumab"),
        ("mFOLFOX6-bev", "bevacizumab"),
    ],
)
def test_shortened_protocol_names_hold_their_antibody(written: str, ingredient: str) -> None:
    """The antibody before or behind the name of a protocol is one of its drugs."""
    names = [fact.ingredient for fact in read(REQUESTED, {"text": written}, status="active")]
    assert {ingredient, "fluorouracil"} <= set(names)
