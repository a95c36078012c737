"""Orders: class, organ, aim, reasons, drugs and schedules, from valid and from broken drafts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import order, order_open, terminology, text
from fhir_mappers.facts import Certainty, Order, Truth, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.intake import PatientIdentity
from fhir_mappers.reading import Reading

SCT, CPT = "http://snomed.info/sct", "http://www.ama-assn.org/go/cpt"
ICD, RX = "http://hl7.org/fhir/sid/icd-10-cm", "http://www.nlm.nih.gov/research/umls/rxnorm"
OPS = "http://fhir.de/CodeSystem/bfarm/ops"
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
ME = PatientIdentity("p1")
SURGERY = [{"coding": [{"system": SCT, "code": "387713003"}]}]


def coded(*pairs: tuple[str, str], written: str = "") -> dict[str, Any]:
    """A CodeableConcept with the codings given."""
    node: dict[str, Any] = {"coding": [{"system": sys, "code": code} for sys, code in pairs]}
    return node | ({"text": written} if written else {})


def reading(**others: dict[str, Any]) -> Reading:
    """Code sets, phrases, the day of the call and the Conditions given."""
    known = {f"Condition/{key}": json | {"id": key} for key, json in others.items()}
    return Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), known)


def mapped(draft: dict[str, Any], **others: dict[str, Any]) -> Order | Unread:
    """The one result for a draft of this patient."""
    base = {"id": "s1", "status": "draft", "intent": "order", "authoredOn": "2026-11-20"}
    base["subject"] = {"reference": "Patient/p1"}
    kind = {"resourceType": "ServiceRequest"}
    (found,) = order_open.map_orders([kind | base | draft], reading(**others), ME)
    return found


def ordered(code: dict[str, Any] | str, **elements: Any) -> Order:
    """The order that a drafted operation becomes."""
    others = elements.pop("others", {})
    concept = {"text": code} if isinstance(code, str) else code
    found = mapped({"code": concept, "category": SURGERY} | elements, **others)
    assert isinstance(found, Order)
    return found


def drug(**elements: Any) -> Order:
    """The order that a drafted prescription becomes."""
    found = mapped({"resourceType": "MedicationRequest"} | elements)
    assert isinstance(found, Order)
    return found


def condition(system: str, code: str, **elements: Any) -> dict[str, Any]:
    """A Condition with one code."""
    return {"resourceType": "Condition", "code": coded((system, code))} | elements


def aim(extension: str, code: str) -> dict[str, Any]:
    """An order element with a coded intent."""
    value = coded((SCT, code))
    return {"extension": [{"url": f"{MCODE}{extension}", "valueCodeableConcept": value}]}


@pytest.mark.parametrize(
    ("code", "order_class", "organ"),
    [
        (coded((SCT, "1390003")), "major-primary", "colon"),
        (coded((SCT, "359571009")), "major-primary", "colon"),
        (coded((CPT, "44140")), "major-primary", "colon"),
        (coded((CPT, "45397")), "major-primary", "rectum"),
        (coded((CPT, "45385")), "diagnostic", None),
        (coded((OPS, "5-455.41")), "major-primary", "colon"),
        (coded((OPS, "5-454.10")), "major-primary", "small-bowel"),
        (coded((OPS, "5-501.53")), "ablation", "liver"),
        (coded((OPS, "5-530.33")), "non-oncologic", "abdomen"),
        (coded((OPS, "5-445.10")), "palliative", "stomach"),
        (coded((OPS, "1-632.0")), "diagnostic", None),
        (coded((OPS, "8-144.0")), "access", None),
        (coded((OPS, "3-225")), "imaging", None),
        (coded((CPT, "52601")), "non-oncologic", "prostate"),
        (coded((CPT, "43775")), "non-oncologic", "stomach"),
        (coded((CPT, "58943")), "major-primary", "ovary"),
        (coded((CPT, "42845")), "major-primary", "head-neck"),
        (coded((CPT, "27364")), "major-primary", "soft-tissue"),
        (coded((CPT, "71260")), "imaging", None),
        (coded((SCT, "116144002")), "major-primary", "uterus"),
        (coded((SCT, "172043006")), "major-primary", "breast"),
        (coded((SCT, "116171002")), "major-primary", "testis"),
        (coded((CPT, "55866")), "major-primary", "prostate"),
        (coded((SCT, "71273005")), "major-metastasectomy", "liver"),
        (coded((SCT, "446526009")), "cytoreduction", "peritoneum"),
        (coded((SCT, "9905009")), "palliative", "colon"),
        (coded((SCT, "10836008")), "palliative", "spine"),
        (coded((CPT, "36561"), (SCT, "80402001")), "access", None),
        (coded((SCT, "86259008")), "diagnostic", "liver"),
        (coded((SCT, "179319003")), "non-oncologic", "hip"),
        (coded((SCT, "38102005")), "non-oncologic", "gallbladder"),
        (coded((SCT, "9905009"), (SCT, "1390003")), "major-primary", "colon"),
        (coded((SCT, "387713003"), written="Left hemicolectomy"), "major-primary", "colon"),
    ],
)
def test_codes_give_class_and_organ(
    code: dict[str, Any], order_class: str, organ: str | None
) -> None:
    """Codes decide; of several the weightier one, and a general code leaves it to the text."""
    found = ordered(code)
    assert (found.order_class, found.organ) == (order_class, organ)


@pytest.mark.parametrize(
    ("written", "order_class", "organ"),
    [
        ("Left hemicolectomy (open)", "major-primary", "colon"),
        ("Laparoscopic sigmoidectomy", "major-primary", "colon"),
        ("Hemikolektomie rechts", "major-primary", "colon"),
        ("Low anterior resection", "major-primary", "rectum"),
        ("Colectomy with colostomy", "major-primary", "colon"),
        ("Resection of the sigmoid", "major-primary", "colon"),
        ("Whipple procedure", "major-primary", "pancreas"),
        ("Right modified radical mastectomy", "major-primary", "breast"),
        ("Diverting loop ileostomy", "palliative", "colon"),
        ("Closure of colostomy", "non-oncologic", "colon"),
        ("Laparoscopic cholecystectomy", "non-oncologic", "gallbladder"),
        ("Port-a-cath insertion", "access", None),
        ("Diagnostic laparoscopy", "diagnostic", None),
        ("US-guided core biopsy of liver metastasis", "diagnostic", "liver"),
        ("Interval debulking", "cytoreduction", "peritoneum"),
        ("Resection of liver metastases", "major-metastasectomy", "liver"),
        ("Wedge resection of lung metastasis", "major-metastasectomy", "lung"),
        ("Exploration of the wound", "unclassified-surgery", None),
        ("Hemicolektomie links", "major-primary", "colon"),
        ("Kolonsegmentresektion", "major-primary", "colon"),
        ("Operation nach Hartmann", "major-primary", "colon"),
        ("Rektumamputation", "major-primary", "rectum"),
        ("Pankreasschwanzresektion", "major-primary", "pancreas"),
        ("Brustamputation links", "major-primary", "breast"),
        ("Right upper lobe resection", "major-primary", "lung"),
        ("Lungenkeilresektion rechts", "major-metastasectomy", "lung"),
        ("Surgery for liver metastases", "major-metastasectomy", "liver"),
        ("Chemoembolisation of liver metastases", "unclassified-surgery", "liver"),
        ("Sigmoidresektion laparoskopisch", "major-primary", "colon"),
        ("Open nephron-sparing surgery", "major-primary", "kidney"),
        ("Hyperthermic intraperitoneal chemotherapy", "cytoreduction", "peritoneum"),
        ("Coronary artery bypass grafting x3", "non-oncologic", None),
        ("Aortokoronarer Bypass", "non-oncologic", None),
        ("Leistenhernien-OP rechts (TAPP)", "non-oncologic", "abdomen"),
        ("Emergency repair of strangulated inguinal hernia", "non-oncologic", "abdomen"),
        ("Lumbar spinal fusion L4/5", "non-oncologic", "spine"),
        ("Kolonstent", "palliative", "colon"),
        ("Dorsale Stabilisierung BWS", "palliative", "spine"),
        ("Kyphoplastie LWK 1", "palliative", "bone"),
        ("Double-J ureteric stent", "access", None),
        ("Pleurapunktion", "access", "pleura"),
        ("Stereotactic breast biopsy", "diagnostic", "breast"),
        ("Staging-Laparoskopie", "diagnostic", None),
        ("Flexible sigmoidoscopy", "diagnostic", None),
        ("Anlage eines doppelläufigen Descendostomas", "palliative", "colon"),
        ("Rückverlagerung eines doppelläufigen Ileostomas", "non-oncologic", "colon"),
        ("Tumorresektion Sigma", "major-primary", "colon"),
        ("Dental extraction, tooth 36", "minor", None),
        ("Hepatektomie rechts", "major-metastasectomy", "liver"),
        ("Segmentektomie Mamma rechts", "major-primary", "breast"),
        ("Trachelektomie", "major-primary", "cervix"),
        ("Oberschenkelamputation", "major-primary", "soft-tissue"),
        ("TORS base of tongue", "major-primary", "head-neck"),
        ("Karpaltunnelspaltung rechts", "minor", None),
    ],
)
def test_text_gives_class_and_organ(written: str, order_class: str, organ: str | None) -> None:
    """Orders without any code are classified by their text, in English and German."""
    found = ordered(written)
    assert found.order_class == order_class
    assert found.organ == organ or (organ is None and order_class == "diagnostic")
    assert found.because[0].from_text


@pytest.mark.parametrize(
    "written",
    [
        "Referral to medical oncology after hemicolectomy",
        "Pathology of hemicolectomy specimen",
        "CT abdomen after hepatectomy",
        "Physiotherapy",
    ],
)
def test_what_only_mentions_an_operation_is_none(written: str) -> None:
    """A referral, a report or a scan that names an operation is not that operation."""
    found = ordered(written, category=None)
    assert found.order_class in ("other", "imaging", "referral-tumour-board")


@pytest.mark.parametrize(
    ("code", "elements", "expected"),
    [
        (coded((SCT, "307616002")), {}, Truth.YES),
        (coded((SCT, "71273005"), written="Hepatectomy for liver metastases"), {}, Truth.YES),
        (coded((SCT, "71273005")), {"reasonCode": [coded((SCT, "94381002"))]}, Truth.YES),
        (coded((SCT, "1390003")), {"reasonCode": [coded((SCT, "94381002"))]}, Truth.UNKNOWN),
        (coded((SCT, "444188003")), {}, Truth.UNKNOWN),
        (
            coded((SCT, "1390003"), written="Sigmoidectomy, liver metastases known"),
            {},
            Truth.UNKNOWN,
        ),
    ],
)
def test_the_target_is_a_metastasis_only_where_it_is_operated_on(
    code: dict[str, Any], elements: dict[str, Any], expected: Truth
) -> None:
    """Codes, text and reasons mark a metastasis in the organ of the operation, never elsewhere."""
    assert ordered(code, **elements).targets_metastasis is expected


@pytest.mark.parametrize(
    ("written", "organ", "target"),
    [
        ("Debulking of the liver metastases", "liver", Truth.YES),
        ("Sigmaresektion und Debulking der Lebermetastasen", "liver", Truth.YES),
        ("Interval debulking", "peritoneum", Truth.UNKNOWN),
    ],
)
def test_a_debulking_is_aimed_at_the_metastases_that_it_names(
    written: str, organ: str, target: Truth
) -> None:
    """Debulking means the peritoneum only where no other site is named."""
    found = ordered(written)
    assert (found.order_class, found.organ, found.targets_metastasis) == (
        "cytoreduction",
        organ,
        target,
    )


@pytest.mark.parametrize(
    ("detail", "order_class", "organ"),
    [
        (coded((SCT, "43075005")), "major-primary", "colon"),
        ({"text": "Laparoscopic sigmoid colectomy"}, "major-primary", "colon"),
        ({"text": "Loop colostomy"}, "palliative", "colon"),
        ({"text": "Wound revision after colectomy"}, "unclassified-surgery", None),
        ({"text": "Fasting from midnight"}, "unclassified-surgery", None),
    ],
)
def test_details_say_which_operation_a_general_code_means(
    detail: dict[str, Any], order_class: str, organ: str | None
) -> None:
    """`Surgical procedure` or a case request names the operation in `orderDetail` only."""
    for code in (coded((SCT, "387713003")), "Case request operating room"):
        found = ordered(code, orderDetail=[detail])
        assert found.order_class == order_class
        assert organ is None or found.organ == organ


def test_a_port_stays_one_whatever_its_details_mention() -> None:
    """A code that says what is done is not overruled by its details."""
    found = ordered("Port insertion", orderDetail=[{"text": "sigmoid colectomy planned"}])
    assert found.order_class == "access"


def test_the_body_site_gives_the_organ() -> None:
    """A radiotherapy order without organ takes it from the body site."""
    site = [coded((SCT, "34402009"))]
    found = ordered(coded((SCT, "1287742003")), bodySite=site, category=None)
    assert (found.order_class, found.organ) == ("radiotherapy", "rectum")


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        (aim("mcode-procedure-intent", "373808002"), ("curative", True)),
        (aim("mcode-treatment-intent", "363676003"), ("palliative", True)),
        (aim("mcode-procedure-intent", "373846009"), ("", False)),
        ({"note": [{"text": "Operation with curative intent"}]}, ("curative", False)),
        ({"note": [{"text": "Palliative intent: symptom control"}]}, ("palliative", False)),
        ({"note": [{"text": "Not curative. Palliative chemotherapy afterwards."}]}, ("", False)),
        ({"note": [{"text": "No longer curative."}]}, ("", False)),
        ({"note": [{"text": "Nicht mehr kurative Situation."}]}, ("", False)),
        ({}, ("", False)),
    ],
)  # fmt: skip
def test_the_aim_is_coded_or_written(elements: dict[str, Any], expected: tuple[str, bool]) -> None:
    """Any intent extension counts as coded, free text as said; the FHIR intent is neither."""
    found = ordered(coded((SCT, "1390003")), **elements)
    assert (found.intent, found.intent_coded) == expected
    assert found.request_intent == "order"


@pytest.mark.parametrize(
    ("elements", "kinds"),
    [
        ({"reasonCode": [coded((ICD, "K56.609"))]}, {"obstruction"}),
        ({"reasonCode": [{"text": "Obstructing, bleeding"}]}, {"obstruction", "bleeding"}),
        ({"note": [{"text": "Patient has rectal bleeding."}]}, {"bleeding"}),
        ({"patientInstruction": "Admitted with bowel obstruction"}, {"obstruction"}),
        ({"patientInstruction": "Bei Blutungen oder Erbrechen sofort in die Notaufnahme."}, set()),
        ({"patientInstruction": "Should bleeding start, come to us at once."}, set()),
        ({"reasonReference": [{"reference": "Condition/sym"}]}, {"obstruction"}),
        ({"reasonReference": [{"display": "Large bowel obstruction"}]}, {"obstruction"}),
        ({"reasonReference": [{"reference": "Condition/gone", "display": "Ileus"}]}, set()),
        ({"reasonCode": [{"text": "Nicht passierbare Stenose"}]}, {"obstruction"}),
        ({"reasonCode": [{"text": "Subobstructing tumour"}]}, {"obstruction"}),
        ({"note": [{"text": "Vermeidung eines Ileus"}]}, set()),
        ({"note": [{"text": "Obstruction was relieved by a stent in March."}]}, set()),
        ({"note": [{"text": "Obstruction was not relieved by a stent."}]}, {"obstruction"}),
        ({"note": [{"text": "No obstruction, no bleeding."}]}, set()),
        ({"reasonCode": [{"text": "Poststenotische Pneumonie"}]}, {"infection"}),
        ({"reasonCode": [{"text": "Blasentamponade"}]}, {"bleeding"}),
        ({"reasonCode": [{"text": "Flankenschmerz rechts"}]}, {"pain"}),
        ({"reasonCode": [{"text": "Hypercalcaemia, paraneoplastic"}]}, {"paraneoplastic"}),
        ({"reasonCode": [{"text": "No paraneoplastic syndrome"}]}, set()),
        ({"note": [{"text": "To prevent obstruction or bleeding later."}]}, set()),
        ({"note": [{"text": "Prophylactic removal, risk of perforation."}]}, set()),
        ({"note": [{"text": "History of bowel obstruction in 2019."}]}, set()),
        ({"note": [{"text": "Eine Obstruktion zu verhindern"}]}, set()),
        ({"reasonReference": [{"reference": "Condition/ruled-out"}]}, set()),
        ({"reasonCode": [{"text": "Bleeding in August, now asymptomatic"}]}, set()),
        ({"reasonCode": [{"text": "Blutung vor 3 Monaten, jetzt keine Beschwerden"}]}, set()),
        ({"reasonCode": [{"text": "Bleeding, otherwise asymptomatic"}]}, {"bleeding"}),
        ({"reasonCode": [{"text": "Bleeding primary, asymptomatic metastases"}]}, {"bleeding"}),
        ({"reasonCode": [{"text": "Impending airway obstruction"}]}, {"airway"}),
        ({"reasonCode": [{"text": "Drohende Atemwegsverlegung"}]}, {"airway"}),
        ({"reasonCode": [{"text": "Fungating wound"}]}, {"ulceration"}),
        ({"note": [{"text": "GIB requiring 2u pRBC"}]}, {"bleeding"}),
        ({"note": [{"text": "BRBPR x 2 wks"}]}, {"bleeding"}),
        ({"note": [{"text": "GOO, failed stent"}]}, {"obstruction"}),
        ({"note": [{"text": "Airway patent, Mallampati II"}]}, set()),
        ({"note": [{"text": "Microscopic hematuria"}]}, set()),
        ({"note": [{"text": "Malignant stricture, failed stent"}]}, {"obstruction"}),
        ({"note": [{"text": "Colovesical fistula with UTI"}]}, {"infection"}),
        ({"reasonCode": [{"text": "Postmenopausenblutung"}]}, {"bleeding"}),
        ({"reasonCode": [{"text": "Paraneoplastische Hyperkalzämie"}]}, {"paraneoplastic"}),
    ],
)  # fmt: skip
def test_reasons_are_symptoms_that_are_there(elements: dict[str, Any], kinds: set[str]) -> None:
    """Named and linked symptoms are reasons; denied, past, prevented and refuted ones are not."""
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    others = {
        "sym": condition(ICD, "K56.609", recordedDate="2026-11-01"),
        "ruled-out": condition(ICD, "K56.609", **refuted),
    }
    found = ordered(coded((SCT, "1390003")), others=others, **elements)
    confirmed = [entry for entry in found.reasons if entry.certainty is Certainty.CONFIRMED]
    assert {entry.kind for entry in confirmed} == kinds


def test_a_linked_condition_keeps_its_reference_and_date() -> None:
    """The reason that a reference names is that Condition, with its own date."""
    others = {"sym": condition(ICD, "K56.609", recordedDate="2026-11-01")}
    reference = [{"reference": "Condition/sym"}]
    found = ordered(coded((SCT, "1390003")), others=others, reasonReference=reference)
    assert found.reason_refs == ("Condition/sym",)
    assert found.reasons[0].because[0].reference == "Condition/sym"
    assert found.reasons[0].day is not None


@pytest.mark.parametrize(
    ("elements", "types"),
    [
        ({"reasonCode": [coded((ICD, "C23"))]}, ("biliary",)),
        ({"reasonCode": [{"text": "gallbladder cancer"}]}, ("biliary",)),
        ({"reasonReference": [{"reference": "Condition/gb"}]}, ("biliary",)),
        ({}, ()),
    ],
)
def test_the_reason_may_name_a_tumour(elements: dict[str, Any], types: tuple[str, ...]) -> None:
    """Code, text and linked Condition tell for which cancer an exempt operation is meant."""
    found = ordered(coded((SCT, "38102005")), others={"gb": condition(ICD, "C23")}, **elements)
    assert found.reason_tumour_types == types
    assert (found.order_class, found.organ) == ("non-oncologic", "gallbladder")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Curative intent.", "curative-intent"),
        ("Intent: cure", "curative-intent"),
        ("Tumour board recommends resection.", "resection-recommended"),
        ("Debulking may help.", "vague-benefit"),
        ("Aim: complete cytoreduction.", "curative-intent"),
        ("Ziel: komplette Zytoreduktion", "curative-intent"),
        ("As recommended by the tumour board.", "resection-recommended"),
        ("Gemäß Tumorboardbeschluss", "resection-recommended"),
        ("Liver resection to follow in 6 weeks.", "all-sites-plan"),
        ("Leberresektion folgt in 6 Wochen", "all-sites-plan"),
        ("Liver metastases will be resected in a second operation.", "all-sites-plan"),
        ("MWA der Lebermetastasen in gleicher Sitzung", "all-sites-plan"),
        ("Tumour board decision: surgery of primary and metastases.", "all-sites-plan"),
    ],
)
def test_free_text_makes_statements(written: str, kind: str) -> None:
    """What an order's note affirms is a statement of the order."""
    found = ordered(coded((SCT, "1390003")), note=[{"text": written}])
    assert kind in [entry.kind for entry in found.statements]
    assert all(entry.author == "order" for entry in found.statements)


