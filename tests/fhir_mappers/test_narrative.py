"""Reports and notes become facts: spread with numbers, plans, tempo, symptoms, stages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappers import narrative, terminology, text
from fhir_mappers.facts import Activity, Certainty, Metastasis, Stage, Statement, Symptom, Tempo
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Found, Reading

TODAY = dt.date(2026, 11, 20)
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def read(kind: str, **elements: Any) -> Found:
    """Facts of one small resource as the reader gives them."""
    reading = Reading(terminology.load(), text.load(), TODAY, {})
    json = {"resourceType": kind, "id": "x"} | elements
    return narrative.read(Resource(kind, f"{kind}/x", json), reading)


def report(conclusion: str, title: str = "CT", **elements: Any) -> Found:
    """Facts of one final report."""
    stated: dict[str, Any] = {"status": "final", "code": {"text": title}, "conclusion": conclusion}
    return read("DiagnosticReport", **(stated | elements))


def spread(found: Found) -> set[str]:
    """Metastases in short: site, region, certainty unless confirmed, number, history."""
    return {_short(fact) for fact in found if isinstance(fact, Metastasis)}


def _short(fact: Metastasis) -> str:
    certainty = {"confirmed": "", "suspected": "?", "excluded": "-"}[fact.certainty.value]
    amount = fact.amount if fact.count is None else f"{fact.count}{'+' * fact.open_ended}"
    site = f"{fact.site}:{fact.region}" if fact.region else fact.site
    past = "past" if fact.activity is Activity.HISTORY else ""
    return " ".join(part for part in (certainty + site, amount, past) if part)


def kinds(found: Found, of: type[Statement | Tempo]) -> list[str]:
    """Kinds of the statements or tempi."""
    return [fact.kind for fact in found if isinstance(fact, of)]


SPREAD = [
    ("Indication: cervical cancer, liver metastases? Findings: normal liver.", set()),
    ("Fragestellung: V. a. Lungenmetastasen. Befund: unauffällig.", set()),
    ("Indikation: Ausschluss Lebermetastasen. Beurteilung: Lungenmetastasen.", {"lung"}),
    ("Indication: known liver metastases, rule out progression. Findings: stable.", {"liver"}),
    ("Metastase BWK 12.", {"spine"}),
    ("Metastasen BWK 8 und 12.", {"spine"}),
    ("Metastasis in T12.", {"spine"}),
    ("Bone metastases in ribs 5 and 7.", {"bone"}),
    ("Three metastases in the ribs.", {"bone 3"}),
    ("Lebermetastasen liegen nicht vor.", {"-liver"}),
    ("Lungenmetastasen sind nicht zu erkennen.", {"-lung"}),
    ("Lebermetastasen ließen sich nicht bestätigen.", {"-liver"}),
    ("Lebermetastasen. Ein Primum ist nicht erkennbar.", {"liver"}),
    ("Liver metastasis is not favored.", {"-liver"}),
    ("Interval resolution of previously seen lung metastases.", {"lung past"}),
    ("Pulmonal filialisiertes Zervixkarzinom.", {"lung"}),
    ("Omental implants, pleural fluid without malignant cells.", {"omentum"}),
    ("No malignant cells in the pleural fluid.", {"-pleura"}),
    ("Leberparenchymmetastase Segment 7.", {"liver"}),
    ("R0-Resektion der Lebermetastasen möglich.", {"liver"}),
    ("Resection of the liver metastases possible.", {"liver"}),
    ("Resection of suspected liver metastases possible.", {"?liver"}),
    ("After resection, liver metastases are possible.", {"?liver"}),
    ("Metastases: two lung nodules (9 and 12 mm), histologically confirmed.", {"lung 2"}),
    ("Metastases: 2 lung, 3 liver.", {"lung 2", "liver 3"}),
    ("Pulmonale Rundherde beidseits, vereinbar mit Metastasen.", {"lung"}),
    ("Keine pulmonalen oder hepatischen Metastasen.", {"-lung", "-liver"}),
    ("Leberabsiedlungen beidseits.", {"liver"}),
    ("Knötchen am Peritoneum: Absiedlung eines Adenokarzinoms.", {"peritoneum"}),
    ("Upper lobe nodule, metastasis of renal cell carcinoma.", {"lung"}),
    ("Cysts in segment IV. No evidence of distant metastatic disease.", {"-any"}),
    ("Knochenmarkskarzinose.", {"bone-marrow"}),
    ("Bone marrow carcinomatosis.", {"bone-marrow"}),
    ("Two liver metastases.", {"liver 2"}),
    ("Two 1.5 cm liver metastases.", {"liver 2"}),
    ("Zwei je 1,5 cm große Lebermetastasen.", {"liver 2"}),
    ("Metastase im Pankreasschwanz.", {"pancreas"}),
    ("Metastatic disease to liver.", {"liver"}),
    ("Metastatic disease involving the lungs.", {"lung"}),
    ("Six bilateral pulmonary metastases.", {"lung 6"}),
    ("Innumerable hepatic and six pulmonary metastases.", {"liver innumerable", "lung 6"}),
    ("Multiple liver and lung metastases.", {"liver multiple", "lung multiple"}),
    ("Three liver and lung metastases.", {"liver", "lung"}),
    ("Two liver and three lung metastases.", {"liver 2", "lung 3"}),
    ("Metastases: liver (3), lung (2).", {"liver 3", "lung 2"}),
    ("3 hepatic lesions consistent with metastases.", {"liver 3"}),
    ("Nodules in both lungs consistent with metastases.", {"lung"}),
    ("Both lungs show metastases.", {"lung"}),
    ("Liver mets x 3.", {"liver 3"}),
    ("Hepatic mets x4.", {"liver 4"}),
    ("Hepatic lesions, cysts rather than liver metastases.", {"-liver"}),
    ("Liver metastases cannot be confirmed or excluded.", {"?liver"}),
    ("Suspicious for but not diagnostic of liver metastasis.", {"?liver"}),
    ("MRI failed to demonstrate liver metastases.", {"-liver"}),
    ("Chemotherapy rather than resection of the liver metastases.", {"liver"}),
    ("Three (3) liver metastases.", {"liver 3"}),
    ("Liver metastases (3) and lung metastases.", {"liver 3", "lung"}),
    ("Mets to liver (n = 4).", {"liver 4"}),
    ("Hepatic metastatic disease, 5 lesions.", {"liver 5"}),
    ("Between 10 and 15 liver metastases.", {"liver 15"}),
    ("Solitary 14 mm lung metastasis in the right lower lobe.", {"lung single"}),
    ("Liver: 3 metastases. Lung: clear. Bones: no metastases.", {"liver 3", "-bone"}),
    ("Brain MRI: two metastases in the left frontal lobe.", {"brain 2"}),
    ("Metastatic disease to the liver, lungs and bones.", {"liver", "lung", "bone"}),
    ("Metastasis to the left adrenal gland.", {"adrenal"}),
    ("Supraclavicular lymph node metastasis.", {"lymph-node:supraclavicular"}),
    ("Virchow node.", {"lymph-node:supraclavicular"}),
    ("Cervical lymph node metastases.", {"lymph-node:head-neck"}),
    ("Perigastric lymph node metastases.", {"lymph-node:intra-abdominal"}),
    ("Regional lymph node metastases.", {"lymph-node:regional"}),
    ("Regional lymph nodes unremarkable.", set()),
    ("Paraaortale Lymphknotenmetastasen.", {"lymph-node:retroperitoneal"}),
    ("Axilläre Lymphknotenmetastasen links.", {"lymph-node:axillary"}),
    ("Contralateral axillary lymph node metastasis.", {"distant-node"}),
    ("Osteoblastic lesions throughout the spine consistent with metastases.", {"spine"}),
    ("Widespread metastatic disease.", {"unspecified multiple"}),
    ("Zwei Lebermetastasen, keine Lungenmetastasen.", {"liver 2", "-lung"}),
    ("Multiple Leber- und Lungenmetastasen.", {"liver multiple", "lung multiple"}),
    ("Hirnmetastase solitär rechts frontal.", {"brain single"}),
    ("Leber: multiple Metastasen. Lunge: keine Metastasen.", {"liver multiple", "-lung"}),
    ("Lungenfiliae beidseits.", {"lung"}),
    ("Hepatisch metastasiertes Kolonkarzinom.", {"liver"}),
]
NO_NUMBER = [
    ("Liver metastases measuring 22 mm and 14 mm.", {"liver"}),
    ("3.5 cm liver metastasis.", {"liver"}),
    ("3,5 cm große Lebermetastase.", {"liver"}),
    ("Liver metastases in segments 6 and 7.", {"liver"}),
    ("Segment 4 liver metastasis.", {"liver"}),
    ("Stage 4 liver metastases.", {"liver"}),
    ("12 November liver metastases.", {"liver"}),
    ("Three cycles of FOLFOX, liver metastases smaller.", {"liver"}),
    ("Three of 18 lymph nodes positive; two liver metastases.", {"liver 2"}),
    ("Three lymph nodes and liver metastases.", {"liver"}),
    ("Multiple lung nodules, liver metastasis.", {"liver"}),
    ("Axillary lymph node metastases 3/15.", {"lymph-node:axillary"}),
]
NOT_AFFIRMED = [
    ("No liver metastasis.", {"-liver"}),
    ("No liver, lung or bone metastases.", {"-liver", "-lung", "-bone"}),
    ("No evidence of metastases in liver, lung or bone.", {"-liver", "-lung", "-bone"}),
    ("Weder Leber- noch Lungenmetastasen.", {"-liver", "-lung"}),
    ("No distant metastasis.", {"-any"}),
    ("Keine Fernmetastasen.", {"-any"}),
    ("No metastases in the visualised bones.", {"-bone"}),
    ("No evidence of liver metastases but two lung metastases.", {"-liver", "lung 2"}),
    ("No metastases.", set()),
    ("No extrahepatic disease.", set()),
    ("No new liver metastases.", set()),
    ("Keine weiteren Lebermetastasen.", set()),
    ("Metastasenfrei.", set()),
    ("V. a. Lebermetastase in Segment VI.", {"?liver"}),
    ("Indeterminate lung nodule, metastasis cannot be excluded.", {"?lung"}),
    ("Concern for metastatic disease.", {"?unspecified"}),
    ("Mother had breast cancer with liver metastases.", set()),
    ("Z. n. Resektion einer Lebermetastase 2019.", {"liver past"}),
    ("The liver lesion is a haemangioma.", {"-liver"}),
    ("Two liver metastases, one more liver lesion is a cyst.", {"liver 2"}),
    ("Simple liver cysts.", set()),
]
EXTENT_DENIED = [
    ("No diffuse liver metastases.", set()),
    ("No evidence of widespread metastatic disease.", set()),
    ("No innumerable metastases.", set()),
    ("Keine diffuse Lebermetastasierung.", set()),
    ("Keine diffusen Lebermetastasen.", set()),
    ("Keine disseminierte Metastasierung.", set()),
    ("No diffuse or focal liver metastases.", {"-liver multiple"}),
    ("Multiple benign nodules without liver metastases.", {"-liver multiple"}),
    ("Keine Lebermetastasen.", {"-liver"}),
]
TREATMENT_DENIED = [
    ("Primär nicht resektable Lebermetastasen.", {"liver"}),
    ("Nicht operable Lungenmetastasen beidseits.", {"lung"}),
    ("Technically not resectable bilobar liver metastases.", {"liver"}),
    ("Nicht progrediente Lebermetastasen.", {"liver"}),
    ("Resection of the liver metastases is not recommended.", set()),
    ("No indication for resection of the liver metastases.", set()),
    ("No prior resection of the liver metastases.", set()),
    ("No hepatectomy for liver metastases.", set()),
    ("Biopsy of the liver metastasis not possible.", set()),
    ("Liver metastases: surgery not indicated.", set()),
    ("Keine Indikation zur Resektion der Lebermetastasen.", set()),
    ("Resection of the primary and the liver metastases not feasible.", set()),
    ("Two liver metastases, resection not possible.", {"liver 2"}),
    ("No recurrence after resection of liver metastases.", {"-liver"}),
    ("Biopsy of the liver: no liver metastases.", {"-liver"}),
    ("No biopsy, no liver metastases.", {"-liver"}),
]
TRAIT_DENIED = [
    ("No FDG uptake in the lung metastases.", {"lung"}),
    ("No haemorrhage into the brain metastasis.", {"brain"}),
    ("No evidence of progression of the liver metastases.", {"liver"}),
    ("No BRAF V600E mutation detected in the lung metastasis.", set()),
    ("Keine Jodspeicherung in den bekannten Lungenmetastasen.", set()),
    ("Kein Ansprechen der Lebermetastasen.", {"liver"}),
    ("No progression, no liver metastases.", {"-liver"}),
    ("No uptake in lymph nodes or bone metastases.", {"-bone"}),
    ("No liver metastases: no enhancement.", {"-liver"}),
    ("No uptake suggestive of bone metastases.", {"-bone"}),
]
NODES = [
    ("Hilar and mediastinal lymph node metastases.", {"lymph-node:intrathoracic"}),
    (
        "Mediastinal and supraclavicular lymph node metastases.",
        {"lymph-node:intrathoracic", "lymph-node:supraclavicular"},
    ),
    ("Metastasis to mediastinal lymph node station 7.", {"lymph-node:intrathoracic"}),
    ("Metastases to mediastinal and hilar lymph nodes.", {"lymph-node:intrathoracic"}),
    ("Metastases in mediastinal nodes and in the liver.", {"lymph-node:intrathoracic", "liver"}),
    ("Liver and mediastinal lymph node metastases.", {"liver", "lymph-node:intrathoracic"}),
    ("Mediastinal and liver metastases, lymph nodes normal.", {"mediastinum", "liver"}),
    ("Renal hilar nodal metastasis.", {"lymph-node:retroperitoneal"}),
]
SEATS = [
    ("Tumor im rechten Oberlappen, solitäre Nebennierenmetastase links.", {"adrenal single"}),
    ("Tumor der rechten Niere, Lungenmetastasen.", {"lung"}),
    ("Mass of the left breast, bone metastases.", {"bone"}),
    ("Liver, lung and bone metastases.", {"liver", "lung", "bone"}),
    ("Leber-, Lungen- und Knochenmetastasen.", {"liver", "lung", "bone"}),
]
LIMITED = [
    ("Confined to the liver, 4 metastases.", {"liver 4"}),
    ("Liver only disease with 4 metastases.", {"liver 4"}),
    ("Four metastases, confined to the liver.", {"liver 4"}),
    ("Auf die Leber beschränkt, 4 Metastasen.", {"liver 4"}),
    ("Vier Metastasen, nur in der Leber.", {"liver 4"}),
    ("Confined to the liver and lung, 4 metastases.", {"liver", "lung"}),
    ("Disease limited to the liver, no metastases elsewhere.", set()),
    ("Not confined to the liver, 4 metastases.", {"unspecified 4"}),
    ("Primary confined to the colon, 4 metastases.", {"unspecified 4"}),
    ("Liver normal, 4 metastases.", {"unspecified 4"}),
]


DOUBTED = [
    ("Indeterminate 6 mm pulmonary nodule.", {"?lung"}),
    ("Unklarer Rundherd im linken Lungenoberlappen.", {"?lung"}),
    ("Small nodule in the left lower lobe, indeterminate, follow-up in 3 months.", {"?lung"}),
    ("Unklare Läsion im LWK 3.", {"?spine"}),
    ("Unklare Nebennierenraumforderung links, 2,1 cm.", {"?adrenal"}),
    ("Liver: indeterminate 8 mm lesion in segment 7.", {"?liver"}),
    ("Two liver metastases and an indeterminate 5 mm pulmonary nodule.", {"liver 2", "?lung"}),
    ("The indeterminate lesion of the liver is a cyst on MRI.", set()),
    ("Keine suspekten Lungenrundherde.", set()),
    ("Indeterminate renal lesion.", set()),
    ("Suspicious mass of the sigmoid colon.", set()),
    ("Unclear abdominal pain, liver normal.", set()),
]


@pytest.mark.parametrize(("written", "expected"), DOUBTED)
def test_a_lesion_that_nobody_can_explain_is_suspected_spread(
    written: str, expected: set[str]
) -> None:
    """An indeterminate lesion where tumours spread to is suspected, one explained or denied is not."""
    assert spread(report(written)) == expected


ALTERNATIVES = [
    ("Lesion in the adrenal, metastasis vs adenoma.", {"?adrenal"}),
    ("Adrenal nodule: metastasis vs. adenoma.", {"?adrenal"}),
    ("Nebennierenraumforderung links, Metastase DD Adenom.", {"?adrenal"}),
    ("Liver metastases vs prior CT unchanged.", {"liver"}),
    ("Two liver metastases vs 03/2026.", {"liver 2"}),
    ("Metastases cannot be excluded.", {"?unspecified"}),
    ("Metastasen nicht auszuschließen.", {"?unspecified"}),
    ("Patient is at risk of metastases.", set()),
]


@pytest.mark.parametrize(("written", "expected"), ALTERNATIVES)
def test_an_alternative_is_a_doubt_and_a_comparison_of_scans_is_none(
    written: str, expected: set[str]
) -> None:
    """What is named beside another explanation, or cannot be excluded, is suspected."""
    assert spread(report(written)) == expected


LISTED = [
    ("Distant metastases: present (liver).", {"liver"}),
    ("Distant metastasis: yes (liver, lung)", {"liver", "lung"}),
    ("Fernmetastasen: ja, Leber", {"liver"}),
    ("Fernmetastasen: HEP, PUL", {"liver", "lung"}),
    ("Fernmetastasen: keine", {"-any"}),
    ("Lunge o.B., Leber: 2 Metastasen.", {"liver 2"}),
    ("Lungs clear, liver: 3 metastases.", {"liver 3"}),
    ("Leber ohne Filiae.", {"-liver"}),
    ("Adenocarcinoma, metastatic, liver biopsy.", {"liver"}),
    ("Metastatic adenocarcinoma in the liver.", {"liver"}),
    ("Metastatic adenocarcinoma of the colon.", set()),
    ("Metastatic colon adenocarcinoma in liver.", {"liver"}),
    ("Metastatic colorectal adenocarcinoma involving the liver and lung.", {"liver", "lung"}),
    ("Metastatic melanoma to the brain.", {"brain"}),
    ("Leberbiopsie: Metastase eines Kolonkarzinoms.", {"liver"}),
    ("Leberstanze: kein Nachweis von Metastasen.", {"-liver"}),
    ("Metastatic colon cancer in patient with liver cirrhosis.", set()),
    ("Metastases in the setting of liver cirrhosis.", set()),
    ("Metastatic adenocarcinoma in 3 of 14 regional lymph nodes.", {"lymph-node:regional"}),
]


@pytest.mark.parametrize(("written", "expected"), LISTED)
def test_a_labelled_answer_names_the_organs(written: str, expected: set[str]) -> None:
    """Organs behind `present`, in letters of a registry, or of a specimen are those of the spread."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(("written", "expected"), TREATMENT_DENIED)
