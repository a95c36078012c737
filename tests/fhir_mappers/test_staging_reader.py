"""Stages in every dialect: codes, notation, text, prefixes, systems, attachment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import staging, staging_notation, terminology, text
from fhir_mappers.facts import Certainty, Stage, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

SCT, LOINC, AJCC = "http://snomed.info/sct", "http://loinc.org", "http://cancerstaging.org"
UICC = "https://www.uicc.org/resources/tnm"
PREFIX = (
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/StructureDefinition/"
    "mii-ex-onko-tnm-cp-praefix"
)


def concept(system: str, code: str, display: str = "") -> dict[str, Any]:
    """A CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code, "display": display}]}


def read(json: dict[str, Any], others: dict[str, Any] | None = None) -> tuple[Any, ...]:
    """What the reader makes of one resource."""
    kind = json["resourceType"]
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), others or {})
    return staging.read(Resource(kind, f"{kind}/{json['id']}", json), reading)


def observed(code: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """A final Observation with this code."""
    return {"resourceType": "Observation", "id": "o1", "status": "final", "code": code} | elements


def only(found: tuple[Any, ...]) -> Stage:
    """The one Stage among the findings."""
    (stage,) = (fact for fact in found if isinstance(fact, Stage))
    return stage


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ((LOINC, "21907-1"), concept(SCT, "1229907005"), ("m", "c", "M1b")),
        ((SCT, "399387003"), concept(SCT, "1229901006"), ("m", "c", "M0")),
        ((LOINC, "21907-1"), concept(AJCC, "cM0"), ("m", "c", "M0")),
        (("https://loinc.org", "21901-4"), concept(AJCC, "pM1"), ("m", "p", "M1")),
        ((LOINC, "21907-1"), concept(SCT, "30893008"), ("m", "c", "M0")),
        ((LOINC, "21908-9"), concept(SCT, "1222841004"), ("group", "c", "IVB")),
        ((LOINC, "21908-9"), concept(AJCC, "4A"), ("group", "c", "IVA")),
        ((LOINC, "21908-9"), concept(AJCC, "2B"), ("group", "c", "IIB")),
        ((SCT, "399588009"), concept(UICC, "IV", "Stadium IV"), ("group", "p", "IV")),
        ((LOINC, "21908-9"), {"text": "Stage IIIC (AJCC 8th edition)"}, ("group", "c", "IIIC")),
        ((LOINC, "21908-9"), {"text": "rStage IV"}, ("group", "rc", "IV")),
        ((LOINC, "21907-1"), {"text": "cM1b"}, ("m", "c", "M1b")),
        ((SCT, "277208005"), {"text": "MX"}, ("m", "", "MX")),
        ((SCT, "384625004"), concept(AJCC, "ypT3"), ("t", "yp", "T3")),
    ],
)
def test_one_meaning_in_every_encoding(
    code: tuple[str, str], value: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    """Axis, prefix and value are the same whichever dialect wrote them."""
    stage = only(read(observed(concept(*code), valueCodeableConcept=value)))
    assert (stage.axis, stage.prefix, stage.value) == expected


def test_the_values_own_axis_wins() -> None:
    """A stage-group code whose value is a T category is read as a T category."""
    value = concept(SCT, "1228938002", "American Joint Committee on Cancer cT3")
    stage = only(read(observed(concept(LOINC, "21902-2"), valueCodeableConcept=value)))
    assert (stage.axis, stage.value, stage.prefix) == ("t", "T3", "c")


def test_the_uicc_prefix_extension_is_read() -> None:
    """Germany writes c and p as an extension of the code."""
    code = concept(SCT, "277208005") | {
        "extension": [{"url": PREFIX, "valueCodeableConcept": concept(UICC, "p")}]
    }
    stage = only(read(observed(code, valueCodeableConcept=concept(UICC, "M1"))))
    assert (stage.prefix, stage.value) == ("p", "M1")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Kolonkarzinom, Dukes D", ["D"]),
        ("Colon cancer, Dukes\u2019 stage C2", ["C"]),
        ("Seen by Dr Dukes, a colleague", []),
    ],
)
def test_a_dukes_stage_is_a_letter(written: str, expected: list[str]) -> None:
    """Dukes has letters where other systems have numerals."""
    assert [notation.value for notation in staging_notation.find(written)] == expected


