"""What phrases mean: negation, suspicion, family, history, and where sentences end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappers import text
from fhir_mappers.facts import Certainty
from fhir_mappers.text import LexiconError, Mention
from fhir_mappers.text_words import normalise, sentences

YES, PERHAPS, NO = Certainty.CONFIRMED, Certainty.SUSPECTED, Certainty.EXCLUDED
HEADER = "phrase,language,means,source\n"


def only(written: str, kind: str, means: str) -> Mention:
    """The one mention with a meaning that a text holds."""
    (found,) = [one for one in text.load().find(written, kind) if one.means == means]
    return found


LIVER = [
    ("Fragestellung: Lebermetastasen bei Sigmakarzinom?", PERHAPS),
    ("Liver metastases in colon cancer?", PERHAPS),
    ("Progression of known liver metastases?", YES),
    ("Progress bei bekannten Lebermetastasen?", YES),
    ("If response, liver metastases again on the list.", PERHAPS),
    ("MRI if needed, liver metastases again present.", YES),
    ("Lebermetastasensuspekte Herde.", PERHAPS),
    ("Lebermetastasenfrei.", NO),
    ("Ein Nachweis von Lebermetastasen gelang nicht.", NO),
    ("Lebermetastasen sind nicht sicher abgrenzbar.", PERHAPS),
    ("Liver metastases.", YES),
    ("No liver metastases.", NO),
    ("No evidence of liver metastases.", NO),
    ("Negative for liver metastases", NO),
    ("Absence of liver metastases.", NO),
    ("No ascites, pleural effusion or liver metastases.", NO),
    ("No ascites, liver metastases unchanged.", YES),
    ("No ascites, multiple liver metastases.", YES),
    ("No ascites and two liver metastases.", YES),
    ("No ascites but liver metastases.", YES),
    ("No ascites; liver metastases.", YES),
    ("No lesion in segment 4. Liver metastases elsewhere.", YES),
    ("Sigmoid mass 3.5 cm without liver metastases.", NO),
    ("Hemicolectomy without complications, liver metastases in follow-up.", YES),
    ("Patient not fit for surgery due to liver metastases.", YES),
    ("Not a surgical candidate, liver metastases.", YES),
    ("Liver metastases are no longer resectable.", YES),
    ("No new liver metastases.", YES),
    ("No change in liver metastases.", YES),
    ("Not only liver metastases.", YES),
    ("Liver metastases: not detected.", NO),
    ("Liver metastases: none", NO),
    ("Liver metastases: no, ascites: yes", NO),
    ("Ascites: no, liver metastases: yes", YES),
    ("Liver metastases have been ruled out.", NO),
    ("Stage IV disease and liver metastases ruled out", NO),
    ("Liver metastases, bowel obstruction not seen.", YES),
    ("Liver metastases biopsy: HER2 negative.", YES),
    ("Liver metastases, KRAS mutation not detected.", YES),
    ("Keine Lebermetastasen.", NO),
    ("Kein Nachweis von Lebermetastasen.", NO),
    ("Ohne Lebermetastasen.", NO),
    ("Lebermetastasen ausgeschlossen.", NO),
    ("Lebermetastasen nicht nachweisbar.", NO),
    ("Lebermetastasen nicht ausgeschlossen.", PERHAPS),
    ("Keine neuen Lebermetastasen.", YES),
    ("Kein Ileus, aber Lebermetastasen.", YES),
    ("Nicht operabel wegen Lebermetastasen.", YES),
    ("Zum Ausschluss von Lebermetastasen.", PERHAPS),
    ("Ausschluss Lebermetastasen.", PERHAPS),
    ("V. a. Lebermetastasen.", PERHAPS),
    ("Verdacht auf Lebermetastasen", PERHAPS),
    ("Fragliche Lebermetastasen.", PERHAPS),
    ("DD Lebermetastasen.", PERHAPS),
    ("Suspected liver metastases.", PERHAPS),
    ("Suspected colon cancer with liver metastases.", PERHAPS),
    ("R/o liver metastases.", PERHAPS),
    ("Rule out liver metastases", PERHAPS),
    ("Query liver metastases", PERHAPS),
    ("? liver metastases", PERHAPS),
    ("Liver metastases?", PERHAPS),
    ("Fever? Liver metastases.", YES),
    ("Liver metastases cannot be excluded.", PERHAPS),
    ("Lesions suspicious for liver metastases.", PERHAPS),
    ("Liver lesions suspicious for metastases.", PERHAPS),
    ("Liver lesions suspicious.", PERHAPS),
    ("Wahrscheinlich Lebermetastasen.", PERHAPS),
    ("Am ehesten Lebermetastasen.", PERHAPS),
    ("Liver metastasis turned out to be a haemangioma.", NO),
    ("Lebermetastasen nicht mehr nachweisbar.", NO),
    ("Indeterminate lung nodule, liver metastases unchanged.", YES),
    ("Indeterminate lung nodule and liver metastases.", YES),
    ("At risk of liver metastases.", PERHAPS),
    ("If liver metastases occur, chemotherapy.", PERHAPS),
    ("Small lesion, liver metastases unlikely.", PERHAPS),
    ("Hypodense spot, unlikely to represent liver metastases.", PERHAPS),
    ("Hypodense spot, unlikely to be liver metastases.", PERHAPS),
    ("Liver metastases unlikely to respond.", YES),
    ("Lebermetastasen unwahrscheinlich.", PERHAPS),
    ("Cure is unlikely with liver metastases.", YES),
    ("Monitor for liver metastases.", PERHAPS),
    ("Liver metastases possible.", PERHAPS),
    ("Nodules, liver metastases probable, to be biopsied.", PERHAPS),
    ("Liver metastases are likely", PERHAPS),
    ("Lebermetastasen fraglich.", PERHAPS),
    ("Lebermetastasen vermutet.", PERHAPS),
    ("Wahrscheinlich Lebermetastasen.", PERHAPS),
    ("Liver metastases likely to respond.", YES),
    ("Liver metastases, possible lung metastases.", YES),
    ("Liver metastases with possible bone involvement.", YES),
    ("Nicht kleinzelliges Lungenkarzinom mit Lebermetastasen.", YES),
    ("Nicht operiertes Kolonkarzinom mit Lebermetastasen.", YES),
    ("Nicht näher bezeichnete Lebermetastasen.", YES),
    ("Nicht bestrahlte Lebermetastasen.", YES),
    ("Not irradiated liver metastases.", YES),
    ("Not all liver metastases are resectable.", YES),
    ("Nicht nachweisbare Lebermetastasen.", NO),
    ("Nicht eine Lebermetastase.", NO),
    ("Mit Knochen-, nicht aber Lebermetastasen.", NO),
    ("Patient has not developed liver metastases.", NO),
    ("Not consistent with liver metastases.", NO),
    ("Not indicative of liver metastases.", NO),
    ("Nicht histologisch gesicherte Lebermetastasen.", PERHAPS),
    ("No histological confirmation of liver metastases.", PERHAPS),
    ("No progression of the liver metastases.", YES),
    ("No progression of lung and liver metastases.", YES),
    ("No progression or liver metastases.", NO),
    ("No progression of disease or liver metastases.", NO),
    ("No recurrence after treatment of liver metastases.", NO),
    ("No response of the known liver metastases.", YES),
    ("Keine Blutung aus Lebermetastasen.", YES),
    ("Kein Ansprechen der Lebermetastasen.", YES),
    ("Liver metastases not yet assessed.", PERHAPS),
    ("Not assessed for liver metastases.", PERHAPS),
    ("Liver metastases have not been confirmed.", PERHAPS),
    ("Liver metastases: unknown", PERHAPS),
    ("Surveillance for liver metastases.", PERHAPS),
    ("Lebermetastasen bislang nicht bekannt.", PERHAPS),
    ("Lebermetastasen noch nicht abgeklärt.", PERHAPS),
    ("Lebermetastasen nicht gesichert.", PERHAPS),
    ("Abklärung von Lebermetastasen.", PERHAPS),
    ("Not known to have liver metastases.", NO),
    ("Number of liver metastases unknown", YES),
    ("Resektabilität der Lebermetastasen nicht beurteilt.", YES),
    ("Lebermetastasen, Biopsie ausstehend.", YES),
    ("Lebermetastasen histologisch nicht gesichert.", YES),
    ("Liver metastases pending resection.", YES),
    ("No\u200b liver\u2010metastases.", NO),
    ("NO LIVER METASTASES", NO),
    ("Ausschl. Lebermetastasen.", PERHAPS),
    ("Zum Ausschluß von Lebermetastasen.", PERHAPS),
    ("Verd. a. Lebermetastasen.", PERHAPS),
    ("Fragl. Lebermetastasen Seg. V.", PERHAPS),
    ("Wahrsch. Lebermetastase.", PERHAPS),
    ("Susp. auf Lebermetastasen.", PERHAPS),
    ("z.A. Lebermetastasen", PERHAPS),
    ("Lebermetastasen nicht auszuschl.", PERHAPS),
    ("Sollten Lebermetastasen auftreten, Wiedervorstellung.", PERHAPS),
    ("Ausschl. hepatische Metastasen.", YES),
    ("Keine susp. Lebermetastasen.", NO),
    ("Lebermetastasen sonogr. ausgeschl.", NO),
    ("Lebermetastasen n. nachweisbar.", NO),
    ("Bzgl. Lebermetastasen kein Anhalt.", NO),
    ("Lebermetastasen n. auszuschl.", PERHAPS),
    ("o. Lebermetastasen", NO),
    ("Prophylaxe von Lebermetastasen", PERHAPS),
    ("Anhalt für Lebermetastasen ergab sich nicht.", NO),
    ("Kein Pleuraerguss re. Lebermetastasen in S5.", YES),
    ("Bek. Lebermet. konstant.", YES),
    ("Hep. Filiae.", YES),
    ("Keine pulm. oder hep. Filiae.", NO),
]


@pytest.mark.parametrize(("written", "certainty"), LIVER)
def test_a_sentence_affirms_hedges_or_denies(written: str, certainty: Certainty) -> None:
    """Cues reach to the finding and no further than their clause."""
    assert only(written, "metastatic_sites", "liver").certainty is certainty


@pytest.mark.parametrize(
    ("written", "certainty"),
    [
        ("Möglicherweise ossäre Metastasen", PERHAPS),
        ("Moeglicherweise ossaere Metastasen", PERHAPS),
        ("Ossaere Metastasen nicht auszuschliessen", PERHAPS),
        ("Kein Hinweis fuer ossaere Metastasen", NO),
    ],
)
def test_umlauts_may_be_spelt_out(written: str, certainty: Certainty) -> None:
    """Words with umlauts and sharp s are known as systems without them write them."""
    assert only(written, "metastatic_sites", "bone").certainty is certainty


@pytest.mark.parametrize(
    ("written", "certainty"),
    [
        ("Unobstructed sigmoid tumour, no bowel obstruction.", NO),
        ("Denies fever, bowel obstruction.", NO),
        ("Impending bowel obstruction.", PERHAPS),
        ("Resection to prevent bowel obstruction.", PERHAPS),
        ("Prophylactic resection before bowel obstruction.", PERHAPS),
        ("Non-bowel obstruction", NO),
        ("Non-contrast CT: bowel obstruction.", YES),
        ("No perforation, bowel obstruction or bleeding.", NO),
        ("No perforation, however bowel obstruction.", YES),
        ("Bowel obstruction", YES),
        ("Bowel obstruction unlikely.", PERHAPS),
        ("Threatening bowel obstruction.", PERHAPS),
        ("Life-threatening bowel obstruction.", YES),
    ],
)
def test_a_symptom_that_is_feared_or_denied_is_not_affirmed(
    written: str, certainty: Certainty
) -> None:
    """What somebody wants to prevent is hypothetical, what a prefix denies is excluded."""
    assert only(written, "symptoms", "obstruction:colon").certainty is certainty


@pytest.mark.parametrize(
    ("written", "relative"),
    [
        ("Mother had colon cancer.", True),
        ("Family history of colon cancer.", True),
        ("Colon cancer in his father.", True),
        ("Familienanamnese: colon cancer.", True),
        ("Mother had breast cancer, patient has colon cancer.", False),
        ("Mother healthy. Colon cancer.", False),
        ("Colon cancer, mother informed.", False),
        ("Discussed with patient and husband: colon cancer has progressed.", False),
        ("Family meeting with wife and son: colon cancer has progressed.", False),
        ("Gespräch mit Patientin und Tochter: Kolonkarzinom progredient.", False),
        ("In Anwesenheit der Ehefrau: Kolonkarzinom progredient.", False),
        ("Her husband asks about surgery of the colon cancer.", False),
        ("Discussed with patient whose mother had colon cancer.", True),
        ("Discussed family history: mother had colon cancer.", True),
        ("Reviewed mother's colon cancer with the patient.", True),
        ("Tochter mit Kolonkarzinom.", True),
        ("Caregiver for spouse with colon cancer.", True),
        ("Colon cancer with a KRAS mutation in her father", True),
        ("Colon cancer with liver metastases, father a smoker", False),
    ],
)
def test_other_people_are_told_apart(written: str, relative: bool) -> None:
    """A disease of a relative is marked as theirs, up to the next mention of the patient."""
    assert only(written, "tumours", "colorectal/colon").family is relative


@pytest.mark.parametrize(
    ("written", "over"),
    [
        ("History of liver metastases.", True),
        ("Status post resection of liver metastases.", True),
        ("Z. n. Resektion einer Lebermetastase 2019.", True),
        ("Liver metastases resected March 2024.", True),
        ("Complete response of the liver metastases.", True),
        ("Near complete response of the liver metastases.", False),
        ("Komplette Remission der Lebermetastasen, keine Herde mehr.", True),
        ("Liver metastases (03/2024 resected).", True),
        ("Liver metastases resected.", True),
        ("Lebermetastasen reseziert werden sollen.", False),
        ("Lung metastasis 2024 resected, liver metastases.", False),
        ("Liver metastases can be resected.", False),
        ("Liver metastases resected in 2020.", True),
        ("Status post hemicolectomy, liver metastases.", False),
        ("Z. n. Hemikolektomie, Lebermetastasen.", False),
        ("History of colon cancer, now liver metastases.", False),
        ("Compared to prior CT, liver metastases have increased.", False),
        ("Previously described liver metastases unchanged.", False),
        ("Vorbekannte Lebermetastasen.", False),
        ("Prior to surgery liver metastases.", False),
    ],
)
def test_what_is_over_is_told_apart(written: str, over: bool) -> None:
    """A past finding is history; a past examination or operation makes no finding past."""
    assert only(written, "metastatic_sites", "liver").history is over


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("A mass of 3.5 cm. No ascites.", 2),
        ("V. a. Metastase. Z. n. Resektion.", 2),
        ("Stage IV. Liver disease.", 2),
        ("pT3. pN1.", 2),
        ("Segment 6. No ascites", 2),
        ("ca. 3 cm, evtl. Zyste", 1),
        ("No ascites; liver lesion", 2),
        ("First line\nSecond line", 2),
        ("This sentence is so long that somebody must have had it\nwrapped by a machine.", 1),
        ("Fever? No.", 2),
        ("MSI-H. KRAS wild type.", 2),
        ("Karzinom re. OL, Filiae li. Leberlappen", 1),
        ("Pleuraerguss re. Leber mit Filiae", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_people_end_them(written: str, pieces: int) -> None:
    """Decimals, abbreviations and wrapped lines do not end a sentence."""
    assert len(list(sentences(normalise(written)))) == pieces


@pytest.mark.parametrize(
    ("written", "kind", "means"),
    [
        ("no evidence of disease", "statements", "no-evidence-of-disease"),
        ("nicht resektabel", "statements", "unresectable"),
        ("n. resektabel", "statements", "unresectable"),
        ("primär n. resektabel", "statements", "conversion-planned"),
        ("keine OP-Option", "statements", "unresectable"),
        ("Leber übersät mit Filiae", "statements", "diffuse"),
        ("Oligomet. Situation", "statements", "oligometastatic"),
        ("kurativ resezierbar", "statements", "resectable"),
        ("no longer resectable", "statements", "unresectable"),
        ("irresektable Metastasen", "statements", "unresectable"),
        ("near-complete response", "tempo", "responding"),
        ("no evidence of disease progression", "tempo", "stable"),
        ("metastasenfrei", "metastatic_sites", "any-other"),
        ("non-small cell lung cancer", "tumours", "nsclc"),
        ("Laparoskopische Sigmaresektion", "procedures", "major-primary:colon"),
    ],
)
def test_the_longest_phrase_is_meant(written: str, kind: str, means: str) -> None:
    """A longer phrase takes the place of the shorter one that it contains."""
    assert [one.means for one in text.load().find(written, kind)] == [means]


@given(st.text(max_size=120))
def test_any_text_is_read_with_offsets_that_hold(written: str) -> None:
    """Whatever a person or machine writes, mentions point at their own words."""
    whole = normalise(written)
    for one in text.load().find(written, "metastatic_sites", "cues", "amounts", "statements"):
        assert 0 <= one.start < one.end <= len(whole)
        assert one.sentence in whole


def test_a_kind_without_a_lexicon_is_refused() -> None:
    """A misspelt kind is an error and not an empty answer."""
    with pytest.raises(LexiconError, match="no lexicon of kind tumors"):
        text.load().find("colon cancer", "tumors")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("phrase,means\n", "probe.csv:1: columns must be phrase,language,means,source"),
        (f"{HEADER}liver,en,,x\n", "probe.csv:2: phrase and means must be filled in"),
        (f"{HEADER},en,liver,x\n", "probe.csv:2: phrase and means must be filled in"),
        (f"{HEADER}liver mets,en,a,x\nliver-mets,en,b,x\n", "probe.csv:3: the phrase stands in"),
    ],
)
def test_a_bad_lexicon_names_file_and_line(content: str, complaint: str, tmp_path: Path) -> None:
    """A lexicon with an error is not used, and the message says where it is."""
    (tmp_path / "probe.csv").write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=complaint):
        text.read(tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "Disease not limited to liver: bone metastases.",
        "Tumour not confined to the liver, bone metastases present.",
        "Nicht auf die Leber beschränkt: Knochenmetastasen.",
        "Nicht beschränkt auf die Leber: Knochenmetastasen.",
    ],
)
def test_what_reaches_beyond_an_organ_is_not_denied(sentence):
    """What is "not limited to" an organ denies nothing behind it."""
    found = text.load().find(sentence, "metastatic_sites")
    (mention,) = [one for one in found if one.means == "bone"]

    assert mention.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    "written",
    [
        "Patient asks whether she has liver metastases.",
        "Die Patientin fragt, ob sie Lebermetastasen habe.",
        "Patients with liver metastases should be discussed at the board.",
        "Bei Patienten mit Lebermetastasen empfiehlt die Leitlinie eine Systemtherapie.",
        "Sollten sich Lebermetastasen zeigen, erneute Vorstellung.",
        "Bei Nachweis von Lebermetastasen wird nicht reseziert.",
        "If no liver metastases are found, proceed to surgery.",
        "Sofern keine Lebermetastasen gefunden werden, Resektion.",
        "Liver metastases would make surgery futile.",
        "Lebermetastasen wären eine Kontraindikation.",
        "Low probability of liver metastases.",
        "Steatosis limits detection of liver metastases.",
        "Liver metastases cannot be completely ruled out.",
        "Biopsy to prove or exclude liver metastases.",
        "Lebermetastasen nativ nicht beurteilbar.",
        "Liver metastases, documented in error.",
    ],
)
def test_what_is_asked_taught_or_supposed_is_neither_there_nor_absent(written: str) -> None:
    """Questions, general statements, conditions, limits of a method and mistakes are doubts (I3)."""
    assert only(written, "metastatic_sites", "liver").certainty is PERHAPS


@pytest.mark.parametrize(
    "written",
    [
        "If chemotherapy works, the liver metastases may become resectable.",
        "Falls die Chemotherapie anspricht, werden die Lebermetastasen reseziert.",
        "Patient is worried about his liver metastases.",
        "No doubt about the liver metastases.",
        "Die Patientin sollte wegen Lebermetastasen vorgestellt werden.",
        "Liver metastases grew and would preclude surgery.",
    ],
)
def test_what_a_condition_or_fear_takes_for_given_is_there(written: str) -> None:
    """Metastases named as known stay confirmed beside a condition, a fear or a wish."""
    assert only(written, "metastatic_sites", "liver").certainty is YES


def test_missing_metastases_are_denied() -> None:
    """`Fehlende Lebermetastasen` denies them; missing proof of what is there does not (I7)."""
    denied = only("Bei fehlenden Lebermetastasen Resektion.", "metastatic_sites", "liver")
    assert denied.certainty is NO
    unproven = only(
        "Fehlende histologische Sicherung der Lebermetastasen.", "metastatic_sites", "liver"
    )
    assert unproven.certainty is not NO


@pytest.mark.parametrize(
    ("written", "planned"),
    [
        ("Resection of all sites planned.", True),
        ("Tumour board advised against resection of all sites.", False),
        ("Tumorkonferenz rät von der Resektion aller Herde ab.", False),
        ("Resection of all sites was rejected by the board.", False),
        ("Resection of all sites is not planned.", False),
        ("Resektion aller Herde wurde verworfen.", False),
        ("Systemic therapy instead of resection of all sites.", False),
        ("Resection of all sites only if PET is negative.", False),
        ("Chemotherapy was declined, resection of all sites is planned.", True),
        ("Tumour board advised against chemotherapy but for resection of all sites.", True),
    ],
)
def test_a_plan_that_is_refused_is_none(written: str, planned: bool) -> None:
    """What a board or patient turned down evidences no aim; what is refused beside it does not matter."""
    found = text.load().find(written, "statements")
    plans = [one.certainty for one in found if one.means == "all-sites-plan"]
    assert plans
    assert (YES in plans) is planned


def test_a_condition_ends_a_negation() -> None:
    """`No surgery if liver metastases are found` denies the surgery, and no metastases."""
    found = only("No surgery if liver metastases are found.", "metastatic_sites", "liver")
    assert found.certainty is PERHAPS


@pytest.mark.parametrize(
    "written",
    [
        "Liver metastases suspected on CT.",
        "Liver metastases suspected because of rising CEA.",
        "Liver metastases possible given the CEA.",
        "Lebermetastasen fraglich im CT.",
        "Lebermetastasen vermutet wegen CEA-Anstieg.",
    ],
)
def test_a_suspicion_that_tells_its_basis_is_one(written: str) -> None:
    """What a suspicion rests on, told behind it, makes no fact of it (I3)."""
    assert only(written, "metastatic_sites", "liver").certainty is PERHAPS


@pytest.mark.parametrize(
    ("written", "certainty"),
    [
        ("Suspected liver metastases were confirmed by biopsy.", YES),
        ("Der Verdacht auf Lebermetastasen hat sich bestätigt.", YES),
        ("Der Verdacht auf Lebermetastasen hat sich nicht bestätigt.", NO),
        ("Suspected liver metastases were not confirmed.", PERHAPS),
        ("If suspected liver metastases are confirmed, chemotherapy.", PERHAPS),
        ("Liver metastases likely to progress.", YES),
    ],
)
def test_a_suspicion_that_was_confirmed_is_a_fact(written: str, certainty: Certainty) -> None:
    """A confirmation behind a suspicion lifts it, unless it is denied or only a condition."""
    assert only(written, "metastatic_sites", "liver").certainty is certainty