def test_denying_a_treatment_does_not_deny_the_metastases(written: str, expected: set[str]) -> None:
    """What is not operated on, biopsied or treated is still there."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(("written", "expected"), TRAIT_DENIED)
def test_denying_a_trait_does_not_deny_the_metastases(written: str, expected: set[str]) -> None:
    """Metastases that do not grow, bleed or take up a tracer are there, or left open."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(("written", "expected"), NODES)
def test_a_word_for_a_place_before_lymph_nodes_names_the_nodes(
    written: str, expected: set[str]
) -> None:
    """Mediastinal and hilar nodes are in neither the mediastinum nor the bile ducts."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(("written", "expected"), SEATS)
def test_the_seat_of_the_tumour_is_no_site_of_spread(written: str, expected: set[str]) -> None:
    """An organ in front of metastases and a comma may be where the primary lies."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(("written", "expected"), LIMITED)
def test_metastases_of_one_organ_only_are_counted_there(written: str, expected: set[str]) -> None:
    """Words that tie all disease to one organ give it the number of the sentence."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(("written", "expected"), EXTENT_DENIED)
def test_denying_how_many_does_not_deny_that_there_are_any(
    written: str, expected: set[str]
) -> None:
    """Diffuse spread denied leaves known sites as they are, and states no diffuse disease."""
    found = report(written, "CT chest and abdomen")
    assert spread(found) == expected
    assert kinds(found, Statement) == []


@pytest.mark.parametrize(("written", "expected"), [*SPREAD, *NO_NUMBER, *NOT_AFFIRMED])
def test_a_conclusion_names_organs_and_numbers(written: str, expected: set[str]) -> None:
    """Organs and their lesions are read; sizes, dates, segments and nodes are never counted."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("More than five pulmonary metastases.", {"lung 6+"}),
        ("Mehr als 3 Lebermetastasen.", {"liver 4+"}),
        ("At least 3 liver metastases.", {"liver 3+"}),
        ("Liver metastases, at least 4.", {"liver 4+"}),
        ("> 5 liver metastases.", {"liver 6+"}),
        ("Three or more liver metastases.", {"liver 3+"}),
        ("No more than 3 liver metastases.", {"liver 3"}),
        ("Four metastatic lesions in the liver.", {"liver 4"}),
        ("Eine einzelne Lebermetastase.", {"liver single"}),
        ("Omental caking, consistent with carcinomatosis.", {"peritoneum"}),
    ],
)
def test_a_lower_bound_is_no_number_of_lesions(written: str, expected: set[str]) -> None:
    """`More than five` is six at least, and there may be more; a closed number is all of them."""
    assert spread(report(written)) == expected


