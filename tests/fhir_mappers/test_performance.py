"""Performance status and the other measures of reserve, in every form seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import (
    performance,
    performance_text,
    reserve,
    reserve_text,
    terminology,
    text,
)
from fhir_mappers.facts import Reserve, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
ICD, UCUM = "http://hl7.org/fhir/sid/icd-10-cm", "http://unitsofmeasure.org"
MII = (
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/"
    "mii-cs-onko-allgemeiner-leistungszustand-ecog"
)
ECOG, KPS = (LOINC, "89247-1"), (LOINC, "89243-0")
ALBUMIN, WEIGHT, HB = (LOINC, "1751-7"), (LOINC, "29463-7"), (LOINC, "718-7")


def coded(*pairs: tuple[str, str], written: str = "") -> dict[str, Any]:
    """A CodeableConcept with the codings given."""
    node: dict[str, Any] = {"coding": [{"system": sys, "code": code} for sys, code in pairs]}
    return node | ({"text": written} if written else {})


def read(module: Any, kind: str, **elements: Any) -> tuple[Any, ...]:
    """Facts of one small resource as the reader gives them."""
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    json = {"resourceType": kind, "id": "x"} | elements
    found: tuple[Any, ...] = module.read(Resource(kind, f"{kind}/x", json), reading)
    return found


def observed(module: Any, pair: tuple[str, str], **elements: Any) -> tuple[Any, ...]:
    """What a reader makes of a final Observation with this code."""
    base = {"status": "final", "code": coded(pair), "effectiveDateTime": "2026-11-10"}
    return read(module, "Observation", **(base | elements))


def values(found: tuple[Any, ...]) -> list[tuple[str, float | None]]:
    """Kind and value of every reserve fact."""
    return [(fact.kind, fact.value) for fact in found if isinstance(fact, Reserve)]


def quantity(value: float, unit: str, **more: Any) -> dict[str, Any]:
    """A Quantity."""
    return {"value": value, "unit": unit} | more


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        ("Gewichtsverlust 12 % in 3 Monaten.", [("weight-loss", 12)]),
        ("Weight loss of 11% within 4 months. Liver metastases.", [("weight-loss", 11)]),
        ("Kein Gewichtsverlust. Metastasen nehmen 40 % der Leber ein.", []),
        ("Gewichtsverlust. Metastasen nehmen 40 % der Leber ein.", []),
        ("Tumorkachexie, ASA IV.", [("cachexia", None), ("asa", 4)]),
        ("Mutter mit Kachexie verstorben.", []),
    ],
)
def test_a_report_tells_the_reserve(conclusion: str, expected: list[Any]) -> None:
    """A conclusion is read for wasting and risk as for performance status, sentence by sentence."""
    found = read(reserve_text, "DiagnosticReport", status="final", conclusion=conclusion)
    assert values(found) == expected
    open_ = read(reserve_text, "DiagnosticReport", status="preliminary", conclusion=conclusion)
    assert open_ == ()


@pytest.mark.parametrize(
    ("pair", "elements", "kind", "value"),
    [
        (ECOG, {"valueInteger": 0}, "ecog", 0),
        (ECOG, {"valueInteger": 3}, "ecog", 3),
        (ECOG, {"valueQuantity": quantity(2, "{score}")}, "ecog", 2),
        (ECOG, {"valueString": "1"}, "ecog", 1),
        (ECOG, {"valueString": "II"}, "ecog", 2),
        (ECOG, {"valueString": "ECOG III"}, "ecog", 3),
        (ECOG, {"valueString": "ECOG 2"}, "ecog", 2),
        (ECOG, {"valueString": "ECOG PS 2-3"}, "ecog", 3),
        (ECOG, {"valueCodeableConcept": coded((LOINC, "LA9625-0"))}, "ecog", 3),
        (ECOG, {"valueCodeableConcept": coded((SCT, "422894000"))}, "ecog", 2),
        (ECOG, {"valueCodeableConcept": {"text": "Grade 2"}}, "ecog", 2),
        (ECOG, {"interpretation": [coded((LOINC, "LA9622-7"))]}, "ecog", 0),
        ((SCT, "423740007"), {"valueCodeableConcept": coded((MII, "2"))}, "ecog", 2),
        ((SCT, "423740007"), {"valueCodeableConcept": coded(("urn:local", "3"))}, "ecog", 3),
        ((SCT, "423053003"), {}, "ecog", 3),
        (KPS, {"valueInteger": 60}, "kps", 60),
        (KPS, {"valueString": "30%"}, "kps", 30),
        (KPS, {"valueQuantity": quantity(70, "%")}, "kps", 70),
        (KPS, {"valueCodeableConcept": coded((LOINC, "LA29180-9"))}, "kps", 50),
    ],
)
def test_scores_are_read_in_every_form(
    pair: tuple[str, str], elements: dict[str, Any], kind: str, value: float
) -> None:
    """Integers, quantities, codes, interpretations and strings all give the score."""
    found = observed(performance, pair, **elements)
    assert values(found) == [(kind, value)]
    assert found[0].day.text == "2026-11-10"


@pytest.mark.parametrize(
    ("pair", "elements"),
    [
        (ECOG, {"valueInteger": 9}),
        (ECOG, {"valueInteger": -1}),
        (ECOG, {"valueQuantity": quantity(1.5, "")}),
        (KPS, {"valueInteger": 110}),
        (ECOG, {"valueString": "not assessed"}),
        (ECOG, {"valueInteger": 2, "status": "preliminary"}),
    ],
)
def test_impossible_or_provisional_scores_are_unread(
    pair: tuple[str, str], elements: dict[str, Any]
) -> None:
    """A score outside its scale, without a number or not final is named as unread."""
    (unread,) = observed(performance, pair, **elements)
    assert isinstance(unread, Unread)


def test_a_panel_gives_the_score_of_its_component() -> None:
    """The panel has no value of its own; its component has."""
    found = observed(
        performance,
        (SCT, "423690003"),
        component=[{"code": coded(ECOG), "valueInteger": 2}],
    )
    assert values(found) == [("ecog", 2)]


@pytest.mark.parametrize(
    ("concept", "kind", "value"),
    [
        ({"text": "ECOG performance status 3"}, "ecog", 3),
        ({"text": "Karnofsky 70 %"}, "kps", 70),
        (coded((SCT, "423237006")), "ecog", 4),
    ],
)
def test_a_problem_list_may_hold_the_score(
    concept: dict[str, Any], kind: str, value: float
) -> None:
    """Registries write performance status as a Condition."""
    assert values(read(performance, "Condition", code=concept)) == [(kind, value)]


def test_other_observations_are_not_its_business() -> None:
    """A laboratory value yields nothing, not even an unread mark."""
    assert observed(performance, ALBUMIN, valueQuantity=quantity(3.0, "g/dL")) == ()


@pytest.mark.parametrize(
    ("pair", "value", "expected"),
    [
        (ALBUMIN, quantity(2.4, "g/dL"), ("albumin", 2.4)),
        (ALBUMIN, quantity(24, "g/L", system=UCUM, code="g/L"), ("albumin", 2.4)),
        (ALBUMIN, quantity(600, "µmol/L"), ("albumin", 3.99)),
        (HB, quantity(5.0, "mmol/L"), ("haemoglobin", 8.055)),
        (HB, quantity(85, "g/L"), ("haemoglobin", 8.5)),
        (WEIGHT, quantity(154, "lb", system=UCUM, code="[lb_av]"), ("weight", 69.853)),
        (WEIGHT, quantity(70, "kg"), ("weight", 70)),
    ],
)
def test_units_are_converted(
    pair: tuple[str, str], value: dict[str, Any], expected: tuple[str, float]
) -> None:
    """Albumin, haemoglobin and weight arrive in one unit each."""
    assert values(observed(reserve, pair, valueQuantity=value)) == [expected]


@pytest.mark.parametrize("value", [quantity(3.1, "furlong"), {"value": 3.1}, quantity(240, "g/dL")])
def test_unknown_units_and_impossible_values_are_unread(value: dict[str, Any]) -> None:
    """A value whose unit is missing or strange is disclosed, never guessed."""
    (unread,) = observed(reserve, ALBUMIN, valueQuantity=value)
    assert isinstance(unread, Unread)


ASA_4 = coded((SCT, "413498004"))
SCALE = "American Society of Anesthesiologists physical status classification"


@pytest.mark.parametrize(
    ("kind", "elements"),
    [
        ("Observation", {"code": ASA_4}),
        (
            "Observation",
            {"code": {"text": "Preoperative assessment"}, "valueCodeableConcept": ASA_4},
        ),
        ("Observation", {"code": {"text": SCALE}, "valueString": "IV"}),
        ("Condition", {"code": ASA_4}),
    ],
)
def test_the_asa_class_is_read_wherever_its_code_stands(
    kind: str, elements: dict[str, Any]
) -> None:
    """The code of a class, as finding or as value, and the scale written in full give the score."""
    status = {"status": "final"} if kind == "Observation" else {}
    assert values(read(reserve, kind, **status, **elements)) == [("asa", 4)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12 % weight loss in 4 months", [("weight-loss", 12)]),
        ("Gewichtsverlust von 10,5 % in 6 Monaten", [("weight-loss", 10.5)]),
        ("15 % weight loss over 2 years", []),
        ("Weight loss", []),
        ("No weight loss", []),
        ("Cachexia", [("cachexia", None)]),
        ("Tumorkachexie", [("cachexia", None)]),
        ("ASA class III", [("asa", 3)]),
        ("Clinical frailty scale 7", [("cfs", 7)]),
    ],
)
def test_reserve_in_words(written: str, expected: list[tuple[str, float | None]]) -> None:
    """Conditions in free text give percentages, signs and scores, unless negated or too old."""
    assert values(read(reserve, "Condition", code={"text": written})) == expected


@pytest.mark.parametrize(
    ("code", "kind"),
    [("R64", "cachexia"), ("E43", "severe-malnutrition"), ("E41", "severe-malnutrition")],
)
def test_wasting_by_code(code: str, kind: str) -> None:
    """Cachexia and severe malnutrition are read from ICD."""
    assert values(read(reserve, "Condition", code=coded((ICD, code)))) == [(kind, None)]


@pytest.mark.parametrize("word", ["refuted", "provisional"])
def test_unconfirmed_wasting_says_nothing(word: str) -> None:
    """Only a confirmed sign counts."""
    verification = {"coding": [{"code": word}]}
    found = read(reserve, "Condition", code=coded((ICD, "R64")), verificationStatus=verification)
    assert values(found) == []


def test_absent_comorbidities_are_no_facts() -> None:
    """An extension that lists what the patient does not have is not searched for codes."""
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-related-condition-absent"
    extension = [{"url": url, "valueCodeableConcept": coded((ICD, "R64"))}]
    found = read(
        reserve,
        "Observation",
        status="final",
        code=coded((SCT, "398192003")),
        extension=extension,
    )
    assert values(found) == []


@pytest.mark.parametrize("code", ["4548-4", "14957-5"])
def test_a_known_code_of_something_else_is_left_alone(code: str) -> None:
    """HbA1c and albumin in urine share a word with what is measured here, no more."""
    concept = coded((LOINC, code), written="Albumin or haemoglobin, another one")
    assert read(reserve, "Observation", code=concept, valueQuantity=quantity(3.0, "g/dL")) == ()


def test_a_local_code_speaks_by_its_words() -> None:
    """A laboratory's own code is read by its name."""
    concept = coded(("urn:lab", "ALB"), written="Albumin, serum")
    found = read(reserve, "Observation", code=concept, valueQuantity=quantity(29, "g/L"))
    assert values(found) == [("albumin", 2.9)]


