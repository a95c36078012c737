"""Primary cancers: codes, text and histology become Tumour facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import diagnosis, diagnosis_reported, terminology, text
from fhir_mappers.facts import Activity, Certainty, Truth, Tumour, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

SCT, ICD = "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm"
GERMAN = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/StructureDefinition/"
MORPHOLOGY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"


def coded(*codes: tuple[str, str], written: str = "") -> dict[str, Any]:
    """A CodeableConcept from system and code pairs."""
    concept: dict[str, Any] = {"coding": [{"system": sys, "code": code} for sys, code in codes]}
    return concept | ({"text": written} if written else {})


def read(code: dict[str, Any] | None, **elements: Any) -> tuple[Any, ...]:
    """What the reader makes of one Condition."""
    json = {"resourceType": "Condition", "id": "c1"} | ({"code": code} if code else {}) | elements
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    return diagnosis.read(Resource("Condition", "Condition/c1", json), reading)


def tumours(found: tuple[Any, ...]) -> list[Tumour]:
    """The Tumour facts among the findings."""
    return [fact for fact in found if isinstance(fact, Tumour)]


def status(word: str) -> dict[str, Any]:
    """A status concept without a system."""
    return {"coding": [{"code": word}]}


@pytest.mark.parametrize(
    ("code", "kind", "subtype"),
    [
        ((ICD, "C18.7"), "colorectal", "colon"),
        ((ICD, "C20"), "colorectal", "rectum"),
        ((SCT, "363406005"), "colorectal", "colon"),
        ((SCT, "254837009"), "breast", None),
        ((ICD, "C61"), "prostate", None),
        ((ICD, "C16.0"), "gastric", "gej"),
    ],
)
def test_a_code_names_the_tumour(code: tuple[str, str], kind: str, subtype: str | None) -> None:
    """SNOMED and ICD codes of primaries become one confirmed tumour of the right type."""
    (tumour,) = tumours(read(coded(code)))
    assert (tumour.type, tumour.subtype) == (kind, subtype)
    assert tumour.certainty is Certainty.CONFIRMED
    assert tumour.references == ("Condition/c1",)


def test_codings_that_agree_are_one_tumour() -> None:
    """A SNOMED and an ICD coding of the same cancer do not disagree."""
    found = read(coded((SCT, "363351006"), (ICD, "C20")))
    assert len(tumours(found)) == len(found) == 1


def test_codings_that_disagree_are_suspected_and_said() -> None:
    """Two tumour types in one concept give a suspected tumour and an open dispute (I9)."""
    found = read(coded((SCT, "363406005"), (ICD, "C50.912")))
    assert tumours(found)[0].certainty is Certainty.SUSPECTED
    assert any(isinstance(fact, Unread) for fact in found)


def test_a_primary_beside_a_secondary_coding_is_a_dispute() -> None:
    """A concept that is coded as primary and as metastasis states neither firmly."""
    found = read(coded((ICD, "C50.912"), (ICD, "C79.81")))
    assert tumours(found)[0].certainty is Certainty.SUSPECTED


@pytest.mark.parametrize("code", [(ICD, "D05.12"), (ICD, "D12.6"), (ICD, "Z80.0")])
def test_what_is_no_invasive_cancer_is_unread(code: tuple[str, str]) -> None:
    """In-situ, benign and family-history codes are no tumour of the patient, and say why."""
    found = read(coded(code))
    assert not tumours(found)
    assert all(isinstance(fact, Unread) for fact in found)


@pytest.mark.parametrize("code", [(ICD, "C78.7"), (SCT, "94381002"), (SCT, "128462008")])
def test_a_secondary_code_is_no_primary(code: tuple[str, str]) -> None:
    """A metastasis is not a primary, whatever profile it claims."""
    assert not tumours(read(coded(code)))


def test_a_history_code_is_a_past_tumour() -> None:
    """Z85 tells of a cancer in the past, not of active disease."""
    (tumour,) = tumours(read(coded((ICD, "Z85.038")), clinicalStatus=status("active")))
    assert tumour.activity is Activity.HISTORY
    assert tumour.remission is Truth.YES


def test_a_suspicion_code_is_suspected_however_it_is_verified() -> None:
    """Synthea writes suspected lung cancer as active and confirmed; it stays suspected."""
    (tumour,) = tumours(read(coded((SCT, "162573006")), verificationStatus=status("confirmed")))
    assert tumour.certainty is Certainty.SUSPECTED


def test_recurrence_and_remission_come_from_the_clinical_status() -> None:
    """`recurrence` marks the tumour as recurrent, `remission` as not active."""
    (back,) = tumours(read(coded((ICD, "C18.7")), clinicalStatus=status("recurrence")))
    (gone,) = tumours(read(coded((ICD, "C18.7")), clinicalStatus=status("remission")))
    assert (back.recurrent, back.activity) == (Truth.YES, Activity.ACTIVE)
    assert (gone.remission, gone.activity) == (Truth.YES, Activity.HISTORY)


def test_text_refines_the_histology_of_a_coded_tumour() -> None:
    """`Lung adenocarcinoma` beside a general lung cancer code adds the histology only."""
    (tumour,) = tumours(read(coded((SCT, "254637007"), written="Lung adenocarcinoma")))
    assert (tumour.type, tumour.histology) == ("nsclc", "adenocarcinoma")
    assert not tumour.because[0].from_text


def test_text_never_changes_the_coded_type() -> None:
    """A text about another organ leaves the coded tumour as it is."""
    (tumour,) = tumours(read(coded((ICD, "C61"), written="Breast cancer")))
    assert tumour.type == "prostate"


def test_icd_o_behaviour_six_is_no_primary() -> None:
    """Morphology with behaviour /6 is a metastasis at the site that is named."""
    extension = {"url": MORPHOLOGY, "valueCodeableConcept": coded(("urn:icd-o-3", "8140/6"))}
    assert not tumours(read(coded((ICD, "C22.9")), extension=[extension]))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Colon cancer, Stage IV", "colorectal"),
        ("metastatic colon cancer", "colorectal"),
        ("Kolonkarzinom", "colorectal"),
        ("Lung adenocarcinoma", "nsclc"),
        ("Mammakarzinom links", "breast"),
        ("Germ cell tumour of the testis", "testis"),
        ("Kaposi-Sarkom", "sarcoma"),
        ("Nicht metastasiertes Kolonkarzinom", "colorectal"),
        ("Nicht verhornendes Plattenepithelkarzinom des Oropharynx", "head-neck"),
    ],
)
def test_a_text_only_condition_is_read_from_its_words(written: str, kind: str) -> None:
    """English and German words name a tumour, marked as read from text."""
    (tumour,) = tumours(read({"text": written}))
    assert tumour.type == kind
    assert tumour.because[0].from_text


@pytest.mark.parametrize("written", ["Mother had breast cancer", "Family history of colon cancer"])
def test_a_relatives_cancer_is_not_the_patients(written: str) -> None:
    """Words about a relative make no tumour."""
    assert not tumours(read({"text": written}))


def test_suspicion_and_history_in_words_are_kept() -> None:
    """Hedged words are suspected; words of the past are history."""
    (hedged,) = tumours(read({"text": "Suspected colon cancer"}))
    (past,) = tumours(read({"text": "History of breast cancer"}))
    assert hedged.certainty is Certainty.SUSPECTED
    assert past.activity is Activity.HISTORY


@pytest.mark.parametrize(
    ("written", "kind", "histology"),
    [
        ("NSCLC, squamous", "nsclc", "squamous"),
        ("NSCLC, adenocarcinoma", "nsclc", "adenocarcinoma"),
        ("Small cell lung cancer", "sclc", None),
    ],
)
def test_histology_in_words(written: str, kind: str, histology: str | None) -> None:
    """Words of histology sharpen a tumour that is read from text."""
    (tumour,) = tumours(read({"text": written}))
    assert (tumour.type, tumour.histology) == (kind, histology)


def test_non_squamous_is_not_squamous() -> None:
    """A negated histology is not the histology."""
    (tumour,) = tumours(read({"text": "Non-squamous NSCLC"}))
    assert tumour.certainty is Certainty.CONFIRMED
    assert tumour.histology != "squamous"


def test_small_cells_in_words_make_a_general_lung_code_small_cell() -> None:
    """C34 says nothing of histology, so the words decide; an explicit code is not overruled."""
    (general,) = tumours(read(coded((ICD, "C34.11"), written="Small cell lung cancer")))
    (explicit,) = tumours(read(coded((SCT, "254637007"), written="Small cell lung cancer")))
    assert (general.type, explicit.type) == ("sclc", "nsclc")


def test_a_general_code_takes_the_tumour_from_its_body_site() -> None:
    """Malignant disease of the breast by body site is a breast cancer."""
    site = [{"coding": [{"system": SCT, "code": "76752008"}]}]
    (tumour,) = tumours(read(coded((SCT, "363346000")), bodySite=site))
    assert tumour.type == "breast"


def test_a_histology_observation_sharpens_the_tumour_in_focus() -> None:
    """Histology refers to the Condition in focus, else to the only cancer of the chart."""
    condition = {"resourceType": "Condition", "id": "c1", "code": coded((ICD, "C50.912"))}
    json = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": {"text": "Histology"},
        "valueCodeableConcept": coded((SCT, "35917007")),
    }
    reading = Reading(
        terminology.load(), text.load(), dt.date(2026, 11, 20), {"Condition/c1": condition}
    )
    focused = json | {"focus": [{"reference": "Condition/c1"}]}
    (tumour,) = diagnosis.read(Resource("Observation", "Observation/o1", focused), reading)
    assert isinstance(tumour, Tumour)
    assert (tumour.histology, tumour.references) == ("adenocarcinoma", ("Condition/c1",))
    assert diagnosis.read(Resource("Observation", "Observation/o1", json), reading) == (tumour,)
    alone = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    assert diagnosis.read(Resource("Observation", "Observation/o1", json), alone) == ()


LUNG = {"resourceType": "Condition", "id": "c1", "code": coded((ICD, "C34.12"))}
KIDNEY = {"resourceType": "Condition", "id": "c2", "code": coded((ICD, "C64.2"))}
PATHOLOGY = {"resourceType": "DiagnosticReport", "id": "r", "code": {"text": "Pathology report"}}


@pytest.mark.parametrize(
    ("json", "others", "expected"),
    [
        ({"conclusion": "Lung, biopsy: squamous cell carcinoma."}, (LUNG,), ["squamous"]),
        ({"conclusion": "SQUAMOUS CELL CARCINOMA"}, (LUNG,), ["squamous"]),
        ({"conclusion": "Skin of the nose: squamous cell carcinoma."}, (LUNG,), []),
        ({"conclusion": "No squamous cell carcinoma."}, (LUNG,), []),
        ({"conclusion": "Squamous cell carcinoma."}, (LUNG, KIDNEY), []),
        ({"conclusion": "Squamous cell carcinoma.", "status": "preliminary"}, (LUNG,), []),
        ({"conclusion": "Squamous cell lung cancer?", "code": {"text": "CT"}}, (LUNG,), []),
    ],
)
def test_a_pathology_report_gives_the_only_cancer_its_histology(
    json: dict[str, Any], others: tuple[dict[str, Any], ...], expected: list[str]
) -> None:
    """A final report on that organ does; one on another organ, a question and a denial do not."""
    known = {f"Condition/{one['id']}": one for one in others}
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), known)
    resource = Resource("DiagnosticReport", "r", PATHOLOGY | {"status": "final"} | json)
    found = diagnosis_reported.read(resource, reading)
    assert [one.histology for one in found if isinstance(one, Tumour)] == expected


@pytest.mark.parametrize("written", ["Squamous cell carcinoma", "SCC, keratinising"])
def test_a_histology_may_be_written_in_words(written: str) -> None:
    """A question for the histology takes its answer from a string as well."""
    json = {"resourceType": "Observation", "id": "o", "status": "final"}
    json |= {"code": {"text": "Histologic type"}, "valueString": written}
    reading = Reading(
        terminology.load(), text.load(), dt.date(2026, 11, 20), {"Condition/c1": LUNG}
    )
    (tumour,) = diagnosis.read(Resource("Observation", "Observation/o", json), reading)
    assert isinstance(tumour, Tumour)
    assert tumour.histology == "squamous"


def test_an_icd_code_outside_neoplasms_is_not_made_a_cancer_by_its_display() -> None:
    """Screening for colon cancer is no colon cancer."""
    code = coded((ICD, "Z12.11"), written="Screening for malignant neoplasm of colon")
    assert not tumours(read(code))


def test_a_condition_without_code_and_text_says_nothing() -> None:
    """An empty Condition yields no fact and no error."""
    assert read(None) == ()


def test_an_unconfirmed_but_active_primary_stays_suspected() -> None:
    """Lack of confirmation is no refutation, and no confirmation either."""
    (tumour,) = tumours(
        read(
            coded((ICD, "C18.7")),
            verificationStatus=status("unconfirmed"),
            clinicalStatus=status("active"),
        )
    )
    assert tumour.certainty is Certainty.SUSPECTED
    assert tumour.activity is Activity.ACTIVE


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Lebermetastasen eines Kolonkarzinoms", "colorectal"),
        ("Rezidiv eines Mammakarzinoms", "breast"),
        ("Hirnmetastase des bekannten Melanoms", "melanoma"),
    ],
)
def test_a_tumour_in_the_genitive_is_the_same_tumour(written: str, kind: str) -> None:
    """German names of cancers stand in the genitive behind a metastasis or a recurrence."""
    (tumour,) = tumours(read({"text": written}))

    assert tumour.type == kind


ICD_O = "http://terminology.hl7.org/CodeSystem/icd-o-3"


@pytest.mark.parametrize(
    ("organ", "cells", "kind", "subtype"),
    [
        ("C73", "8021/3", "thyroid", "anaplastic"),
        ("C73", "8510/3", "thyroid", "medullary"),
        ("C73", "8260/3", "thyroid", "differentiated"),
        ("C25.0", "8021/3", "pancreas", None),
        ("C64.1", "8120/3", "urothelial", "renal-pelvis"),
        ("C34.0", "8041/3", "sclc", None),
        ("C44.3", "8247/3", "other", "merkel"),
        ("C30.0", "8720/3", "melanoma", "mucosal"),
        ("C21.1", "8720/3", "melanoma", "mucosal"),
        ("C43.71", "8744/3", "melanoma", "acral"),
        ("C71.6", "9470/3", "glioma", "other-cns"),
    ],
)
def test_the_cells_beside_an_organ_code_name_the_tumour(
    organ: str, cells: str, kind: str, subtype: str | None
) -> None:
    """An organ code with a histology of its own kind is that kind there, and not elsewhere."""
    histology = {"coding": [{"system": ICD_O, "code": cells}]}
    for url in (MORPHOLOGY, f"{GERMAN}mii-ex-onko-histology-morphology-behavior-icdo3"):
        extension = [{"url": url, "valueCodeableConcept": histology}]
        (tumour,) = tumours(read(coded((ICD, organ)), extension=extension))
        assert (tumour.type, tumour.subtype) == (kind, subtype)


@pytest.mark.parametrize(
    ("code", "written", "kind", "subtype"),
    [
        ("C24.0", "Distal cholangiocarcinoma", "biliary", "distal"),
        ("C24.0", "Klatskin tumour", "biliary", "perihilar"),
        ("C24.0", "Distales Gallengangskarzinom", "biliary", "distal"),
        ("C74.90", "Neuroblastoma", "other", "neuroblastoma"),
        ("C74.90", "Adrenocortical carcinoma", "other", "adrenal-cortex"),
    ],
)
def test_words_tell_the_tumours_of_one_icd_code_apart(
    code: str, written: str, kind: str, subtype: str
) -> None:
    """A code that holds several tumours of an organ takes the one that its text names."""
    (tumour,) = tumours(read(coded((ICD, code), written=written)))
    assert (tumour.type, tumour.subtype) == (kind, subtype)


@pytest.mark.parametrize(
    ("code", "written", "kind"),
    [
        ("C55", "Leiomyosarcoma of the uterus", "sarcoma"),
        ("C34.11", "Small cell lung cancer", "sclc"),
        ("C16.9", "Gastrointestinal stromal tumor", "gist"),
    ],
)
def test_a_code_of_the_hospital_beside_icd_hides_no_words(
    code: str, written: str, kind: str
) -> None:
    """A local coding says nothing of histology; the words still do."""
    local = ("urn:oid:1.2.840.114350.1.13.0.1.7.2.696871", "123")
    (tumour,) = tumours(read(coded(local, (ICD, code), written=written)))
    assert tumour.type == kind


def test_the_german_code_for_an_unknown_primary_is_no_metastasis() -> None:
    """C80.0 is disseminated disease in ICD-10-CM, but an unknown primary in ICD-10-GM and WHO."""
    german = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
    assert [tumour.type for tumour in tumours(read(coded((german, "C80.0"))))] == ["cup"]
    assert [tumour.type for tumour in tumours(read(coded((ICD, "C80.0"))))] != ["cup"]