@pytest.mark.parametrize(
    ("title", "written", "expected"),
    [
        ("MRI liver", "Two metastases in segments 6 and 7 (22 mm, 14 mm).", {"liver 2"}),
        ("MRT Leber", "Drei Metastasen.", {"liver 3"}),
        ("MRI liver", "No metastasis.", {"-liver"}),
        ("MRI liver", "No evidence of metastatic disease.", {"-liver"}),
        ("CT abdomen/pelvis", "Three metastases.", {"unspecified 3"}),
        ("PET-CT", "No metastases.", {"-any"}),
        ("CT chest, abdomen and pelvis", "No metastases.", {"-any"}),
        ("CT abdomen", "No metastases.", set()),
        ("Tumor board", "No metastases.", {"-any"}),
    ],
)
def test_the_title_says_where_the_study_looked(
    title: str, written: str, expected: set[str]
) -> None:
    """A denial reaches as far as the study saw, and one organ in the title is the organ meant."""
    assert spread(report(written, title)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Unresectable liver disease.", ["unresectable"]),
        ("Irresektable Lebermetastasen.", ["unresectable"]),
        ("Nicht mehr resektabel.", ["unresectable"]),
        ("R0 resection not possible.", ["unresectable"]),
        ("Currently unresectable, conversion planned.", ["conversion-planned"]),
        ("Unresectable now; conversion chemotherapy.", ["conversion-planned"]),
        ("Previously unresectable, now resectable after FOLFOX.", ["resectable"]),
        ("Technically resectable.", ["resectable"]),
        ("Not unresectable.", []),
        ("Unclear whether resectable.", []),
        ("If unresectable, chemotherapy.", []),
        ("All sites will be treated.", ["all-sites-plan"]),
        ("Alle bekannten Herde werden behandelt.", ["all-sites-plan"]),
        ("Im Rahmen einer klinischen Studie.", ["clinical-trial"]),
        ("Kein Anhalt für ein Tumorrezidiv.", ["no-evidence-of-disease"]),
        ("Nicht technisch resektabel.", ["unresectable"]),
        ("Resektion nicht möglich.", ["unresectable"]),
        ("Not all sites can be treated.", []),
        ("Oligometastasiertes Rektumkarzinom.", ["oligometastatic"]),
        ("Not oligometastatic.", []),
        ("Curative intent.", ["curative-intent"]),
        ("Non-curative resection.", []),
        ("Palliative chemotherapy with FOLFOX.", []),
        ("Palliative care consult.", []),
        ("Tumour board recommends resection.", ["resection-recommended"]),
        ("Tumour board does not recommend resection.", []),
        ("No evidence of disease.", ["no-evidence-of-disease"]),
        ("No evidence of disease progression.", []),
        ("No evidence of recurrence at the anastomosis.", []),
        ("No evidence of disease in the liver. Lung metastases.", []),
        ("Near-complete response.", []),
        ("Complete response not achieved.", []),
        ("Recurrent disease.", ["recurrence"]),
        ("Recurrent laryngeal nerve palsy.", []),
        ("Innumerable lung metastases.", ["diffuse"]),
        ("Innumerable gallstones.", []),
        ("The segment 4 lesion is a haemangioma.", ["benign-lesion"]),
        ("Renal cyst.", []),
        ("Wife says he never smoked, unresectable disease.", []),
    ],
)
def test_a_conclusion_states_plans(written: str, expected: list[str]) -> None:
    """Only what holds for the patient now, and for the disease as a whole, is a statement."""
    assert kinds(report(written), Statement) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Progressive disease on FOLFOX.", ["progressive"]),
        ("Deutlich progrediente Lebermetastasen.", ["progressive"]),
        ("Mixed response with new bone lesions.", ["progressive"]),
        ("RECIST 1.1: PD under first-line therapy.", ["progressive"]),
        ("Progressive Erkrankung unter Systemtherapie.", ["progressive"]),
        ("Increasing size of both metastases.", ["progressive"]),
        ("Monitor for progressive disease.", []),
        ("No progression.", ["stable"]),
        ("No evidence of progressive disease.", ["stable"]),
        ("No new liver metastases.", ["stable"]),
        ("Progressive bone disease on anastrozole.", ["progressive"]),
        ("Bone disease progressing on letrozole.", ["progressive"]),
        ("Not progressing on letrozole.", ["stable"]),
        ("Upon progression consider FOLFIRI.", []),
        ("Progression cannot be excluded.", []),
        ("Patient haemodynamically stable.", []),
        ("Partial response to FOLFIRI.", ["responding"]),
        ("Größenregrediente Lebermetastasen.", ["responding"]),
        ("Stable disease.", ["stable"]),
        ("Progression 2024 under capecitabine, now partial response to FOLFOX.", ["responding"]),
        ("Progression since 2025.", ["progressive"]),
    ],
)
def test_a_conclusion_tells_the_tempo(written: str, expected: list[str]) -> None:
    """RECIST words and plain words tell how the disease moves, unless denied or feared."""
    assert sorted(set(kinds(report(written), Tempo))) == expected


