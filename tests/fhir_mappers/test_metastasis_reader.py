"""Metastases: codes, text, site lists, indicators, negations and lesion counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import metastasis, terminology, text
from fhir_mappers.facts import Activity, Certainty, Metastasis, Statement, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/"


def concept(*codes: tuple[str, str], written: str = "") -> dict[str, Any]:
    """A CodeableConcept from system and code pairs."""
    node: dict[str, Any] = {"coding": [{"system": sys, "code": code} for sys, code in codes]}
    return node | ({"text": written} if written else {})


def read(json: dict[str, Any], others: dict[str, Any] | None = None) -> tuple[Any, ...]:
    """What the reader makes of one resource."""
    kind = json["resourceType"]
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), others or {})
    return metastasis.read(Resource(kind, f"{kind}/{json['id']}", json), reading)


def condition(code: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """A Condition with this code."""
    return {"resourceType": "Condition", "id": "c1", "code": code} | elements


def observed(code: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """A final Observation with this code."""
    return {"resourceType": "Observation", "id": "o1", "status": "final", "code": code} | elements


def only(found: tuple[Any, ...]) -> Metastasis:
    """The one Metastasis among the findings."""
    (fact,) = (entry for entry in found if isinstance(entry, Metastasis))
    return fact


@pytest.mark.parametrize(
    ("code", "site"),
    [
        ((ICD, "C78.7"), "liver"),
        ((SCT, "94381002"), "liver"),
        ((SCT, "94391008"), "lung"),
        ((ICD, "C78.01"), "lung"),
        ((ICD, "C79.51"), "bone"),
        ((SCT, "94627008"), "peritoneum"),
    ],
)
def test_a_secondary_code_names_the_site(code: tuple[str, str], site: str) -> None:
    """SNOMED and ICD codes of secondary disease give a confirmed metastasis at its site."""
    fact = only(read(condition(concept(code))))
    assert (fact.site, fact.certainty) == (site, Certainty.CONFIRMED)


@pytest.mark.parametrize("code", [(ICD, "C79.52"), (SCT, "94217008")])
def test_spread_to_the_marrow_is_no_spread_to_bone(code: tuple[str, str]) -> None:
    """Marrow replacement is diffuse disease (C5), whichever code says so."""
    fact = only(read(condition(concept(code))))
    assert (fact.site, fact.manner) == ("bone-marrow", "marrow")


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("Intra-abdominal lymph node metastases", "intra-abdominal"),
        ("Intraabdominelle Lymphknotenmetastasen", "intra-abdominal"),
        ("Intrathorakale Lymphknotenmetastasen", "intrathoracic"),
        ("Halslymphknotenmetastasen", "head-neck"),
        ("Hilar and mediastinal lymph node metastases", "intrathoracic"),
        ("Metastasis to mediastinal lymph nodes", "intrathoracic"),
        ("Hiläre und mediastinale LK-Metastasen", "intrathoracic"),
        ("Lymphknotenmetastasen axillär links", "axillary"),
        ("Lymph node metastases: mediastinal, hilar", "intrathoracic"),
        ("Lymph node metastases, axillary and mediastinal", "unspecified"),
    ],
)
def test_words_name_the_basin_of_the_nodes(written: str, region: str) -> None:
    """A basin in words decides between regional and distant as its code would."""
    fact = only(read(condition({"text": written})))
    assert (fact.site, fact.region) == ("lymph-node", region)


def test_words_name_the_organ_that_a_residual_code_leaves_open() -> None:
    """C78.89 stands for the pancreas, the stomach and others; its text says which."""
    code = concept((ICD, "C78.89"))
    assert only(read(condition(code))).site == "other"
    assert only(read(condition(code | {"text": "Metastasis to pancreas"}))).site == "pancreas"


def test_a_lymph_node_keeps_its_region_and_stays_undecided() -> None:
    """Whether a node is regional depends on the primary, so only the basin is said."""
    fact = only(read(condition(concept((ICD, "C77.2")))))
    assert (fact.site, fact.region) == ("lymph-node", "intra-abdominal")


def test_a_second_coding_no_evidence_of_negates() -> None:
    """A metastasis code beside `no evidence of` denies that metastasis."""
    fact = only(read(condition(concept((SCT, "94381002"), (SCT, "41647002")))))
    assert fact.certainty is Certainty.EXCLUDED


def test_a_refuted_metastasis_is_counter_evidence() -> None:
    """Refuted reads as excluded."""
    status = {"coding": [{"code": "refuted"}]}
    fact = only(read(condition(concept((ICD, "C78.7")), verificationStatus=status)))
    assert fact.certainty is Certainty.EXCLUDED


def test_metastasis_from_names_the_primary_and_no_site() -> None:
    """`Metastasis from malignant tumour of colon` tells the origin only."""
    fact = only(read(condition(concept((SCT, "314998002")))))
    assert (fact.site, fact.primary_type) == ("unspecified", "colorectal")


def test_history_of_a_metastasis_is_history() -> None:
    """A situation of the past is not active, although it names the liver."""
    assert only(read(condition(concept((SCT, "1098951000119108"))))).activity is Activity.HISTORY


def test_the_linked_primary_is_kept() -> None:
    """The related-primary extension attributes the metastasis."""
    extension = {
        "url": "http://hl7.org/fhir/StructureDefinition/condition-related",
        "valueReference": {"reference": "Condition/c9"},
    }
    fact = only(read(condition(concept((ICD, "C78.7")), extension=[extension])))
    assert fact.primary_ref == "Condition/c9"


def test_the_primary_may_be_linked_as_evidence() -> None:
    """A Condition given as evidence of the metastasis attributes it like the extension."""
    evidence = [{"detail": [{"reference": "Condition/c9"}, {"reference": "Observation/o9"}]}]
    fact = only(read(condition(concept((ICD, "C78.7")), evidence=evidence)))
    assert fact.primary_ref == "Condition/c9"


def test_oligometastatic_is_also_a_statement() -> None:
    """The disorder `oligometastatic` speaks about the disease as a whole."""
    found = read(condition(concept((SCT, "1255358009"))))
    assert [fact.kind for fact in found if isinstance(fact, Statement)] == ["oligometastatic"]


@pytest.mark.parametrize(
    ("written", "site", "origin"),
    [
        ("Liver metastases from colon cancer", "liver", "colorectal"),
        ("Lebermetastasen", "liver", None),
        ("Synchronous CRLM", "liver", None),
        ("Colon cancer, met to the lung", "lung", "colorectal"),
        ("Hepatic tumour deposits", "liver", None),
        ("Peritoneale Aussaat", "peritoneum", None),
        ("Carcinosis peritonei", "peritoneum", None),
        ("Peritoneal seeding", "peritoneum", None),
        ("metastatic colon cancer", "unspecified", "colorectal"),
    ],
)
def test_words_name_site_and_origin(written: str, site: str, origin: str | None) -> None:
    """A Condition without codes is read from its text."""
    fact = only(read(condition({"text": written})))
    assert (fact.site, fact.primary_type) == (site, origin)
    assert fact.because[0].from_text


@pytest.mark.parametrize(
    ("written", "sites"),
    [
        ("liver, lung and bone metastases", {"liver", "lung", "bone"}),
        ("metastatic breast cancer to liver and bone", {"liver", "bone"}),
        ("Metastatic colon cancer (liver, lung, bone)", {"liver", "lung", "bone"}),
        ("Metastatic colon cancer (sigmoid, upper rectum)", {"unspecified"}),
        ("Metastatic adenocarcinoma (lung)", {"unspecified"}),
        ("Sigmakarzinom, Metastasen: Leber, Lunge", {"liver", "lung"}),
        ("Leber- und Lungenmetastasen bei Kolonkarzinom", {"liver", "lung"}),
        ("Secondary malignant neoplasm of liver", {"liver"}),
        ("Secondary malignant neoplasm of unspecified lung", {"lung"}),
        ("Secondary malignant neoplasm of unspecified adrenal gland", {"adrenal"}),
        ("Secondary malignant neoplasm of colon", {"colon"}),
        ("Secondary malignant neoplasm of retroperitoneum and peritoneum", {"peritoneum"}),
        ("Sekundäre bösartige Neubildung des Gehirns und der Hirnhäute", {"brain"}),
        ("Secondary malignant neoplasm of other specified sites", {"unspecified"}),
        ("Secondary malignancy after radiotherapy", set()),
        ("Metastasis of colon cancer", {"unspecified"}),
        ("Metastasis of renal cell carcinoma", {"unspecified"}),
        ("Metastasis of the colon", {"colon"}),
        ("Ossär und lymphogen metastasiertes Prostatakarzinom", {"bone", "lymph-node"}),
        ("Liver-only metastatic colorectal cancer", {"liver"}),
        ("Nicht-regionäre Lymphknotenmetastasen", {"distant-node"}),
        ("Metastasis of liver from colon cancer", {"liver"}),
        ("Anaemia secondary to kidney disease", set()),
        ("Carcinoma of the left kidney, lung and bone metastases", {"lung", "bone"}),
        ("Tumor rechter Oberlappen, Hirnmetastasen", {"brain"}),
        ("Liver + retroperitoneal LN mets", {"liver", "lymph-node"}),
        ("Carcinoma of colon metastatic to liver", {"liver"}),
        ("Secondary liver cancer (HCC)", {"liver"}),
        ("Secondary malignancy of mediastinal lymph nodes (HCC)", {"lymph-node"}),
        ("Pathological fracture due to metastatic bone disease", {"bone"}),
        ("GIST with peritoneal sarcomatosis", {"peritoneum"}),
        ("mTNBC", {"unspecified"}),
        ("CRC with mets: liver, lung", {"liver", "lung"}),
        ("Colon cancer, mets (liver, lung)", {"liver", "lung"}),
        ("NSCLC mets brain/adrenal", {"brain", "adrenal"}),
        ("Kidney cancer, mets: bone (2), lung", {"bone", "lung"}),
        ("Mamma-Ca, Metastasierung: ossär, hepatisch", {"bone", "liver"}),
        ("Pankreas-Ca, hepatisch u. pulmonal metastasiert", {"liver", "lung"}),
        ("Ovarian ca with liver parenchymal mets", {"liver"}),
        ("Metastases (lung)", {"unspecified"}),
        ("Metastases (breast primary)", {"unspecified"}),
        ("Colon cancer mets, liver-directed therapy", {"unspecified"}),
        ("Colon cancer mets liver-directed therapy", {"unspecified"}),
        ("Adenocarcinoma, colon, metastatic", {"unspecified"}),
        ("Melanoma, skin, metastatic", {"unspecified"}),
        ("Carcinoma, lung, metastatic to brain", {"brain"}),
    ],
)
def test_organs_share_one_metastasis_word(written: str, sites: set[str]) -> None:
    """Organs joined to a metastasis phrase, or named as its target, are sites of their own."""
    found = read(condition({"text": written}))
    assert {fact.site for fact in found if isinstance(fact, Metastasis)} == sites


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("Secondary and unspecified malignant neoplasm of intrapelvic lymph nodes", "pelvic"),
        (
            "Secondary and unspecified malignant neoplasm of axilla and upper limb lymph nodes",
            "axillary",
        ),
        ("Metastatic malignant neoplasm to cervical lymph node", "head-neck"),
        ("Axillary LN mets", "axillary"),
        ("3 of 12 LNs with mets", "unspecified"),
        ("In-transit mets", "regional"),
        (
            "Sekundäre und nicht näher bezeichnete bösartige Neubildung: Axilläre Lymphknoten",
            "axillary",
        ),
        ("Secondary and unspecified malignant neoplasm of lymph node, unspecified", "unspecified"),
    ],
)
def test_secondary_neoplasm_of_nodes_names_their_region(written: str, region: str) -> None:
    """Words of ICD-10 for nodes are nodes, never metastases of an unknown organ."""
    fact = only(read(condition({"text": written})))
    assert (fact.site, fact.region, fact.certainty) == ("lymph-node", region, Certainty.CONFIRMED)


@pytest.mark.parametrize(
    ("written", "count", "amount"),
    [
        ("Three liver metastases", 3, None),
        ("hepatic metastases (12 lesions)", 12, None),
        ("Multiple liver metastases", None, "multiple"),
        ("Stage 4 liver metastases", None, None),
        ("liver metastases (2 cm)", None, None),
        ("Lung mets bilat, too many to count", None, "innumerable"),
        ("Liver metastases, TNTC", None, "innumerable"),
    ],
)
def test_words_of_amount_belong_to_the_metastases(
    written: str, count: int | None, amount: str | None
) -> None:
    """A number counts lesions only where it stands beside them; stages and sizes do not."""
    fact = only(read(condition({"text": written})))
    assert (fact.count, fact.amount) == (count, amount)


def test_a_malignant_effusion_is_spread_with_its_manner() -> None:
    """A malignant pleural effusion is pleural disease and says how it spread."""
    fact = only(read(condition(concept((ICD, "J91.0")))))
    assert (fact.site, fact.manner) == ("pleura", "malignant-effusion")


def test_diffuse_spread_denied_leaves_the_site_open() -> None:
    """A Condition may deny how many there are; without that word it denies the site."""
    assert read(condition({"text": "No diffuse liver metastases"})) == ()
    denied = only(read(condition({"text": "No liver metastases"})))
    assert (denied.site, denied.certainty) == ("liver", Certainty.EXCLUDED)


def test_direct_extension_is_no_metastasis() -> None:
    """Growth into a neighbouring organ is T; it is named as unread."""
    direct = next(
        row
        for row in terminology.load().tables["metastases"]
        if row.means.startswith("direct-extension:") and row.system == "sct"
    )
    (fact,) = read(condition(concept((SCT, direct.code))))
    assert isinstance(fact, Unread)


@pytest.mark.parametrize(
    "written",
    [
        "? liver metastases",
        "V. a. Lebermetastasen",
        "Distant metastases: unknown",
        "Fernmetastasen noch nicht abgeklärt",
        "Metastatic work-up pending",
        "poss. liver mets",
        "Suspicious para-aortic lymph node",
        "R adrenal nodule, suspicious",
        "Susp. liver mets",
        "Liver mets cannot be r/o",
        "Being evaluated for liver mets",
        "Low suspicion for liver mets",
        "Liver mets never confirmed",
        "Screening auf Lebermetastasen",
    ],
)
def test_hedged_words_are_suspected(written: str) -> None:
    """A question mark, Verdacht or a search still to come never confirms spread."""
    assert only(read(condition({"text": written}))).certainty is Certainty.SUSPECTED


@pytest.mark.parametrize(
    ("written", "site", "certainty"),
    [
        ("Solitary brain met, L frontal", "brain", Certainty.CONFIRMED),
        ("R adrenal met", "adrenal", Certainty.CONFIRMED),
        ("?lung met", "lung", Certainty.SUSPECTED),
        ("No liver met", "liver", Certainty.EXCLUDED),
        ("Solitary pulmonary nodule, ?met", "lung", Certainty.SUSPECTED),
        ("Liver lesions c/w mets", "liver", Certainty.CONFIRMED),
        ("Liver mets, suspected", "liver", Certainty.SUSPECTED),
        ("Liver mets, to be confirmed", "liver", Certainty.SUSPECTED),
        ("Liver mets, ruled out", "liver", Certainty.EXCLUDED),
        ("Peritoneal implants, biopsy benign", "peritoneum", Certainty.EXCLUDED),
    ],
)
def test_one_met_is_a_metastasis(written: str, site: str, certainty: Certainty) -> None:
    """A single `met` of an organ says what `mets` say of several."""
    fact = only(read(condition({"text": written})))
    assert (fact.site, fact.certainty) == (site, certainty)


@pytest.mark.parametrize(
    "written",
    ["Lung MET exon 14 skipping", "Lung met exon 14", "Liver met criteria for transplant"],
)
def test_the_gene_and_the_verb_are_no_metastasis(written: str) -> None:
    """MET beside an organ in capitals, before an exon or before criteria names no spread."""
    assert not [fact for fact in read(condition({"text": written})) if isinstance(fact, Metastasis)]


@pytest.mark.parametrize(
    ("value", "site", "certainty"),
    [
        ((MII + "mii-cs-onko-fernmetastasen", "HEP"), "liver", Certainty.CONFIRMED),
        ((MII + "mii-cs-onko-fernmetastasen", "LYM"), "distant-node", Certainty.CONFIRMED),
        ((SCT, "260413007"), "any", Certainty.EXCLUDED),
    ],
)
def test_a_list_of_distant_sites(value: tuple[str, str], site: str, certainty: Certainty) -> None:
    """Site lists name organs; none in the list denies distant disease."""
    fact = only(read(observed(concept((SCT, "385421009")), valueCodeableConcept=concept(value))))
    assert (fact.site, fact.certainty) == (site, certainty)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Leber", {("liver", Certainty.CONFIRMED)}),
        ("HEP", {("liver", Certainty.CONFIRMED)}),
        ("Liver and lungs", {("liver", Certainty.CONFIRMED), ("lung", Certainty.CONFIRMED)}),
        ("Leber fraglich", {("liver", Certainty.SUSPECTED)}),
        ("none", {("any", Certainty.EXCLUDED)}),
    ],
)
def test_a_list_of_distant_sites_may_be_written_in_words(
    written: str, expected: set[tuple[str, Certainty]]
) -> None:
    """An organ in the value is a site of spread where the question asks for such sites."""
    found = read(observed(concept((SCT, "385421009")), valueString=written))
    assert {
        (fact.site, fact.certainty) for fact in found if isinstance(fact, Metastasis)
    } == expected


@pytest.mark.parametrize("asked", ["ONC METASTATIC SITES", "Lokalisation der Fernmetastasen"])
def test_the_question_for_distant_sites_may_be_in_words(asked: str) -> None:
    """A local key whose name asks for the sites of metastasis is a list of distant sites."""
    fact = only(read(observed({"text": asked}, valueString="Liver")))
    assert (fact.site, fact.certainty) == ("liver", Certainty.CONFIRMED)


def test_a_finding_interpreted_as_negative_is_none() -> None:
    """A metastasis code without a value is denied by a negative interpretation."""
    system = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
    code, flag = concept((SCT, "94381002")), concept((system, "NEG"))
    fact = only(read(observed(code, interpretation=[flag])))
    assert (fact.site, fact.certainty) == ("liver", Certainty.EXCLUDED)


def test_distant_metastasis_present_is_distant_without_an_organ() -> None:
    """The finding names distant disease; denied, it denies distant disease anywhere."""
    code = concept((SCT, "399409002"))
    fact = only(read(condition(code)))
    denied = only(read(observed(code, valueCodeableConcept=concept((SCT, "41647002")))))
    assert (fact.site, fact.certainty) == ("distant", Certainty.CONFIRMED)
    assert (denied.site, denied.certainty) == ("any", Certainty.EXCLUDED)


def test_a_finding_is_positive_only_with_a_positive_value_or_none() -> None:
    """A metastasis code as the question is denied by `no evidence of`."""
    code = concept((SCT, "128462008"))
    denied = observed(code, valueCodeableConcept=concept((SCT, "41647002")))
    assert only(read(observed(code))).certainty is Certainty.CONFIRMED
    assert only(read(denied)).certainty is Certainty.EXCLUDED


def test_no_history_of_metastasis_denies_it() -> None:
    """The boolean indicator with false excludes metastases anywhere."""
    fact = only(read(observed(concept((SCT, "1287652008")), valueBoolean=False)))
    assert (fact.site, fact.certainty) == ("any", Certainty.EXCLUDED)


def test_an_absent_value_says_nothing() -> None:
    """A data-absent-reason is neither yes nor no."""
    absent = {"coding": [{"code": "unknown"}]}
    (fact,) = read(observed(concept((LOINC, "98248-8")), dataAbsentReason=absent))
    assert isinstance(fact, Unread)


LOCAL = {"system": "urn:example:local", "code": "X1"}


@pytest.mark.parametrize(
    ("label", "site"),
    [
        ("Number of metastatic lesions, liver", "liver"),
        ("Anzahl Lebermetastasen", "liver"),
        ("Number of liver metastases", "liver"),
        ("# of mets", "unspecified"),
        ("Number of metastatic lesions", "unspecified"),
    ],
)
@pytest.mark.parametrize(
    "value",
    [{"valueInteger": 3}, {"valueQuantity": {"value": 3}}, {"valueString": "3"}],
)
def test_a_lesion_count_is_read_from_the_words_of_a_local_code(
    label: str, site: str, value: dict[str, Any]
) -> None:
    """No standard code counts metastases, so the label decides, whatever the value's shape."""
    fact = only(read(observed({"coding": [LOCAL], "text": label}, **value)))
    assert (fact.site, fact.count, fact.source) == (site, 3, "observation")


