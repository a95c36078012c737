"""Symptoms from Conditions and Observations, and what must not be taken for one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import symptom, terminology, text
from fhir_mappers.facts import Activity, Certainty, Symptom
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading
from fhir_mappers.symptom_text import said_in

SCT, ICD = "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm"
GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
LOINC = "http://loinc.org"
READING = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})


def read(kind: str, **elements: Any) -> list[Symptom]:
    """Facts of one small resource as the reader gives them."""
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    resource = Resource(kind, f"{kind}/x", {"resourceType": kind, "id": "x"} | elements)
    return [fact for fact in symptom.read(resource, reading) if isinstance(fact, Symptom)]


def code(system: str, value: str, written: str = "") -> dict[str, Any]:
    """A CodeableConcept with one coding, and a text."""
    node: dict[str, Any] = {"coding": [{"system": system, "code": value}]}
    return node | ({"text": written} if written else {})


def status(word: str) -> dict[str, Any]:
    """A status as FHIR writes it."""
    return {"coding": [{"code": word}]}


@pytest.mark.parametrize(
    ("system", "value", "kind", "organ"),
    [
        (ICD, "K56.609", "obstruction", "colon"),
        (GM, "K56.6", "obstruction", "colon"),
        (SCT, "81060008", "obstruction", "colon"),
        (ICD, "K63.1", "perforation", "colon"),
        (ICD, "K62.5", "bleeding", "rectum"),
        (ICD, "R31.0", "bleeding", "bladder"),
        (ICD, "G95.20", "cord-compression", "spine"),
        (SCT, "71286001", "cord-compression", "spine"),
        (ICD, "M84.551A", "fracture", "bone"),
        (ICD, "K31.1", "obstruction", "stomach"),
        (ICD, "K83.1", "biliary", "biliary"),
        (ICD, "K25.0", "bleeding", "stomach"),
        (GM, "K25.1", "perforation", "stomach"),
        (ICD, "K65.9", "perforation", "abdomen"),
        (ICD, "R04.1", "bleeding", "head-neck"),
        (ICD, "R06.1", "airway", "head-neck"),
        (ICD, "K25.4", "bleeding", "stomach"),
        (ICD, "K62.4", "obstruction", "rectum"),
        (ICD, "N64.4", "pain", "breast"),
        (ICD, "N13.5", "urinary", "kidney"),
        (GM, "R51", "raised-icp", "brain"),
    ],
)
def test_a_code_names_kind_and_organ(system: str, value: str, kind: str, organ: str) -> None:
    """Symptom codes of all dialects become one symptom in its organ."""
    (fact,) = read("Condition", code=code(system, value))
    assert (fact.kind, fact.organ, fact.operative) == (kind, organ, False)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Large bowel obstruction", "obstruction"),
        ("Obstructing sigmoid carcinoma", "obstruction"),
        ("Dickdarmileus", "obstruction"),
        ("Rectal bleeding", "bleeding"),
        ("Pathological fracture of the left femur", "fracture"),
        ("Spinal cord compression T8", "cord-compression"),
        ("Impending perforation of the caecum", "impending-perforation"),
        ("Symptomatic stenosis of the sigmoid", "obstruction"),
        ("Tumorstenose", "obstruction"),
        ("Prestenotic dilatation of the colon", "obstruction"),
        ("Chronic blood loss from the tumour", "bleeding"),
        ("Life-threatening haemoptysis", "bleeding"),
    ],
)
def test_text_names_the_kind(written: str, kind: str) -> None:
    """A text-only problem is a symptom, marked as read from text."""
    facts = read("Condition", code={"text": written})
    assert kind in [fact.kind for fact in facts]
    assert all(fact.because[0].from_text for fact in facts)


@pytest.mark.parametrize(
    "written",
    [
        "Traumatic right femoral neck fracture after fall",
        "Patient at risk of bowel obstruction",
        "Mother had bowel obstruction",
        "Severe aortic stenosis",
        "Type 2 diabetes mellitus",
    ],
)
def test_injuries_fears_and_relatives_are_no_symptom(written: str) -> None:
    """An injury, a mere risk, a relative's illness and another disease give no symptom."""
    assert read("Condition", code={"text": written}) == []


def test_a_traumatic_fracture_code_is_no_symptom() -> None:
    """S72 is an injury, whatever else the patient has."""
    assert read("Condition", code=code(ICD, "S72.001A", "Fracture of neck of right femur")) == []


@pytest.mark.parametrize(
    ("word", "certainty"),
    [
        ("refuted", Certainty.EXCLUDED),
        ("provisional", Certainty.SUSPECTED),
        ("confirmed", Certainty.CONFIRMED),
    ],
)
def test_verification_decides_the_certainty(word: str, certainty: Certainty) -> None:
    """Refuted and provisional problems stay what they are."""
    (fact,) = read("Condition", code=code(ICD, "K56.609"), verificationStatus=status(word))
    assert fact.certainty is certainty