@pytest.mark.parametrize(
    ("written", "growth"),
    [
        ("Two new liver metastases.", True),
        ("New lung metastases.", True),
        ("Größenzunahme der Lebermetastasen.", True),
        ("Increased size of the liver metastases.", True),
        ("Die Lebermetastasen sind größer geworden.", True),
        ("Decreased size of the liver metastases.", False),
        ("Progressive disease.", False),
    ],
)
def test_new_or_larger_lesions_are_told_from_stated_progression(written: str, growth: bool) -> None:
    """Whether new lesions are progression depends on therapy; `progressive disease` says it."""
    told = [fact.growth for fact in report(written) if isinstance(fact, Tempo)]
    assert told == [growth]


@pytest.mark.parametrize(
    ("written", "endocrine"),
    [
        ("Progression on ribociclib and letrozole.", True),
        ("Progrediente Knochenmetastasen unter Letrozol.", True),
        ("Progression on paclitaxel, switch to fulvestrant.", False),
        ("Progression, start of letrozole.", False),
    ],
)
def test_a_text_of_progression_names_the_drugs_that_failed(written: str, endocrine: bool) -> None:
    """Drugs behind `on` or `under` are those in use; drugs that are to follow are not."""
    told = [fact.under for fact in report(written) if isinstance(fact, Tempo)]
    assert any("endocrine" in classes for classes in told) is endocrine