def concluded(written: str, **elements: Any) -> tuple[Any, ...]:
    """What the text reader makes of a final report with this conclusion."""
    base = {"status": "final", "effectiveDateTime": "2026-11-02", "conclusion": written}
    return read(performance_text, "DiagnosticReport", **(base | elements))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Stable disease. ECOG 3.", [("ecog", 3)]),
        ("ECOG PS 2, recommend best supportive care.", [("ecog", 2)]),
        ("WHO performance status 1.", [("ecog", 1)]),
        ("ECOG: 0-1", [("ecog", 1)]),
        ("Karnofsky 60 %.", [("kps", 60)]),
        ("Patientin in reduziertem AZ (ECOG 2).", [("ecog", 2)]),
        ("Karnofsky-Index 70%", [("kps", 70)]),
        ("ECOG aktuell 3", [("ecog", 3)]),
        ("62-year-old, PS 2.", [("ecog", 2)]),
        ("PS: 0-1, no weight loss.", [("ecog", 1)]),
        ("AZ reduziert, ECOG II.", [("ecog", 2)]),
        ("ECOG-PS III-IV", [("ecog", 4)]),
        ("WHO-PS 1", [("ecog", 1)]),
        ("Performance status (ECOG) 2", [("ecog", 2)]),
        ("ECOG/WHO 3", [("ecog", 3)]),
        ("ECOG deteriorated from 1 to 3.", [("ecog", 3)]),
        ("Karnofsky dropped from 90% to 60%", [("kps", 60)]),
        ("ECOG von 2 auf 1 verbessert", [("ecog", 1)]),
    ],
)
def test_a_conclusion_tells_performance_status(
    written: str, expected: list[tuple[str, float]]
) -> None:
    """A score behind the name of its scale is text evidence of the day of the report."""
    found = concluded(written)
    assert values(found) == expected
    assert [(fact.day.text, fact.because[0].from_text) for fact in found] == [("2026-11-02", True)]