def test_a_negated_text_is_excluded() -> None:
    """A text that denies the symptom never confirms it."""
    assert all(
        fact.certainty is Certainty.EXCLUDED
        for fact in read("Condition", code={"text": "No bowel obstruction"})
    )


def test_resolved_is_history_and_onset_dates_it() -> None:
    """A resolved problem is history; its day is the onset, else the recording."""
    (fact,) = read(
        "Condition",
        code=code(ICD, "K56.609"),
        clinicalStatus=status("resolved"),
        recordedDate="2026-11-02",
    )
    assert fact.activity is Activity.HISTORY
    assert fact.day is not None
    assert fact.day.text == "2026-11-02"


@pytest.mark.parametrize(
    "concept",
    [
        code(ICD, "K91.30"),
        code(ICD, "K56.7", "Postoperative ileus"),
        {"text": "Postoperative ileus"},
    ],
)
def test_postoperative_trouble_is_marked(concept: dict[str, Any]) -> None:
    """An ileus after surgery is a complication, by code and by text."""
    facts = read("Condition", code=concept)
    assert facts
    assert all(fact.operative for fact in facts)


def test_pain_takes_its_organ_from_the_text() -> None:
    """A code without organ is filled in from the words beside it."""
    (fact,) = read("Condition", code=code(ICD, "G89.3", "Uncontrolled epigastric pain, NRS 8/10"))
    assert fact.kind == "pain"


@pytest.mark.parametrize(
    ("elements", "organ"),
    [
        ({"code": code(ICD, "G89.3", "Pain from the sigmoid tumour")}, "colon"),
        ({"code": {"text": "Tumour bleeding, gastric cancer"}}, "stomach"),
        ({"code": code(ICD, "G89.3"), "bodySite": [{"text": "Rectum"}]}, "rectum"),
        ({"code": code(ICD, "G89.3", "Pain, colon cancer metastatic to bone")}, None),
    ],
)
def test_a_symptom_without_an_organ_is_where_its_condition_is(
    elements: dict[str, Any], organ: str | None
) -> None:
    """The body site, or the one organ that the name speaks of; two organs leave it open."""
    facts = read("Condition", **elements)
    assert [fact.organ for fact in facts] == [organ]


def test_a_pain_score_alone_is_no_symptom() -> None:
    """Numbers are left to judgement."""
    assert read("Observation", status="final", code=code(LOINC, "72514-3"), valueInteger=8) == []


@pytest.mark.parametrize(
    ("value", "certainty"),
    [(True, Certainty.CONFIRMED), (False, Certainty.EXCLUDED)],
)
def test_a_symptom_observation_needs_its_value(*, value: bool, certainty: Certainty) -> None:
    """A symptom asked for and denied is excluded."""
    (fact,) = read("Observation", status="final", code=code(SCT, "81060008"), valueBoolean=value)
    assert fact.certainty is certainty


@pytest.mark.parametrize(
    ("value", "certainties"),
    [
        ({"valueBoolean": True}, [Certainty.CONFIRMED]),
        ({"valueBoolean": False}, [Certainty.EXCLUDED]),
        ({"valueString": "yes"}, [Certainty.CONFIRMED]),
        ({"valueString": "no"}, [Certainty.EXCLUDED]),
        ({"valueCodeableConcept": {"text": "Present"}}, [Certainty.CONFIRMED]),
        ({"valueCodeableConcept": {"text": "Not asked"}}, []),
        ({"valueInteger": 3}, []),
        ({}, []),
    ],
)
def test_a_question_in_words_is_answered_by_yes_or_no(
    value: dict[str, Any], certainties: list[Certainty]
) -> None:
    """A symptom that only text names is one where the answer says so, and unknown without one."""
    found = read("Observation", status="final", code={"text": "Rectal bleeding"}, **value)
    assert [fact.certainty for fact in found] == certainties
    assert {fact.kind for fact in found} <= {"bleeding"}


def test_the_same_symptom_as_question_and_answer_is_one() -> None:
    """Code and value both name it."""
    asked = code(SCT, "81060008")
    (fact,) = read("Observation", status="final", code=asked, valueCodeableConcept=asked)
    assert (fact.kind, fact.certainty) == ("obstruction", Certainty.CONFIRMED)


@pytest.mark.parametrize("no", ["no", "No", "nein"])
def test_a_coded_question_is_denied_by_the_word_no(no: str) -> None:
    """A code asks, a word answers."""
    (fact,) = read("Observation", status="final", code=code(SCT, "81060008"), valueString=no)
    assert fact.certainty is Certainty.EXCLUDED