def test_a_drug_in_the_sentence_ties_the_tempo_to_therapy() -> None:
    """Progression beside a drug is progression on therapy; without one that is unknown."""
    told = [*report("Progressive disease on FOLFOX."), *report("Progressive disease.")]
    assert [fact.on_therapy.value for fact in told if isinstance(fact, Tempo)] == ["yes", "unknown"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Obstructing sigmoid mass with transition point.", {"obstruction:colon"}),
        ("No bowel obstruction, no perforation.", set()),
        ("Non-obstructing sigmoid mass.", set()),
        ("No obstruction but bleeding from the sigmoid mass.", {"bleeding:colon"}),
        ("Impending obstruction.", {"?obstruction:None"}),
        ("Resection to prevent obstruction.", set()),
        ("Kein Ileus, keine Perforation.", set()),
        ("Pathological fracture of the left femur.", {"fracture:bone"}),
        ("Mother died of GI bleeding.", set()),
    ],
)
def test_a_conclusion_names_symptoms(written: str, expected: set[str]) -> None:
    """A symptom counts when the report affirms it of the patient."""
    found = {
        f"{'' if fact.certainty.value == 'confirmed' else '?'}{fact.kind}:{fact.organ}"
        for fact in report(written)
        if isinstance(fact, Symptom)
    }
    assert found == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("pT3 pN1 cM1b.", ["pT3", "pN1", "cM1b"]),
        ("pT1b2 pN0, T12 unremarkable.", ["pT1b2", "pN0"]),
        ("Stage IIIB (AJCC 8th edition).", ["IIIB TNM"]),
        ("rStage IV.", ["rIV"]),
        ("Stadium IV nach UICC.", ["IV TNM"]),
        ("Tumorstadium IVB.", ["IVB"]),
        ("Ann Arbor stage IV.", ["IV Ann Arbor"]),
        ("FIGO IVB", ["IVB FIGO"]),
        ("Previously stage II, now stage IV.", ["IV"]),
        ("Initially stage III.", []),
        ("Suspected stage IV.", ["?IV"]),
        ("Not stage IV.", []),
        ("cM0-1.", []),
        ("cM0/M1.", []),
        ("M0 / M1", []),
        ("Nicht Stadium IV.", []),
        ("Stage IV suspected.", ["?IV"]),
        ("Stage IV disease ruled out.", []),
        ("If stage IV, chemotherapy.", []),
        ("Stage 4 chronic kidney disease.", []),
        ("Pressure ulcer stage 3.", []),
        ("Sigmoid cancer stage IV, CKD stage 3.", ["IV"]),
        ("Diverticulitis, Hinchey stage IV.", []),
        ("Stage IV follicular lymphoma, sigmoid cancer cT3 M0.", ["cT3", "M0"]),
        ("Furosemide IV push.", []),
        ("WHO grade 4 glioma, ECOG 4.", []),
        ("Mother had stage IV cancer.", []),
        ("Patients with stage IV disease should have RAS testing.", []),
        ("Bei Patienten im Stadium IV wird eine Systemtherapie empfohlen.", []),
        ("Cancer in other organs is called stage IV.", []),
        ("Ob ein Stadium IV vorliegt, bleibt offen.", []),
        ("Sollte ein Stadium IV vorliegen, keine Operation.", []),
        ("Criteria for stage IV not met.", []),
        ("M1 disease has not been demonstrated.", []),
        ("Stadium IV derzeit nicht gesichert.", ["?IV"]),
        ("Stage IV cannot be confirmed at this time.", ["?IV"]),
    ],
)
def test_a_conclusion_states_the_stage(written: str, expected: list[str]) -> None:
    """Stages need the word or the notation, and belong to the patient's cancer now."""
    found = [
        f"{'?' * (fact.certainty.value == 'suspected')}{fact.prefix}{fact.value} {fact.system}"
        for fact in report(written)
        if isinstance(fact, Stage)
    ]
    assert [entry.strip() for entry in found] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "1. Adenokarzinom des Pankreaskopfes, cM1. 2. Z.n. Mammakarzinom rechts 2009, pT1 N0 M0.",
            ["M1 pancreas"],
        ),
        (
            "Sigmoid cancer (M1a). PMH: breast cancer 2010 pT1c N0 M0, hypertension.",
            ["M1a colorectal"],
        ),
        ("Stage IV sigmoid carcinoma, stage IA breast cancer.", ["IV colorectal", "IA breast"]),
        ("Stage IV colon cancer and stage I breast cancer (2010).", ["IV colorectal"]),
        ("Prostate cancer cM0; lung adenocarcinoma cM1b.", ["M0 prostate", "M1b nsclc"]),
        ("Rectal cancer, stage IV; history of melanoma stage IB", ["IV colorectal"]),
        ("Melanoma stage IIIB 2015.", ["IIIB melanoma"]),
        ("Staging complete: cM1.", ["M1 None"]),
    ],
)
def test_a_stage_is_that_of_the_cancer_beside_it(written: str, expected: list[str]) -> None:
    """Of several cancers in a text each keeps its stage; that of an earlier one is left out."""
    stages = [fact for fact in report(written) if isinstance(fact, Stage)]
    told = [f"{fact.value} {fact.tumour_type}" for fact in stages if fact.axis in ("m", "group")]
    assert told == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Resection not feasible.", ["unresectable"]),
        ("Chirurgisch nicht angehbar.", ["unresectable"]),
        ("Nicht kurativ resektabel.", ["unresectable"]),
        ("Diffuse bilobäre Lebermetastasierung.", ["diffuse"]),
        ("Disseminierte Lungenmetastasen.", ["diffuse"]),
    ],
)
def test_what_cannot_be_removed_is_said_in_many_words(written: str, expected: list[str]) -> None:
    """Disease that no operation reaches, or that is everywhere, is stated as such."""
    assert sorted(set(kinds(report(written, "Tumour board"), Statement))) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Resection of the primary and both liver metastases recommended.",
        "Curative surgery: sigmoidectomy followed by right hepatectomy.",
        "Resektion des Primarius und der Lebermetastasen in kurativer Absicht.",
        "Liver-first approach.",
        "Two-stage resection planned.",
        "Liver-first strategy: hepatectomy performed in May, now sigmoid resection.",
        "Curative surgery: sigmoidectomy in May followed by right hepatectomy in July.",
        "Leber zuerst: Leberresektion erfolgt. Jetzt Sigmaresektion.",
        "Zweizeitiges Vorgehen: Leberresektion erfolgt, nun Rektumresektion.",
        "Mastectomy and SBRT to the bone metastasis.",
    ],
)
def test_a_board_that_removes_primary_and_metastases_plans_for_every_site(written: str) -> None:
    """Two operations in one sentence, one on each, are a plan for all sites of what is resectable."""
    said = kinds(report(written, "Tumour board"), Statement)
    assert {"resectable", "all-sites-plan"} <= set(said)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Sigmoidectomy and right hepatectomy are not possible.", "Tumour board"),
        ("We advise against sigmoidectomy and hepatectomy.", "Tumour board"),
        ("Sigmoidectomy and hepatectomy were discussed.", "Tumour board"),
        ("Sigmoidectomy and hepatectomy were performed in 2024.", "Tumour board"),
        ("Z. n. Sigmaresektion und Leberresektion.", "Tumorkonferenz"),
        ("Not a candidate for liver-first. Sigmoidectomy discussed.", "Tumour board"),
        ("Resection of the primary despite liver metastases.", "Tumour board"),
        ("Resection of the primary and chemotherapy for the liver metastases.", "Tumour board"),
        ("Sigmoidectomy and right hepatectomy, unresectable lung metastases.", "Tumour board"),
        ("Clips of sigmoidectomy and hepatectomy.", "CT abdomen"),
    ],
)
def test_a_plan_that_is_past_denied_or_weighed_is_none(written: str, title: str) -> None:
    """Only a board decides, and one word of doubt in its sentence leaves the plan open."""
    said = kinds(report(written, title), Statement)
    assert not {"resectable", "all-sites-plan"} & set(said)


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("Hepatisch metastasiertes Sigmakarzinom.", "colorectal"),
        ("Sigmakarzinom mit Lebermetastasen, Prostatakarzinom unter AS.", "colorectal"),
        ("Lebermetastasen eines Sigmakarzinoms.", "colorectal"),
        ("Colon cancer with two liver metastases.", "colorectal"),
        ("Lebermetastasen bei bekanntem Prostatakarzinom.", None),
        ("V.a. Prostatakarzinom mit Lebermetastasen.", None),
        ("Liver metastases in a patient with prostate cancer.", None),
    ],
)
def test_a_report_may_say_which_cancer_has_spread(written: str, origin: str | None) -> None:
    """Words that tie a tumour to its metastases name their origin; a tumour beside them does not."""
    found = [fact for fact in report(written) if isinstance(fact, Metastasis)]
    assert {fact.primary_type for fact in found} == {origin}