@pytest.mark.parametrize(
    "written",
    [
        "Chemotherapy as recommended by the tumour board, patient prefers surgery.",
        "Referral to the hepatobiliary unit for liver resection.",
        "Liver resection only if there is a response.",
        "Alternative: ablation of the liver metastases.",
        "Potential candidate for liver resection.",
        "Leberresektion nicht vorgesehen",
        "Liver metastases will be treated with chemotherapy.",
        "Complete cytoreduction is not feasible.",
        "Patient hopes for cure.",
    ],
)
def test_what_is_weighed_or_meant_for_something_else_is_no_plan(written: str) -> None:
    """A referral, a condition, another treatment and a denial state no plan for the operation."""
    found = ordered("Sigmoid colectomy", note=[{"text": written}])
    assert found.statements == ()


def test_another_operation_beside_a_stoma_is_no_whole_plan() -> None:
    """Only beside an order that removes the primary is the removal of the metastases a whole plan."""
    found = ordered("Loop colostomy", note=[{"text": "Liver resection to follow in 6 weeks."}])
    assert found.statements == ()


def test_vague_words_are_kept_as_written() -> None:
    """A vague phrase comes through in lower case, so that it can be answered."""
    found = ordered(coded((SCT, "1390003")), note=[{"text": "Surgery May Help the patient."}])
    assert "may help" in " ".join(found.words)