@pytest.mark.parametrize(
    "written",
    [
        "ECOG not assessed, 3 liver metastases.",
        "ECOG ACRIN E2108 was discussed.",
        "Eligible for the trial with ECOG 0-1.",
        "ECOG 1 or better is required.",
        "ECOG <2",
        "ECOG ranges from 0 to 5.",
        "If ECOG 3, best supportive care.",
        "Previous ECOG 1.",
        "ECOG 1 at diagnosis.",
        "ECOG 1 bei Erstdiagnose.",
        "Falls ECOG 3, keine Chemotherapie.",
        "WHO grade 4 glioma.",
        "PS 2 weeks later.",
        "Discussed with family, ps 2 visits.",
        "ECOG: I discussed this with the family.",
    ],
)
def test_a_number_near_the_scale_is_not_always_the_score(written: str) -> None:
    """Limits, conditions, studies, counts and earlier scores are no performance status."""
    assert values(concluded(written)) == []


def test_a_text_with_several_scores_is_unread() -> None:
    """Two scores of one scale in one text leave open which one holds."""
    (unread,) = concluded("ECOG 1. ECOG 3.")
    assert isinstance(unread, Unread)


def test_a_report_that_is_not_final_tells_no_performance_status() -> None:
    """A preliminary conclusion may still change."""
    assert concluded("ECOG 3.", status="preliminary") == ()


def test_notes_tell_performance_status_with_their_own_day() -> None:
    """The note of a Condition and the value of a clinical note are free text as well."""
    note = [{"text": "ECOG 2.", "time": "2026-11-03"}]
    (fact,) = read(performance_text, "Condition", code={"text": "Colon cancer"}, note=note)
    assert (fact.kind, fact.value, fact.day.text) == ("ecog", 2, "2026-11-03")
    letter = {"code": {"text": "Clinic letter"}, "valueString": "Fatigue, ECOG 2."}
    assert values(read(performance_text, "Observation", **letter)) == [("ecog", 2)]


@pytest.mark.parametrize("system", [LOINC, "urn:local"])
def test_a_code_that_nobody_knows_is_read_by_its_name(system: str) -> None:
    """The display of an unknown code names the scale, another name does not."""
    code = {"coding": [{"system": system, "code": "99999-9", "display": "ECOG performance status"}]}
    other = {"coding": [{"system": system, "code": "99999-9", "display": "Fall risk score"}]}
    assert values(read(performance, "Observation", code=code, valueInteger=3)) == [("ecog", 3)]
    assert read(performance, "Observation", code=other, valueInteger=3) == ()