@pytest.mark.parametrize(
    ("written", "about"),
    [
        ("Larynx carcinoma unresectable.", ("head-neck",)),
        ("Unresectable.", ()),
        ("Prostate cancer: progression on ADT.", ("prostate",)),
        ("Unresectable pancreatic cancer, mother had breast cancer.", ("pancreas",)),
    ],
)
def test_a_statement_keeps_the_cancers_that_it_names(written: str, about: tuple[str, ...]) -> None:
    """What is said of one cancer can be told from what is said of another."""
    found = [fact for fact in report(written) if isinstance(fact, (Statement, Tempo))]
    assert {fact.about for fact in found} == {about}


def test_a_note_on_a_diagnosis_is_about_that_cancer() -> None:
    """A note that names no cancer speaks of the one that its Condition states."""
    coded = {"coding": [{"system": ICD, "code": "C32.0"}]}
    found = read("Condition", code=coded, note=[{"text": "Unresectable."}])
    assert [fact.about for fact in found if isinstance(fact, Statement)] == [("head-neck",)]


def test_a_report_that_is_not_final_affirms_nothing() -> None:
    """Findings of a preliminary report are suspected; its denials and statements are left out."""
    found = report(
        "Two liver metastases. No lung metastases. Unresectable. Stage IV.", status="preliminary"
    )
    assert spread(found) == {"?liver 2"}
    assert kinds(found, Statement) == []
    assert {fact.certainty.value for fact in found if isinstance(fact, Stage)} == {"suspected"}


def test_a_cancelled_report_says_nothing() -> None:
    """What was cancelled was never seen."""
    assert report("Two liver metastases.", status="cancelled") == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Would be unresectable if progression occurs.", []),
        ("Liver metastases could become unresectable.", []),
        ("The metastases would be resectable after response.", []),
        ("Resectable if good response.", []),
        ("Wäre bei Progress nicht resektabel.", []),
        ("Metastasen könnten irresektabel werden.", []),
        ("Es wird erwartet, dass die Metastasen resektabel wären.", []),
        ("Resektabel, falls Ansprechen.", []),
        ("Surgery would be futile as the metastases are unresectable.", ["unresectable"]),
        ("Metastases are unresectable and would require chemotherapy.", ["unresectable"]),
        ("Liver metastases became unresectable.", ["unresectable"]),
        ("Die Operation wäre riskant, die Metastasen sind irresektabel.", ["unresectable"]),
        ("Metastasen resektabel.", ["resectable"]),
    ],
)
def test_what_would_be_so_is_not_stated(written: str, expected: list[str]) -> None:
    """A supposed resectability is no statement, one that holds beside a supposition is."""
    assert kinds(report(written), Statement) == expected


@pytest.mark.parametrize(
    ("title", "written", "author"),
    [
        ("Tumor board note", "Resectable.", "tumour-board"),
        ("MDT", "Resectable.", "tumour-board"),
        ("Note", "HPB tumor board: resectable.", "tumour-board"),
        ("CT abdomen", "Resectable. Refer for discussion at tumor board.", "radiology"),
        ("Surgical pathology", "Unresectable tumour", "pathology"),
        ("Clinic letter", "Unresectable tumour", "other"),
    ],
)
def test_the_author_is_who_speaks(title: str, written: str, author: str) -> None:
    """A board speaks in its own note or where it is quoted; a referral to it is not its word."""
    found = report(written, title)
    assert {fact.author for fact in found if isinstance(fact, Statement)} == {author}


@pytest.mark.parametrize(
    ("written", "manner"),
    [
        ("Peritonealkarzinose.", "carcinomatosis"),
        ("Malignant pleural effusion.", "malignant-effusion"),
        ("Right pleural effusion, cytology positive for adenocarcinoma.", "malignant-effusion"),
        ("Tumorzellen im Pleuraerguss.", "malignant-effusion"),
        ("Leptomeningeal metastases.", "leptomeningeal"),
        ("Pleural metastases.", None),
    ],
)
def test_the_manner_of_spread_is_kept(written: str, manner: str | None) -> None:
    """Carcinomatosis, effusions and the meninges are more than an organ."""
    (fact,) = [fact for fact in report(written) if isinstance(fact, Metastasis)]
    assert fact.manner == manner