def test_a_planned_course_gives_dose_and_fractions_for_a_volume() -> None:
    """CodeX radiation therapy writes both into one extension of the volume that is irradiated."""
    parts = [
        {"url": "totalDose", "valueQuantity": {"value": 5040, "code": "cGy"}},
        {"url": "fractions", "valuePositiveInt": 28},
    ]
    base = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/"
    planned = {"url": f"{base}codexrt-radiotherapy-dose-planned-to-volume", "extension": parts}
    found = ordered(coded((SCT, "1217123003")), category=None, extension=[planned])
    assert (found.fractions, found.dose_gy) == (28, 50.4)


@pytest.mark.parametrize(
    ("written", "fractions", "dose"),
    [
        ("50.4 Gy in 28 fractions", 28, 50.4),
        ("28 x 1.8 Gy", 28, 50.4),
        ("28 x 1,8 Gy", 28, 50.4),
        ("28 Fraktionen à 1,8 Gy", 28, 50.4),
        ("5040 cGy in 28 fractions", 28, 50.4),
        ("50.4 Gy (1.8 Gy per fraction)", 28, 50.4),
        ("5x5 Gy", 5, 25.0),
        ("25 Gy/5", 5, 25.0),
        ("5 Gy x 5 fractions", 5, 25.0),
        ("10 x 3 Gy for bleeding", 10, 30.0),
        ("28 fractions", 28, None),
        ("twenty-eight fractions of 1.8 Gy", 28, 50.4),
        ("Achtundzwanzig Fraktionen à 1,8 Gy", 28, 50.4),
        ("five fractions of five Gray", 5, 25.0),
        ("50.4 Gray in 28 daily fractions", 28, 50.4),
        ("5040 centigray", None, 50.4),
        ("Schedule to be decided", None, None),
    ],
)
def test_schedules_are_read_as_people_write_them(
    written: str, fractions: int | None, dose: float | None
) -> None:
    """Dose and fractions in any order, with points, commas and centigray; silence is unknown."""
    found = ordered(coded((SCT, "1287742003")), category=None, orderDetail=[{"text": written}])
    assert (found.fractions, found.dose_gy) == (fractions, dose)