@pytest.mark.parametrize(
    "elements",
    [
        {"code": concept(SCT, "385357003")},
        {"code": concept(SCT, "254360008")},
        {"code": concept(SCT, "385359000")},
        {"code": concept(LOINC, "21908-9"), "method": concept(SCT, "254360008")},
    ],
)
@pytest.mark.parametrize("written", ["D", "Dukes D"])
def test_a_staging_system_stands_in_the_code_or_the_method(
    elements: dict[str, Any], written: str
) -> None:
    """A Dukes stage is read whether its system is the question, the code or the method."""
    stage = only(read(observed(**elements, valueCodeableConcept={"text": written})))
    assert (stage.axis, stage.value, stage.system) == ("group", "D", "Dukes")


def test_a_bare_digit_has_the_axis_that_was_asked() -> None:
    """`0` of the UICC list is M0 where the Observation asks for M, and stage 0 where it does not."""
    m, group = concept(SCT, "399387003"), concept(SCT, "399537006")
    found = [
        only(read(observed(code, valueCodeableConcept=concept(UICC, "0")))) for code in (m, group)
    ]
    assert [(stage.axis, stage.value) for stage in found] == [("m", "M0"), ("group", "0")]


@pytest.mark.parametrize(
    "elements",
    [
        {"dataAbsentReason": {"coding": [{"code": "unknown"}]}},
        {
            "valueCodeableConcept": concept(
                "http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-applicable"
            )
        },
        {},
        {"valueCodeableConcept": {"text": "see report"}},
    ],
)
def test_an_absent_value_is_unread(elements: dict[str, Any]) -> None:
    """A staging Observation without a readable value never becomes M0."""
    (fact,) = read(observed(concept(LOINC, "21907-1"), **elements))
    assert isinstance(fact, Unread)


@pytest.mark.parametrize(
    "written",
    [
        "cM1?",
        "V.a. cM1",
        "cM1 (V.a.)",
        "M1 suspected",
        "M1 not confirmed",
        "M1 cannot be excluded",
        "M1 pending confirmation",
    ],
)
def test_a_category_that_its_own_text_doubts_is_suspected(written: str) -> None:
    """The value of a staging Observation may be hedged like any other text."""
    stage = only(read(observed(concept(LOINC, "21907-1"), valueCodeableConcept={"text": written})))
    assert (stage.value, stage.certainty) == ("M1", Certainty.SUSPECTED)


@pytest.mark.parametrize("written", ["no M1", "nicht M1", "M1 ausgeschlossen", "M1 ruled out"])
def test_a_category_that_its_own_text_denies_is_none(written: str) -> None:
    """`M1 ausgeschlossen` is no M1, and no M0 either."""
    assert not read(observed(concept(LOINC, "21907-1"), valueCodeableConcept={"text": written}))


@pytest.mark.parametrize(
    "written", ["cM1a (HEP), Lunge fraglich", "M1 (liver), no peritoneal disease", "M1 HEP"]
)
def test_a_doubt_about_something_else_leaves_the_category(written: str) -> None:
    """What stands behind a comma is about another site."""
    stage = only(read(observed(concept(LOINC, "21907-1"), valueCodeableConcept={"text": written})))
    assert stage.certainty is Certainty.CONFIRMED


def test_a_preliminary_stage_is_suspected() -> None:
    """What is not final is no firm stage."""
    json = observed(concept(LOINC, "21907-1"), valueCodeableConcept=concept(AJCC, "cM1"))
    assert only(read(json | {"status": "preliminary"})).certainty is Certainty.SUSPECTED


def test_method_gives_system_and_edition() -> None:
    """AJCC 8 is told by the code of the method as well as by its text."""
    for method in (concept(SCT, "897275008"), {"text": "AJCC 8th edition"}):
        json = observed(concept(LOINC, "21907-1"), valueCodeableConcept=concept(AJCC, "cM1"))
        stage = only(read(json | {"method": method}))
        assert (stage.system, stage.edition) == ("TNM", "AJCC 8")


def test_another_staging_system_keeps_its_name() -> None:
    """A Binet stage is no TNM stage."""
    json = observed(
        concept(LOINC, "21908-9"),
        method=concept(SCT, "1149099005"),
        valueCodeableConcept={"text": "Stage B"},
    )
    found = [fact for fact in read(json) if isinstance(fact, Stage)]
    assert all(stage.system == "Binet" for stage in found)