def test_pathology_makes_a_site_biopsied() -> None:
    """The specimen in front of the colon is the site, not the primary that is named behind it."""
    written = "Liver core biopsy: adenocarcinoma, consistent with metastasis of colonic primary."
    (fact,) = [one for one in report(written, "Surgical pathology") if isinstance(one, Metastasis)]
    assert (fact.site, fact.biopsied) == ("liver", True)


def test_the_day_is_when_it_was_seen() -> None:
    """The effective date counts before the date of issue, and every fact carries text evidence."""
    found = report(
        "Two liver metastases.", effectiveDateTime="2026-11-01", issued="2026-11-03T09:00:00Z"
    )
    assert [(fact.day.text, fact.because[0].from_text) for fact in found] == [("2026-11-01", True)]


def test_a_coded_conclusion_is_read_with_the_text() -> None:
    """The display of a conclusion code is a sentence of the report."""
    coded = [{"coding": [{"display": "Liver metastases"}]}]
    assert spread(report("", conclusionCode=coded)) == {"liver"}


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({}, {"liver 2"}),
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, set()),
        ({"verificationStatus": {"coding": [{"code": "provisional"}]}}, set()),
        ({"clinicalStatus": {"coding": [{"code": "resolved"}]}}, {"liver 2 past"}),
        ({"code": {"coding": [{"system": ICD, "code": "Z80.0"}]}}, set()),
        ({"code": {"text": "Family history of colon cancer"}}, set()),
    ],
)
def test_the_note_of_a_condition_shares_its_status(
    elements: dict[str, Any], expected: set[str]
) -> None:
    """A note affirms nothing when its Condition is refuted, suspected or a relative's."""
    stated: dict[str, Any] = {
        "code": {"coding": [{"system": ICD, "code": "C18.7"}]},
        "note": [{"text": "Two liver metastases."}],
    }
    assert spread(read("Condition", **(stated | elements))) == expected


def test_a_note_has_a_day_of_its_own() -> None:
    """A note that was added later than its Condition was recorded counts from then."""
    note = [{"text": "Unresectable.", "time": "2026-11-02"}]
    (fact,) = read("Condition", recordedDate="2025-01-01", note=note)
    assert (fact.kind, fact.day.text) == ("unresectable", "2026-11-02")


def test_a_stage_summary_may_state_a_plan() -> None:
    """The text of a stage summary is free text like a note."""
    found = read("Condition", stage=[{"summary": {"text": "Stage IV, unresectable"}}])
    assert kinds(found, Statement) == ["unresectable"]


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"status": "final", "valueString": "Two liver metastases."}, {"liver 2"}),
        ({"status": "final", "note": [{"text": "Liver metastases."}]}, {"liver"}),
        ({"status": "preliminary", "valueString": "Two liver metastases."}, set()),
        (
            {
                "status": "final",
                "code": {"text": "Family history"},
                "valueString": "Liver metastases",
            },
            set(),
        ),
    ],
)
def test_a_string_value_is_free_text(elements: dict[str, Any], expected: set[str]) -> None:
    """Values and notes of final Observations about the patient are read."""
    assert spread(read("Observation", **elements)) == expected


def test_the_value_of_a_marker_test_says_nothing_of_the_course() -> None:
    """Stable microsatellites are not stable disease, which an assessment of it may state."""
    stable: dict[str, Any] = {"status": "final", "valueString": "Stable"}
    assert kinds(read("Observation", **stable, code={"text": "MSI status"}), Tempo) == []
    assert kinds(read("Observation", **stable, code={"text": "CT"}), Tempo) == ["stable"]


def test_the_note_of_a_procedure_is_read() -> None:
    """A surgeon's note may state what was found."""
    found = read("Procedure", status="completed", note=[{"text": "Peritoneal metastases found."}])
    assert spread(found) == {"peritoneum"}


WORDS = st.sampled_from(
    [
        "no",
        "two",
        "liver",
        "lung",
        "metastases",
        "?",
        ",",
        ".",
        ":",
        "(",
        "3",
        ")",
        "and",
        "or",
        "without",
        "suspected",
        "stage",
        "IV",
        "mother",
        "cm",
    ]
)


@given(st.lists(WORDS, max_size=14))
def test_any_order_of_words_is_read_without_error(written: list[str]) -> None:
    """Odd sentences give facts with evidence or nothing, and never an error."""
    for fact in report(" ".join(written)):
        assert fact.because[0].from_text


def test_an_unlikely_progression_is_none() -> None:
    """What is unlikely is not stated, before its word as behind it."""
    assert kinds(report("Two liver metastases, unlikely progression."), Tempo) == []
    assert kinds(report("Two liver metastases, progression unlikely."), Tempo) == []


@pytest.mark.parametrize(
    ("text", "site", "certainty"),
    [
        ("Diagnostic laparoscopy: carcinomatosis, PCI 24.", "peritoneum", Certainty.CONFIRMED),
        ("Peritoneal nodularity, carcinomatosis not excluded.", "peritoneum", Certainty.SUSPECTED),
        ("No carcinomatosis.", "peritoneum", Certainty.EXCLUDED),
        ("Carcinomatosis of the pleura.", "pleura", Certainty.CONFIRMED),
        ("Keine Karzinose.", "peritoneum", Certainty.EXCLUDED),
    ],
)
def test_carcinomatosis_without_an_organ_is_that_of_the_peritoneum(
    text: str, site: str, certainty: Certainty
) -> None:
    """Surgeons name no organ; a denial is no word on others."""
    found = [fact for fact in report(text) if isinstance(fact, Metastasis)]
    assert [(one.site, one.certainty) for one in found] == [(site, certainty)]


def test_what_will_hardly_become_resectable_is_not() -> None:
    """A forecast against it is no statement that it is resectable."""
    assert kinds(report("Liver metastases are unlikely to become resectable."), Statement) == []


def test_an_endoscopy_tells_the_organ_of_a_symptom() -> None:
    """A sentence without an organ is about what the endoscopy looked at."""
    found = report("Tumour at 25 cm, partially obstructing.", title="Colonoscopy")

    assert [fact.organ for fact in found if isinstance(fact, Symptom)] == ["colon"]


@pytest.mark.parametrize("written", ["Colon cancer St. IV", "Colon cancer, Stad. IV", "stage four"])
def test_a_stage_may_be_short_or_spelt_out(written: str) -> None:
    """The short forms of stage and a numeral in letters are read."""
    assert [fact.value for fact in report(written) if isinstance(fact, Stage)] == ["IV"]


PROVEN = [
    ("Liver, core biopsy: adenocarcinoma, consistent with colorectal primary.", {"liver"}),
    ("Leberstanzbiopsie: Adenokarzinom, vereinbar mit kolorektalem Primarius.", {"liver"}),
    ("Pleura, biopsy: adenocarcinoma of breast origin.", {"pleura"}),
    ("Lung biopsy: adenocarcinoma consistent with lung primary.", set()),
    ("Liver biopsy: no carcinoma of colonic origin.", set()),
    ("Liver biopsy: adenocarcinoma.", set()),
]