@pytest.mark.parametrize(
    ("written", "word", "organ"),
    [
        ("Long-course chemoradiation to rectum", "long-course", "rectum"),
        ("Short course radiotherapy, rectum", "short-course", "rectum"),
        ("Radiotherapy rectum, 5x5", "short-course", "rectum"),
        ("Pelvic radiotherapy, rectum", "", "rectum"),
        ("Pelvic radiotherapy", "", "abdomen"),
    ],
)
def test_the_course_of_radiotherapy_is_a_word(written: str, word: str, organ: str) -> None:
    """Long-course and short-course stand among the words; the organ comes from the text."""
    found = ordered(coded((SCT, "1287742003"), written=written), category=None)
    assert found.organ == organ
    assert found.words == ((word,) if word else ())


def test_a_drug_order_names_its_ingredients() -> None:
    """A drafted prescription carries ingredient, class and start."""
    found = drug(
        medicationCodeableConcept=coded((RX, "318341"), written="cetuximab 500 mg/m2 IV"),
        dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": {"start": "2026-12-10"}}}}],
    )
    assert (found.order_class, found.ingredients) == ("drug", ("cetuximab",))
    assert "anti-egfr" in found.drug_classes
    assert found.systemic is Truth.YES
    assert found.planned is not None
    assert found.planned.text == "2026-12-10"