def test_focus_names_the_tumour() -> None:
    """The Condition in focus is kept in its relative form."""
    json = observed(concept(LOINC, "21907-1"), valueCodeableConcept=concept(AJCC, "cM1"))
    condition = {"resourceType": "Condition", "id": "c9"}
    focus = [{"reference": "urn:uuid:77"}]
    assert only(read(json | {"focus": focus}, {"urn:uuid:77": condition})).tumour_ref == (
        "Condition/c9"
    )


def test_focus_is_inherited_from_the_group() -> None:
    """A category without focus belongs to the tumour of the group that lists it."""
    json = observed(concept(LOINC, "21907-1"), valueCodeableConcept=concept(AJCC, "cM1"))
    group = {
        "resourceType": "Observation",
        "id": "g",
        "hasMember": [{"reference": "Observation/o1"}],
        "focus": [{"reference": "Condition/c9"}],
        "effectiveDateTime": "2026-10-01",
    }
    stage = only(read(json, {"Observation/g": group}))
    assert stage.tumour_ref == "Condition/c9"
    assert stage.day is not None


def test_a_date_in_the_future_is_dropped() -> None:
    """An implausible date leaves the stage undated."""
    json = observed(concept(LOINC, "21907-1"), valueCodeableConcept=concept(AJCC, "cM1"))
    assert only(read(json | {"effectiveDateTime": "2062-01-01"})).day is None


def test_components_labelled_by_a_letter_are_read_by_their_value() -> None:
    """In a staging form `M: cM1a` tells its axis by the value."""
    labels = (("T", "cT3"), ("N", "cN1"), ("M", "cM1a"), ("Grade", "G3"))
    parts = [{"code": {"text": label}, "valueString": value} for label, value in labels]
    found = read(observed({"text": "Cancer Staging"}, component=parts))
    stages = {(one.axis, one.value) for one in found if isinstance(one, Stage)}
    assert stages == {("t", "T3"), ("n", "N1"), ("m", "M1a")}


def test_components_of_a_classification_are_read() -> None:
    """T, N and M may be components of one Observation."""
    parts = [
        {"code": concept(SCT, "399504009"), "valueCodeableConcept": concept(UICC, "T3")},
        {"code": concept(SCT, "399387003"), "valueCodeableConcept": concept(UICC, "M0")},
    ]
    found = read(observed(concept(SCT, "263642008"), component=parts))
    assert {(fact.axis, fact.value) for fact in found if isinstance(fact, Stage)} == {
        ("t", "T3"),
        ("m", "M0"),
    }


def condition(**elements: Any) -> dict[str, Any]:
    """A Condition with these elements."""
    return {"resourceType": "Condition", "id": "c1"} | elements


def test_a_stage_summary_belongs_to_its_condition_and_is_dated_by_its_assessment() -> None:
    """`Condition.stage` gives value and tumour; the assessment gives the date."""
    json = condition(
        code=concept(SCT, "363406005"),
        stage=[
            {
                "summary": concept(SCT, "1222838008"),
                "assessment": [{"reference": "Observation/o1"}],
            }
        ],
    )
    assessed = {"resourceType": "Observation", "id": "o1", "effectiveDateTime": "2026-05-02"}
    stage = only(read(json, {"Observation/o1": assessed}))
    assert (stage.value, stage.tumour_ref) == ("IVA", "Condition/c1")
    assert stage.day is not None
    assert stage.day.text == "2026-05-02"


def test_a_stage_inside_the_diagnosis_code_is_read() -> None:
    """Carcinoma of colon, stage IV carries its stage in the code."""
    stage = only(read(condition(code=concept(SCT, "422985007"))))
    assert (stage.axis, stage.value) == ("group", "IV")


@pytest.mark.parametrize(
    ("written", "certainties"),
    [
        ("Rectal cancer, stage IV?", [Certainty.SUSPECTED]),
        ("Rektumkarzinom, V. a. Stadium IV", [Certainty.SUSPECTED]),
        ("Rectal cancer, stage IV ruled out", []),
        ("Rectal cancer, stage IV, brain metastases excluded", [Certainty.CONFIRMED]),
    ],
)
@pytest.mark.parametrize("where", ["code", "summary"])
def test_a_stage_of_a_diagnosis_may_be_doubted_or_denied(
    written: str, certainties: list[Certainty], where: str
) -> None:
    """A stage in the name or the summary of a diagnosis is put as firmly as its words put it."""
    named = {"code": {"text": written if where == "code" else "Rectal cancer"}}
    told = {"stage": [{"summary": {"text": written}}]} if where == "summary" else {}
    found = [fact for fact in read(condition(**named, **told)) if isinstance(fact, Stage)]
    assert [stage.certainty for stage in found] == certainties