def test_a_preliminary_observation_says_nothing() -> None:
    """What is not final is no symptom yet."""
    found = read("Observation", status="preliminary", code=code(SCT, "81060008"), valueBoolean=True)
    assert found == []


def test_a_value_in_words_may_deny_the_symptom() -> None:
    """The code asks for ascites, the value says that there is none."""
    value = {"coding": [{"system": SCT, "code": "860638000", "display": "No ascites"}]}
    (fact,) = read(
        "Observation", status="final", code=code(SCT, "389026000"), valueCodeableConcept=value
    )
    assert fact.certainty is Certainty.EXCLUDED


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [("CT abdomen finding", ["obstruction"]), ("Goals and preferences", [])],
)
def test_free_values_speak_only_where_findings_are_asked(asked: str, kinds: list[str]) -> None:
    """An imaging finding in words is a symptom; a wish that mentions one is not."""
    found = read(
        "Observation",
        status="final",
        code={"text": asked},
        valueString="Large bowel obstruction with transition point",
    )
    assert [fact.kind for fact in found] == kinds


@pytest.mark.parametrize(
    ("written", "over"),
    [
        (
            "Tumour bleeding, first noticed after the second cycle of chemotherapy, has resolved.",
            True,
        ),
        ("Bleeding and pain have settled on chemotherapy.", True),
        ("Die Blutung, die im Oktober begann, ist unter Tranexamsäure sistiert.", True),
        ("Bleeding from the primary is now controlled after embolisation.", True),
        ("Tumour bleeding persists although the fever has resolved.", False),
        ("Tumour bleeding, hypertension is well controlled.", False),
        ("Bleeding not resolved under embolisation.", False),
        ("Bleeding only partially resolved.", False),
        ("Bleeding had stopped but has recurred.", False),
        ("Operation once the bleeding has subsided.", False),
        ("Bleeding; pneumonia has resolved.", False),
        ("Bleeding stopped spontaneously in September.", True),
        ("Z. n. Embolisation bei Blutung, jetzt beschwerdefrei.", True),
        ("Tumour no longer bleeding.", True),
        ("Blutung nicht mehr beherrschbar.", False),
        ("Blutung 2019 unter Marcumar.", True),
        ("Bleeding in 03/2020, again since May.", False),
        ("Bleeding since 2025.", False),
    ],
)
def test_a_symptom_may_be_said_to_have_passed_far_behind(written: str, over: bool) -> None:
    """The verb of the symptom counts, not that of another finding, and not where it came back."""
    said = said_in(written, READING)
    (bleeding,) = (one for one in said if one.words.kind == "bleeding")
    assert (bleeding.history or bleeding.certainty is Certainty.EXCLUDED) is over


@pytest.mark.parametrize(
    ("written", "over"),
    [
        ("Stenose endoskopisch passierbar.", True),
        ("Stenose endoskopisch nicht passierbar.", False),
        ("Stenosis passable with the colonoscope.", True),
        ("Tumor mit dem Koloskop nicht passierbar.", False),
        ("Passagestörung.", False),
    ],
)
def test_a_stenosis_that_a_scope_passes_obstructs_nothing(written: str, over: bool) -> None:
    """A passable stenosis is no obstruction, an impassable one is."""
    (stenosis,) = said_in(written, READING)
    assert stenosis.history is over


@pytest.mark.parametrize(
    ("written", "there"),
    [("Acute abdomen", True), ("Akutes Abdomen", True), ("Kein akutes Abdomen", False)],
)
def test_an_acute_abdomen_is_severe_pain(written: str, there: bool) -> None:
    """The words mean what the code R10.0 means, and are no plain pain (clinical logic section 6, B4)."""
    (pain,) = said_in(written, READING)
    assert (pain.words.kind, pain.words.organ) == ("pain", "abdomen")
    assert (pain.certainty is Certainty.CONFIRMED) is there
    assert not pain.is_plain_pain


@pytest.mark.parametrize(
    "written",
    [
        "Patient instructed to report bleeding or bowel obstruction.",
        "Complications of surgery include bleeding, perforation and leak.",
        "Aufklärung über Blutung, Perforation und Ileus.",
        "Bei Ileus sofortige Vorstellung.",
        "Patient fears obstruction.",
        "Nasal bleeding last week.",
        "Menstrual bleeding regular.",
        "Stenosis without obstruction.",
    ],
)
def test_what_is_explained_or_elsewhere_is_no_symptom_of_the_tumour(written: str) -> None:
    """Consent talk, safety advice and bleeding of other organs do not evidence relief (section 6, B1)."""
    stated = [
        one
        for one in said_in(written, READING)
        if one.certainty is Certainty.CONFIRMED and not one.history
    ]
    assert stated == []