@pytest.mark.parametrize(
    ("code", "ingredient"),
    [("J9022", "atezolizumab"), ("J9272", "dostarlimab"), ("J9358", "trastuzumab")],
)
def test_a_drug_may_be_ordered_by_its_billing_code_alone(code: str, ingredient: str) -> None:
    """A code of HCPCS without display names the drug, also in a ServiceRequest."""
    hcpcs = coded(("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", code))
    found = ordered(hcpcs, category=None)
    assert (found.order_class, found.ingredients) == ("drug", (ingredient,))


def test_a_regimen_in_words_names_all_drugs() -> None:
    """Text-only orders give every drug that they name."""
    found = drug(medicationCodeableConcept={"text": "Encorafenib + cetuximab"})
    assert set(found.ingredients) == {"encorafenib", "cetuximab"}


def test_a_molecular_test_lists_what_it_covers() -> None:
    """A panel order is a molecular test, whatever organ its text mentions."""
    found = ordered(coded((SCT, "405825005"), (CPT, "81455")), category=None)
    assert found.order_class == "molecular-test"
    assert found.tests


@pytest.mark.parametrize(
    ("elements", "planned"),
    [
        ({"occurrenceDateTime": "2026-12-02"}, "2026-12-02"),
        ({"occurrencePeriod": {"start": "2026-12-02", "end": "2026-12-09"}}, "2026-12-02"),
        ({"occurrenceTiming": {"event": ["2026-12-02T08:00:00Z"]}}, "2026-12-02"),
        ({}, ""),
    ],
)
def test_when_it_is_planned(elements: dict[str, Any], planned: str) -> None:
    """Occurrence of every type is the planned day; the day of writing never is."""
    found = ordered(coded((SCT, "1390003")), **elements)
    assert (found.planned.text if found.planned else "") == planned
    assert found.authored is not None