@pytest.mark.parametrize(("written", "expected"), PROVEN)
def test_a_biopsy_that_shows_another_organs_tumour_proves_spread(
    written: str, expected: set[str]
) -> None:
    """A malignancy in one organ that comes from another is a metastasis without the word."""
    assert spread(report(written, title="Surgical pathology")) == expected


def test_the_name_of_a_diagnosis_says_that_radioiodine_has_failed() -> None:
    """A problem list names refractory disease where the diagnosis itself is written."""
    found = read("Condition", code={"text": "Radiojodrefraktäres papilläres Schilddrüsenkarzinom"})
    assert "rai-refractory" in kinds(found, Statement)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("MDT recommends upfront cytoreductive nephrectomy.", ["resection-recommended"]),
        ("Empfehlung zur Hemikolektomie.", ["resection-recommended"]),
        ("Nephrektomie wird empfohlen.", ["resection-recommended"]),
        ("Tumour board: resection of the primary is recommended.", ["resection-recommended"]),
        ("Resektion der Lebermetastasen wird empfohlen.", ["resection-recommended"]),
        ("Tumorkonferenz: Laryngektomie empfohlen.", ["resection-recommended"]),
        ("No resection of the primary recommended.", []),
        ("Mastectomy is not recommended.", []),
        ("If response, nephrectomy is recommended.", []),
    ],
)
def test_a_board_may_recommend_an_operation_by_its_name(written: str, expected: list[str]) -> None:
    """The name of the resection stands for the word resection; conditions recommend nothing."""
    assert kinds(report(written, "Tumour board"), Statement) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3 new liver lesions, largest 4 cm. MRI confirms metastases, no others.", {"liver"}),
        ("Two lung nodules. PET positive, consistent with metastases.", {"lung"}),
        ("Rundherd der Lunge. Histologie bestätigt Metastase.", {"lung"}),
        ("Liver lesion and lung nodule. Biopsy confirmed a metastasis.", set()),
        ("Left lung mass. Biopsy confirmed metastatic lung cancer.", set()),
        ("Liver lesion unchanged. Known metastases stable.", set()),
        ("Liver haemangioma. Imaging confirms metastases.", set()),
    ],
)
def test_the_next_sentence_may_prove_lesions_to_be_metastases(
    written: str, expected: set[str]
) -> None:
    """Metastases that a sentence proves without an organ are where the only lesions of the text are."""
    assert spread(report(written)) == expected


FORMS = [
    ("Distant metastases: [ ] yes [ ] no", set()),
    ("[ ] liver metastases [ ] lung metastases", set()),
    ("Lebermetastasen \u2610 Lungenmetastasen \u2610", set()),
    ("\u2612 Lebermetastasen \u2610 Lungenmetastasen", {"liver"}),
    ("Lebermetastasen \u2610 Lungenmetastasen \u2612", {"lung"}),
    ("Liver metastases: [x] yes [ ] no", {"liver"}),
    ("Lebermetastasen: ( ) ja (x) nein", {"no liver"}),
    ("Lebermetastasen ja / nein", set()),
    ("Liver metastases: N/A", set()),
    ("Liver metastases: ____", set()),
    ("Lebermetastasen: k.A.", set()),
    ("Metastasen (Leber/Lunge/keine)", set()),
    ("Liver metastases:", set()),
    ("Lung metastases: ____; liver metastases in segment 6.", {"liver"}),
    ("Three liver metastases [ ] biopsy planned", {"liver"}),
]


@pytest.mark.parametrize(("written", "expected"), FORMS)
def test_what_a_form_leaves_open_says_nothing(written: str, expected: set[str]) -> None:
    """Boxes without a tick, options side by side and headings without content are no statement."""
    found = {
        f"{'no ' if fact.certainty is Certainty.EXCLUDED else ''}{fact.site}"
        for fact in report(written)
        if isinstance(fact, Metastasis)
    }
    assert found == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[ ] M0 [x] M1", ["M1"]),
        ("\u2610 Stadium III \u2612 Stadium IV", ["IV"]),
        ("Stage: [ ] stage III [ ] stage IV", []),
    ],
)
def test_a_stage_counts_where_its_box_is_ticked(written: str, expected: list[str]) -> None:
    """A list of stages to choose from states none but the one ticked."""
    found = [f"{one.prefix}{one.value}" for one in report(written) if isinstance(one, Stage)]
    assert found == expected


@pytest.mark.parametrize(
    "written",
    [
        "Outside report of liver metastases, which could not be confirmed.",
        "Outside report of liver metastases; this could not be confirmed.",
        "Der Hausarzt spricht von Lebermetastasen, hierfür findet sich kein Korrelat.",
        "Referral says stage IV, this could not be verified.",
        "Laut Einweisung Stadium IV, dies ließ sich nicht verifizieren.",
    ],
)
def test_what_a_sentence_takes_back_is_a_doubt(written: str) -> None:
    """What others reported and the author could not confirm is neither there nor absent (I3)."""
    said = [one for one in report(written) if isinstance(one, Metastasis | Stage)]
    assert said
    assert {one.certainty for one in said} == {Certainty.SUSPECTED}


@pytest.mark.parametrize(
    "written",
    [
        "Patients with liver metastases should be discussed by the board.",
        "In patients with colorectal cancer liver metastases may be present.",
        "Bei Patienten mit Lebermetastasen ist eine MRT möglich.",
        "Protocol: CT for detection of liver and lung metastases. Findings: normal.",
        "CT to detect liver metastases, normal.",
        "MRT Leber, Metastasenprotokoll. Zysten.",
        "Bei Auftreten von Lebermetastasen Systemtherapie.",
        "Im Falle von Lebermetastasen erneute Vorstellung.",
    ],
)
def test_what_holds_in_general_confirms_no_spread(written: str) -> None:
    """Advice on patients with metastases, the aim and the protocol of a scan find none in this one."""
    found = [fact for fact in report(written) if isinstance(fact, Metastasis)]
    assert all(fact.certainty is not Certainty.CONFIRMED for fact in found)


@pytest.mark.parametrize(
    "written",
    [
        "Patient with liver metastases from colon cancer.",
        "Vorstellung des Patienten mit multiplen Lebermetastasen.",
        "Detection of new liver metastases.",
        "MRI, metastasis protocol. Findings: five liver metastases.",
        "Liver metastases, protocol FOLFOX started.",
    ],
)
def test_what_is_found_in_this_patient_stays_found(written: str) -> None:
    """One patient with metastases, or metastases that were detected, are no general advice."""
    found = [fact for fact in report(written) if isinstance(fact, Metastasis)]
    assert any(fact.certainty is Certainty.CONFIRMED for fact in found)