@pytest.mark.parametrize(
    ("value", "count", "open_ended"),
    [
        ({"valueQuantity": {"value": 5, "comparator": ">"}}, 6, True),
        ({"valueQuantity": {"value": 5, "comparator": ">="}}, 5, True),
        ({"valueString": ">5"}, 6, True),
        ({"valueString": "mehr als 5"}, 6, True),
        ({"valueString": "5+"}, 5, True),
        ({"valueString": "5"}, 5, False),
    ],
)
def test_a_lower_bound_of_a_lesion_count_stays_one(
    value: dict[str, Any], count: int, open_ended: bool
) -> None:
    """More than five metastases are not few of them."""
    fact = only(read(observed({"coding": [LOCAL], "text": "Number of liver metastases"}, **value)))
    assert (fact.count, fact.open_ended) == (count, open_ended)


@pytest.mark.parametrize(
    "code",
    [
        concept((LOINC, "21893-3")),
        {"text": "Number of metastatic lymph nodes"},
        {"text": "Number of polyps"},
    ],
)
def test_other_counts_are_no_lesion_counts(code: dict[str, Any]) -> None:
    """Nodes and polyps are not metastases."""
    assert not [fact for fact in read(observed(code, valueInteger=4)) if fact.count]


def test_zero_lesions_deny_metastases_there() -> None:
    """A count of nought is a negative statement about that organ."""
    fact = only(read(observed({"text": "Number of liver metastases"}, valueInteger=0)))
    assert (fact.site, fact.certainty) == ("liver", Certainty.EXCLUDED)


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("Leberrundherd, metastasenverdächtig", "liver"),
        ("Leberläsion, Metastase nicht ausgeschlossen", "liver"),
        ("Indeterminate liver lesion", "liver"),
    ],
)
def test_a_doubted_metastasis_is_no_surer_in_the_organ_beside_it(written: str, site: str) -> None:
    """The organ that a sentence joins to a doubtful word for spread is as doubtful."""
    fact = only(read(condition({"text": written})))
    assert (fact.site, fact.certainty) == (site, Certainty.SUSPECTED)