@pytest.mark.parametrize(
    "draft",
    [
        {"resourceType": "MedicationRequest", "id": "request-123", "status": "draft"},
        {"resourceType": "ServiceRequest", "id": "request-123", "code": {"coding": [{}]},
         "reasonCode": [], "category": {"coding": [{"code": "387713003", "system": SCT}]}},
        {"resourceType": "ServiceRequest", "id": "request-123", "code": "hemicolectomy"},
        {"resourceType": "ServiceRequest", "id": "request-123", "code": {"coding": "x"},
         "reasonReference": "Condition/1", "extension": 5, "note": "n", "priority": 3,
         "occurrencePeriod": "soon", "bodySite": "liver", "orderDetail": [None],
         "occurrenceTiming": {"event": "later", "repeat": []}, "quantityQuantity": "five"},
        {"resourceType": "MedicationRequest", "id": "request-123", "intent": 1,
         "medicationReference": {"reference": "#gone"}, "dosageInstruction": {"timing": []}},
        {"resourceType": "NutritionOrder", "id": "request-123", "status": "draft"},
        {"resourceType": "DeviceRequest", "id": "request-123", "codeCodeableConcept": {}},
        {"resourceType": "Whatever", "id": "request-123"},
    ],
)  # fmt: skip
def test_broken_drafts_are_orders_all_the_same(draft: dict[str, Any]) -> None:
    """Invalid drafts never raise and keep their reference and their own text."""
    (found,) = order_open.map_orders([draft], reading(), ME)
    assert isinstance(found, Order)
    assert found.reference.endswith("/request-123")
    assert found.draft == draft
    assert found.drafted


def test_objects_instead_of_lists_are_understood() -> None:
    """A category and a reason sent as single objects still speak."""
    draft = {
        "resourceType": "ServiceRequest",
        "id": "request-123",
        "status": "draft",
        "category": SURGERY[0],
        "code": {"text": "Exploration"},
        "reasonCode": coded((ICD, "K56.609")),
    }
    (found,) = order_open.map_orders([draft], reading(), ME)
    assert isinstance(found, Order)
    assert found.order_class == "unclassified-surgery"
    assert [entry.kind for entry in found.reasons] == ["obstruction"]