def test_a_stage_in_the_words_of_a_diagnosis_is_from_text() -> None:
    """`Colon cancer, Stage IV` states a stage that rests on text."""
    stage = only(read(condition(code={"text": "Colon cancer, Stage IV"})))
    assert stage.value == "IV"
    assert stage.because[0].from_text


def test_a_synthea_disorder_carries_no_stage() -> None:
    """That one generator means stage III by a plain colon cancer code is not read."""
    assert read(condition(code=concept(SCT, "363406005"))) == ()


def test_stages_of_other_diseases_are_not_read() -> None:
    """Kidney disease stage 4 is no tumour stage."""
    assert read(condition(code={"text": "Chronic kidney disease, stage 4"})) == ()


@pytest.mark.parametrize(
    ("written", "stages"),
    [
        ("Colon cancer, CKD stage 4", []),
        ("Kolonkarzinom, Sarkoidose Stadium IV", []),
        ("Kolonkarzinom, Varikosis Stadium IV n. Widmer", []),
        ("Kolonkarzinom, Adipositas, UICC IV", ["IV"]),
        ("Kolonkarzinom Std. IV", ["IV"]),
        ("Colon cancer, chronic kidney disease, stage IV", []),
        ("Colon cancer; stage IV pressure ulcer", []),
        ("Kolonkarzinom, pAVK Stadium IV", []),
        ("Colon cancer stage IV, CKD stage 3", ["IV"]),
        ("CKD stage 3, stage IV colon cancer", ["IV"]),
        ("Kolonkarzinom Stadium IV bei Niereninsuffizienz", ["IV"]),
        ("Endometriosis stage IV. Endometrial cancer stage I-B", ["IB"]),
    ],
)
def test_a_stage_belongs_to_the_disease_beside_it(written: str, stages: list[str]) -> None:
    """The stage of another disease in the words of a diagnosis is not that of the cancer."""
    found = read(condition(code={"text": written}))
    assert [fact.value for fact in found if isinstance(fact, Stage)] == stages


@pytest.mark.parametrize(
    ("written", "stages"),
    [
        ("Colon cancer, initially stage III, now stage IV", ["IV"]),
        ("Colon cancer stage IV (was stage II in 2020)", ["IV"]),
        ("Colon cancer, stage III at dx, stage IV since 3/2026", ["IV"]),
        ("Colon cancer, initially stage III", ["III"]),
        ("Colon cancer stg IV", ["IV"]),
        ("Colon cancer, upstaged to IV", ["IV"]),
    ],
)
def test_an_earlier_stage_gives_way_to_the_one_told_as_now(written: str, stages: list[str]) -> None:
    """A name that tells both the first stage and the present one states the present one."""
    found = read({"resourceType": "Condition", "id": "c", "code": {"text": written}})
    assert [stage.value for stage in found if isinstance(stage, Stage)] == stages


@pytest.mark.parametrize(
    "written",
    [
        "Colon cancer, would be stage IV if biopsy positive",
        "Colon cancer, stage IV if nodule is met",
    ],
)
def test_a_supposed_stage_is_suspected(written: str) -> None:
    """What a stage would be under a condition is no stage yet."""
    found = read({"resourceType": "Condition", "id": "c", "code": {"text": written}})
    assert {stage.certainty for stage in found if isinstance(stage, Stage)} == {Certainty.SUSPECTED}


def test_a_note_may_take_its_own_stage_back() -> None:
    """A note that only says `suspected` makes an M category a suspicion (I3)."""
    code, value = concept(LOINC, "21907-1"), {"text": "cM1"}
    stated = observed(code, valueCodeableConcept=value)
    assert only(read(stated)).certainty is Certainty.CONFIRMED
    doubted = stated | {"note": [{"text": "Suspected, biopsy pending."}]}
    assert only(read(doubted)).certainty is Certainty.SUSPECTED