@pytest.mark.parametrize(
    "written",
    [
        "Nonmetastatic castration-resistant prostate cancer",
        "nmCRPC",
        "Nichtmetastasiertes Kolonkarzinom",
        "Not yet metastatic breast cancer",
        "Noch nicht metastasiertes Kolonkarzinom",
    ],
)
def test_a_name_may_deny_metastases_in_one_word(written: str) -> None:
    """Disease that is called nonmetastatic has no metastases, and stays disease."""
    found = read(condition({"text": written}))
    sites = [(fact.site, fact.certainty) for fact in found if isinstance(fact, Metastasis)]
    assert sites == [("any", Certainty.EXCLUDED)]


def test_a_denied_list_of_organs_denies_no_other() -> None:
    """`No mets liver` says nothing of the lungs."""
    found = read(condition({"text": "Rectal cancer, no mets liver"}))
    sites = [(fact.site, fact.certainty) for fact in found if isinstance(fact, Metastasis)]
    assert sites == [("liver", Certainty.EXCLUDED)]


NOTES = [
    ("Suspected, biopsy pending.", Certainty.SUSPECTED),
    ("Not confirmed by MRI.", Certainty.SUSPECTED),
    ("Entered in error.", Certainty.SUSPECTED),
    ("Belongs to another patient.", Certainty.SUSPECTED),
    ("Verdachtsdiagnose, MRT ausstehend.", Certainty.SUSPECTED),
    ("Fehleintrag", Certainty.SUSPECTED),
    ("Suspected on CT, since confirmed by biopsy.", Certainty.CONFIRMED),
    ("Suspected progression.", Certainty.CONFIRMED),
    ("Biopsy proven.", Certainty.CONFIRMED),
    ("Excluded from trial.", Certainty.CONFIRMED),
]


@pytest.mark.parametrize(("note", "certainty"), NOTES)
def test_a_note_may_take_its_own_record_back(note: str, certainty: Certainty) -> None:
    """A note that is nothing but a verdict on its record makes it a suspicion (I1 to I3)."""
    code = concept((ICD, "C78.7"))
    assert only(read(condition(code, note=[{"text": note}]))).certainty is certainty