def test_a_plan_for_every_site_is_written_beside_what_is_ordered() -> None:
    """A note that names both operations is a plan; an order that consists of both is not yet one."""
    note = [{"text": "Sigmoidectomy now, followed by right hepatectomy."}]
    planned = ordered("Sigmoidectomy", note=note)
    both = ordered("Sigmoidectomy with right hepatectomy")
    assert {one.kind for one in planned.statements} == {"resectable", "all-sites-plan"}
    assert both.statements == ()


def test_a_bundle_of_drafts_may_lack_its_type() -> None:
    """`draftOrders` is taken apart even when nobody said that it is a Bundle."""
    entry = {"resource": {"resourceType": "ServiceRequest", "id": "a", "code": {"text": "x"}}}
    found = order_open.map_orders([{"entry": [entry]}], reading(), ME)
    assert [getattr(one, "reference", "") for one in found] == ["ServiceRequest/a"]


@pytest.mark.parametrize(
    "elements",
    [
        {"subject": {"reference": "Patient/somebody-else"}},
        {"status": "revoked"},
        {"status": "completed"},
        {"doNotPerform": True},
    ],
)
def test_strangers_and_closed_drafts_are_unread(elements: dict[str, Any]) -> None:
    """A draft of another patient, or one that is not open, is no order of this session."""
    found = mapped({"code": coded((SCT, "1390003"))} | elements)
    assert isinstance(found, Unread)


def test_active_orders_of_the_chart_are_no_drafts() -> None:
    """An open request on the chart becomes an order; closed and trivial ones do not."""
    base = {"resourceType": "ServiceRequest", "id": "a", "intent": "order", "status": "active"}
    known = base | {"code": coded((SCT, "405825005")), "authoredOn": "2026-11-11"}
    (found,) = order.read(Resource("ServiceRequest", "ServiceRequest/a", known), reading())
    assert isinstance(found, Order)
    assert not found.drafted
    assert found.authored is not None
    for changed in ({"status": "completed"}, {"code": {"text": "Physiotherapy"}}):
        resource = Resource("ServiceRequest", "ServiceRequest/a", known | changed)
        assert order.read(resource, reading()) == ()


@pytest.mark.parametrize(
    "written",
    ["Transoral robotic radical tonsillectomy", "Lateral oropharyngectomy", "Mundbodenresektion"],
)
def test_operations_for_cancer_of_the_throat_are_major(written: str) -> None:
    """A tonsil, pharynx or floor of the mouth removed for cancer is a resection of the primary."""
    found = ordered(written)

    assert (found.order_class, found.organ) == ("major-primary", "head-neck")


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("Distal pancreatectomy for metastasis", Truth.YES),
        ("Colectomy for metastatic colon cancer", Truth.UNKNOWN),
    ],
)
def test_an_operation_for_a_metastasis_is_aimed_at_it(written: str, target: Truth) -> None:
    """`For metastasis` names what is removed, `for metastatic cancer` does not."""
    assert ordered(written).targets_metastasis is target


@pytest.mark.parametrize(
    ("reason", "order_class"),
    [
        (coded((ICD, "M84.551A")), "palliative"),
        ({"text": "Drohende pathologische Fraktur"}, "palliative"),
        (coded((ICD, "S72.001A")), "non-oncologic"),
    ],
)
def test_fixing_a_fracture_through_a_metastasis_relieves(
    reason: dict[str, Any], order_class: str
) -> None:
    """The code of a fixation is a trauma operation, unless the fracture is pathological."""
    found = ordered(coded((OPS, "5-790.25")), reasonCode=[reason])
    assert (found.order_class, found.organ) == (order_class, "bone")


@pytest.mark.parametrize(
    ("written", "organ"),
    [
        ("Abscess in the liver", "liver"),
        ("Abscess at the tumour, liver metastases known", None),
        ("Painful bone metastasis", "bone"),
        ("Uncontrolled pain from bone metastases", "bone"),
        ("Unkontrollierte Schmerzen bei Knochenmetastasen", "bone"),
        ("Bleeding from the known sigmoid tumour", "colon"),
    ],
)
def test_a_reason_keeps_the_organ_it_names(written: str, organ: str | None) -> None:
    """An organ tied to the symptom is its organ, another one in the sentence is not."""
    found = ordered("Sigmoid resection", reasonCode=[{"text": written}])

    assert [reason.organ for reason in found.reasons] == [organ]


def test_an_order_may_say_how_fit_the_patient_is() -> None:
    """Scores in the note of an order are read, what others must have is not."""
    found = ordered("Sigmoid resection", note=[{"text": "Curative intent. ECOG 3. ASA 4."}])
    asked = ordered("Sigmoid resection", note=[{"text": "Proceed if ECOG 2 or better."}])

    assert {(entry.kind, entry.value) for entry in found.reserve} == {("ecog", 3), ("asa", 4)}
    assert asked.reserve == ()


def test_an_undated_draft_speaks_of_the_day_it_is_written() -> None:
    """A score in a draft without a date is one of today; a dated draft keeps its day."""
    note = [{"text": "ECOG 3."}]
    undated = ordered("Sigmoid resection", note=note, authoredOn=None)
    dated = ordered("Sigmoid resection", note=note, authoredOn="2026-11-02")
    (today,), (earlier,) = undated.reserve, dated.reserve
    assert today.day is not None
    assert earlier.day is not None
    assert (today.day.text, earlier.day.text) == ("2026-11-20", "2026-11-02")


@pytest.mark.parametrize(
    ("written", "organ"),
    [
        ("Wide local excision of tongue cancer", "head-neck"),
        ("Wide excision of vulvar carcinoma", "vulva"),
        ("Wide local excision, left breast", "breast"),
    ],
)
def test_an_excision_of_a_named_organ_is_a_resection_of_it(written: str, organ: str) -> None:
    """Wide excision is a minor operation of the skin, and a resection where an organ is named."""
    order = ordered(written)

    assert (order.order_class, order.organ) == ("major-primary", organ)


@pytest.mark.parametrize(
    "written",
    [
        "Removal of hardware femur",
        "Entfernung der Platte am Oberschenkel",
        "Entfernung eines Lipoms am Oberschenkel",
        "Excision of lipoma, left thigh",
    ],
)
def test_a_thing_taken_out_of_an_organ_is_no_resection(written: str) -> None:
    """Hardware and lipomas are no cancer, even where the organ holds a metastasis."""
    assert ordered(written).order_class in ("minor", "unclassified-surgery")


@pytest.mark.parametrize(
    "written",
    [
        "Wide local excision of melanoma of the back",
        "Wide excision of melanoma of the left breast",
        "Wide local excision of cutaneous SCC of the ear",
        "Excision of skin lesion of the breast",
        "Wide excision of soft tissue sarcoma of the thigh",
    ],
)
def test_an_excision_of_the_skin_stays_minor(written: str) -> None:
    """A wide excision of a melanoma is exempt, whatever lies under the skin."""
    assert ordered(written).order_class == "minor"


@pytest.mark.parametrize(
    "reason",
    [
        coded((ICD, "D62")),
        coded((ICD, "D50.0")),
        {"text": "Blutungsanämie, transfusionspflichtig"},
        {"text": "Transfusion-dependent blood loss anaemia"},
        {"text": "Recurrent anaemia from an oozing tumour"},
    ],
)
def test_anaemia_from_bleeding_is_bleeding(reason: dict[str, Any]) -> None:
    """An order for the anaemia that a bleeding makes is one for the bleeding."""
    order = ordered("Sigmoid resection", reasonCode=[reason])

    assert [symptom.kind for symptom in order.reasons] == ["bleeding"]


@pytest.mark.parametrize(
    ("written", "resected"),
    [
        ("Removal of breast implant, left", False),
        ("Removal of kidney stone", False),
        ("Removal of foreign body from bronchus", False),
        ("Excision of benign breast lesion", False),
        ("Removal of left kidney", True),
        ("Resection of sigmoid cancer after stent placement", True),
        ("Removal of bladder tumour", True),
        ("Excision of breast lesion, not benign", True),
    ],
)
def test_taking_out_a_thing_or_a_benign_lesion_is_no_resection(
    written: str, resected: bool
) -> None:
    """An implant, a stone or what is called benign is no cancer that is removed."""
    assert (ordered(written).order_class == "major-primary") is resected


def test_a_new_hip_for_a_pathological_fracture_relieves() -> None:
    """Section 8 reclassifies what mends a fracture through a metastasis, a prosthesis as well."""
    broken = ordered("Cemented hemiarthroplasty", reasonCode=[coded((ICD, "M84.552A"))])
    fallen = ordered("Cemented hemiarthroplasty", reasonCode=[coded((ICD, "S72.002A"))])
    assert (broken.order_class, fallen.order_class) == ("palliative", "non-oncologic")


@pytest.mark.parametrize(
    ("written", "order_class", "organ"),
    [
        ("RALP", "major-primary", "prostate"),
        ("RNU left", "major-primary", "kidney"),
        ("Lungenmetastasektomie rechts", "major-metastasectomy", "lung"),
        ("Keilresektion linker Unterlappen", "major-metastasectomy", "lung"),
        ("Tumorektomie Mamma links", "major-primary", "breast"),
        ("Corpectomy L1", "palliative", "spine"),
        ("Diagnostic wedge resection of the lung", "diagnostic", "lung"),
    ],
)
def test_short_and_german_names_of_operations_are_known(
    written: str, order_class: str, organ: str
) -> None:
    """Abbreviations and compounds that charts use give class and organ."""
    found = ordered(written)
    assert (found.order_class, found.organ) == (order_class, organ)


@pytest.mark.parametrize(
    ("written", "order_class"),
    [
        ("Ileostomy takedown", "non-oncologic"),
        ("Takedown of loop ileostomy", "non-oncologic"),
        ("Para colostomy hernia repair", "non-oncologic"),
        ("Biliary stent removal", "access"),
        ("Removal of tracheostomy tube", "access"),
    ],
)
def test_undoing_a_stoma_or_a_stent_relieves_no_symptom(written: str, order_class: str) -> None:
    """A stoma taken down, its hernia, and a stent or tube taken out are no palliative operation."""
    found = mapped({"code": {"text": written}})

    assert isinstance(found, Order)
    assert found.order_class == order_class
