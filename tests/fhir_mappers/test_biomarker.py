"""Observations of marker tests in every coding seen."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

from fhir_mappers import biomarker, biomarker_condition, biomarker_limits, tumour_marker, variant
from fhir_mappers.biomarker_said import said_in
from fhir_mappers.facts import BiomarkerStatus, MarkerValue
from fhir_mappers.fhir import Resource
from fhir_mappers.gather import gather
from tests.fhir_mappers.biomarker_cases import (
    ABSENT,
    FLAG,
    HGNC,
    READING,
    SCT,
    UNSAID,
    coded,
    facts,
    line,
    observation,
    quantity,
    read,
    with_others,
)

KRAS, NRAS, BRAF = coded("85509-8"), coded("85510-6"), coded("85511-4")
BOTH_RAS, MSI, MSI_PRESENCE = coded("81420-2"), coded("81695-9"), coded("62862-8")
MLH1, PMS2, MSH2, MSH6 = coded("81691-8"), coded("81694-2"), coded("81692-6"), coded("81693-4")
HER2_IHC, HER2_FISH, HER2 = coded("85319-2"), coded("85318-4"), coded("48676-1")
HER2_RATIO, HER2_COPIES = coded("49683-6"), coded("74860-8")
ER, ER_SHARE, PR = coded("85337-4"), coded("85329-1"), coded("85339-0")
PDL1, TMB, BRCA = coded("83052-1"), coded("94076-7"), coded("50995-0")
POSITIVE, NEGATIVE = coded("LA6576-8", "Positive"), coded("LA6577-6", "Negative")
SCT_POSITIVE = coded("10828004", "Positive", SCT)
SCT_NEGATIVE = coded("260385009", "Negative", SCT)


def flag(code: str) -> list[dict[str, Any]]:
    """An interpretation."""
    return [coded(code, "", FLAG)]


def value(concept: dict[str, Any]) -> dict[str, Any]:
    """A coded value."""
    return {"valueCodeableConcept": concept}


CODED = [
    ("loinc-positive", KRAS, value(POSITIVE), "KRAS +"),
    ("loinc-negative", KRAS, value(NEGATIVE), "KRAS -"),
    ("snomed-positive", ER, value(SCT_POSITIVE), "ER +"),
    ("snomed-negative", PR, value(SCT_NEGATIVE), "PR -"),
    ("snomed-not-detected", BRAF, value(coded("260415000", "", SCT)), "BRAF -"),
    ("msi-high", MSI, value(coded("LA26203-2", "MSI-H")), "MSI_MMR + msi-h"),
    ("msi-high-without-display", MSI, value(coded("LA26203-2")), "MSI_MMR +"),
    ("msi-stable", MSI, value(coded("LA14122-8", "Stable")), "MSI_MMR -"),
    ("msi-present", MSI_PRESENCE, value(SCT_POSITIVE), "MSI_MMR + msi-h"),
    ("answer-in-words", KRAS, value({"text": "Wildtyp"}), "KRAS -"),
    ("unknown-code-with-display", BRAF, value(coded("x", "Mutated", "urn:lab")), "BRAF +"),
    ("boolean-yes", MSI, {"valueBoolean": True}, "MSI_MMR +"),
    ("boolean-no", ER, {"valueBoolean": False}, "ER -"),
    ("flag-positive", KRAS, {"interpretation": flag("POS")}, "KRAS +"),
    ("flag-negative", KRAS, {"interpretation": flag("NEG")}, "KRAS -"),
    ("flag-abnormal", KRAS, {"interpretation": flag("A")}, "KRAS +"),
    ("flag-normal", KRAS, {"interpretation": flag("N")}, "KRAS -"),
    ("string", KRAS, {"valueString": "p.Gly12Val (c.35G>T)"}, "KRAS + p.Gly12Val"),
    ("german-string", KRAS, {"valueString": "kein Nachweis einer Mutation"}, "KRAS -"),
    ("exon-in-string", KRAS, {"valueString": "Exon 2 Wildtyp"}, "KRAS - partial"),
    ("change-in-note", KRAS, {**value(POSITIVE), "note": [{"text": "p.G12C"}]}, "KRAS + p.G12C"),
    ("both-genes-negative", BOTH_RAS, value(NEGATIVE), "KRAS -; NRAS -"),
    ("one-of-two-genes", BOTH_RAS, {"valueString": "KRAS p.G12D"}, "KRAS + p.G12D"),
    ("one-change-tested", coded("55769-4"), value(NEGATIVE), "EGFR - partial"),
    ("brca-is-germline", BRCA, value(NEGATIVE), "BRCA_GERMLINE -"),
    ("somatic-brca", BRCA | {"text": "BRCA1/2, tumour"}, value(NEGATIVE), "HRR_SOMATIC - partial"),
    ("text-only-test", {"text": "KRAS mutation"}, {"valueString": "G13D"}, "KRAS + G13D"),
    ("german-test", {"text": "MSI-Status"}, {"valueString": "mikrosatellitenstabil"}, "MSI_MMR -"),
    ("vus-in-words", BRCA, {"valueString": "BRCA2 VUS"}, "BRCA_GERMLINE ?"),
]
STAINS = [
    ("mlh1-present", MLH1, value(coded("LA9633-4")), "MSI_MMR ? partial MLH1"),
    ("mlh1-absent", MLH1, value(coded("LA9634-2")), "MSI_MMR + MLH1"),
    ("pms2-positive", PMS2, value(SCT_POSITIVE), "MSI_MMR ? partial PMS2"),
    ("msh2-false", MSH2, {"valueBoolean": False}, "MSI_MMR + MSH2"),
    ("msh6-words", MSH6, {"valueString": "Intact nuclear expression"}, "MSI_MMR ? partial MSH6"),
    ("msh6-loss", MSH6, {"valueString": "Loss of nuclear expression"}, "MSI_MMR + MSH6"),
    ("mlh1-abnormal", MLH1, {"interpretation": flag("A")}, "MSI_MMR + MLH1"),
    ("pms2-german", PMS2, {"valueString": "Verlust"}, "MSI_MMR + PMS2"),
]
HER2_ROWS = [
    ("code-2+", HER2_IHC, value(coded("LA11842-4", "2+")), "HER2 0 2+"),
    ("string-3+", HER2_IHC, {"valueString": "3+"}, "HER2 + 3+"),
    ("string-1+", HER2_IHC, {"valueString": "Score 1+"}, "HER2 - 1+"),
    ("integer-0", HER2_IHC, {"valueInteger": 0}, "HER2 - 0"),
    ("integer-2", HER2_IHC, {"valueInteger": 2}, "HER2 0 2+"),
    ("ratio-positive", HER2_RATIO, {"valueQuantity": quantity(2.0)}, "HER2 + ratio 2"),
    ("ratio-negative", HER2_RATIO, {"valueQuantity": quantity(1.9)}, "HER2 - ratio 1.9"),
    ("ratio-in-words", HER2_FISH, {"valueString": "less than 1.8"}, "HER2 - less than 1.8"),
    ("copies-high", HER2_COPIES, {"valueQuantity": quantity(6.2)}, "HER2 + 6.2 copies"),
    ("copies-between", HER2_COPIES, {"valueQuantity": quantity(5)}, "HER2 0 5 copies"),
    ("fish-german", HER2_FISH, {"valueString": "nicht amplifiziert"}, "HER2 -"),
    ("equivocal-code", HER2, value(coded("42425007", "Equivocal", SCT)), "HER2 0 2+"),
]
NUMBERS = [
    ("er-percent", ER_SHARE, {"valueQuantity": quantity(90, "%")}, "ER + 90 %"),
    ("er-none", ER_SHARE, {"valueQuantity": quantity(0, "%")}, "ER - 0 %"),
    ("er-below-one", ER_SHARE, {"valueQuantity": quantity(1, "%", "<")}, "ER - <1 %"),
    ("er-fraction", ER_SHARE, {"valueQuantity": quantity(0.8, "1")}, "ER + 80 %"),
    ("er-mass", coded("14130-9"), {"valueQuantity": quantity(5, "fmol/mg")}, ""),
    ("pdl1-percent", PDL1, {"valueQuantity": quantity(80, "%")}, "PDL1 + 80 %"),
    ("pdl1-fraction", PDL1, {"valueQuantity": quantity(0.8, "1")}, "PDL1 + 80 %"),
    ("pdl1-range", PDL1, {"valueRange": {"low": quantity(1), "high": quantity(49)}}, "PDL1 + 1 %"),
    ("tmb-high", TMB, {"valueQuantity": quantity(10, "mut/Mb")}, "TMB + 10 mut/Mb"),
    ("tmb-low", TMB, {"valueQuantity": quantity(9.9, "1/1000000")}, "TMB - 9.9 mut/Mb"),
    ("tmb-in-percent", TMB, {"valueQuantity": quantity(20, "%")}, ""),
    ("tmb-low-code", coded("94077-5"), value(coded("62482003", "Low", SCT)), "TMB - low"),
]
NO_RESULT = [
    ("registered", KRAS, {"status": "registered"}, "KRAS pending"),
    ("preliminary", KRAS, {"status": "preliminary", **value(POSITIVE)}, "KRAS pending"),
    ("cancelled", KRAS, {"status": "cancelled"}, "KRAS 0"),
    ("not-performed", HER2, {"dataAbsentReason": coded("not-performed", "", ABSENT)}, "HER2 0"),
    ("insufficient", KRAS, {"valueString": "Material nicht ausreichend"}, "KRAS 0"),
    ("qns", BRAF, {"valueString": "QNS"}, "BRAF 0"),
    ("pending-in-words", BRAF, {"valueString": "Ergebnis folgt"}, "BRAF pending"),
    ("indeterminate", KRAS, value(coded("82334004", "Indeterminate", SCT)), "KRAS ?"),
    ("no-value", KRAS, {}, ""),
    ("list-tested-for", coded("21703-4"), {"valueString": "G12D, G12V"}, ""),
    ("single-locus", coded("81697-5"), value(POSITIVE), ""),
    ("energy-expenditure", coded("82260-1"), {"valueInteger": 5}, ""),
    ("somebody-else", {"text": "Family history"}, {"valueString": "Mother: BRCA1 mutation"}, ""),
]


@pytest.mark.parametrize(
    ("code", "elements", "expected"),
    [row[1:] for row in (*CODED, *STAINS, *HER2_ROWS, *NUMBERS, *NO_RESULT)],
    ids=[row[0] for row in (*CODED, *STAINS, *HER2_ROWS, *NUMBERS, *NO_RESULT)],
)
def test_an_observation_is_read_in_every_coding(code, elements, expected):
    """Code, flag, boolean, number, words, absence and status each yield what they mean."""
    assert read(biomarker.read, observation(code, **elements)) == expected


CONTRADICTIONS = [
    ("value-and-flag", KRAS, {**value(POSITIVE), "interpretation": flag("NEG")}),
    ("value-and-note", ER, {**value(POSITIVE), "note": [{"text": "ER 0 %"}]}),
    ("word-and-number", ER, {"valueString": "negative, 80 %"}),
    ("boolean-and-note", MSI, {"valueBoolean": True, "note": [{"text": "MSS"}]}),
]


@pytest.mark.parametrize(
    ("code", "elements"),
    [row[1:] for row in CONTRADICTIONS],
    ids=[row[0] for row in CONTRADICTIONS],
)
def test_an_observation_that_contradicts_itself_is_unknown(code, elements):
    """Two answers in one Observation are no answer, and the reason is told."""
    (fact,) = facts(biomarker.read, observation(code, **elements))

    assert fact.status.value == "unknown"
    assert "contradict" in fact.why


def test_stains_of_a_panel_add_up():
    """Four repair proteins in components, all present, are a whole negative result."""
    present = value(coded("LA9633-4"))
    parts = [{"code": code, **present} for code in (MLH1, PMS2, MSH2, MSH6)]
    panel = observation({"text": "MMR panel"}, component=parts)

    assert read(biomarker.read, panel) == "MSI_MMR -"


def stains(days):
    """Charted facts of one present repair protein per day given, each in its own Observation."""
    found = [
        fact
        for protein, day in zip((MLH1, PMS2, MSH2, MSH6), days, strict=False)
        for fact in facts(
            biomarker.read,
            observation(protein, **value(coded("LA9633-4")), effectiveDateTime=day),
        )
    ]
    return {line("MSI_MMR", fact) for fact in gather(found, "Patient/p", 0).biomarkers}


def test_stains_in_observations_of_their_own_add_up():
    """Four present proteins of one day are a negative result; three, or four of two days, none."""
    assert stains(["2026-10-01"] * 4) == {"MSI_MMR -"}
    assert not any("-" in fact for fact in stains(["2026-10-01"] * 3))
    assert not any("-" in fact for fact in stains(["2026-10-01"] * 3 + ["2019-10-01"]))


def test_one_lost_stain_of_a_panel_decides():
    """One repair protein absent among three present is a deficiency."""
    parts = [{"code": code, **value(coded("LA9633-4"))} for code in (MLH1, MSH2, MSH6)]
    parts.append({"code": PMS2, **value(coded("LA9634-2"))})

    assert read(biomarker.read, observation({"text": "MMR panel"}, component=parts)) == (
        "MSI_MMR + PMS2"
    )


def test_components_of_a_her2_test_are_read_together():
    """IHC 2+ with a ratio below the limit in components is negative."""
    parts = [
        {"code": HER2_IHC, "valueString": "2+"},
        {"code": {"text": "FISH ratio"}, "valueQuantity": quantity(1.3)},
    ]

    assert read(biomarker.read, observation(HER2, component=parts)) == "HER2 - ratio 1.3"


def test_a_result_keeps_the_condition_that_it_is_about():
    """The focus of a test and of a variant, and the diagnosis that carries a marker itself."""
    focus = [{"reference": "Condition/b"}]
    gene = {"code": coded("48018-6"), "valueCodeableConcept": coded("HGNC:3430", "ERBB2", HGNC)}
    absent = {"valueCodeableConcept": coded("LA9634-2"), "component": [gene]}
    stain = observation(coded("85319-2"), focus=focus, valueString="3+")
    found = [
        *facts(biomarker.read, stain),
        *facts(variant.read, observation(coded("69548-6"), focus=focus, **absent)),
        *facts(
            biomarker_condition.read,
            {"resourceType": "Condition", "id": "b", "code": coded("427685000", system=SCT)},
        ),
    ]

    assert [fact.biomarker for fact in found][:2] == ["HER2", "HER2"]
    assert {fact.tumour_ref for fact in found} == {"Condition/b"}


def test_a_change_may_be_coded_without_words():
    """The HGVS code of a change is read where nothing is written beside it."""
    change = coded("NP_004976.2:p.(Gly12Val)", system="http://varnomen.hgvs.org")
    (fact,) = facts(biomarker.read, observation(coded("21702-6"), valueCodeableConcept=change))

    assert (fact.biomarker, fact.status.value) == ("KRAS", "known-positive")


def test_a_component_is_as_sure_as_its_own_code():
    """Under a title in words, a result rests on the code of its component; one without is text."""
    gene = {"code": coded("85509-8", "KRAS"), "valueString": "p.G12V"}
    word = {"code": {"text": "NRAS"}, "valueString": "p.Q61K"}
    panel = observation({"text": "Molecular panel"}, component=[gene, word])
    found = facts(biomarker.read, panel)

    assert [(fact.biomarker, fact.because[0].from_text) for fact in found] == [
        ("KRAS", False),
        ("NRAS", True),
    ]


def test_a_group_has_no_result_of_its_own():
    """An Observation that only groups members yields nothing itself."""
    group = observation(coded("74885-5"), hasMember=[{"reference": "Observation/x"}])

    assert read(biomarker.read, group) == ""


def test_an_unusable_specimen_is_an_attempt_without_result():
    """A test without value on an unsatisfactory specimen counts as not tested, and says why."""
    specimen = {"resourceType": "Specimen", "id": "s", "status": "unsatisfactory"}
    test = observation(KRAS, specimen={"reference": "Specimen/s"})
    (fact,) = facts(biomarker.read, test, with_others(specimen))

    assert (fact.status.value, fact.why) == ("not-tested", "specimen unsatisfactory")


BLOOD = [
    ("plasma-code", coded("93690-6"), value(NEGATIVE), "BRAF ?"),
    ("plasma-positive", coded("93690-6"), {"valueString": "V600E"}, "BRAF + V600E"),
    ("plasma-words", {"text": "KRAS, ctDNA"}, {"valueString": "not detected"}, "KRAS ?"),
    (
        "enough-tumour-dna",
        {"text": "KRAS, ctDNA"},
        {"valueString": "not detected", "note": [{"text": "Tumor fraction 12 %"}]},
        "KRAS -",
    ),
    (
        "too-little-tumour-dna",
        {"text": "KRAS, ctDNA"},
        {"valueString": "not detected", "note": [{"text": "Tumor fraction <1 %"}]},
        "KRAS ?",
    ),
]


@pytest.mark.parametrize(
    ("code", "elements", "expected"), [row[1:] for row in BLOOD], ids=[row[0] for row in BLOOD]
)
def test_a_negative_blood_test_needs_tumour_dna(code, elements, expected):
    """Nothing found in blood is a result only where enough tumour DNA was in it."""
    assert read(biomarker.read, observation(code, **elements)) == expected


GENE = {"code": coded("48018-6"), "valueCodeableConcept": coded("HGNC:6407", "KRAS", HGNC)}
PLASMA = [{"reference": "Specimen/s"}]
LIQUID = [
    (biomarker, coded("21702-6"), {"valueString": "not detected"}),
    (variant, coded("69548-6"), {"valueCodeableConcept": coded("LA9634-2"), "component": [GENE]}),
]


@pytest.mark.parametrize(("reader", "code", "elements"), LIQUID, ids=["marker", "variant"])
def test_the_specimen_and_the_method_tell_a_blood_test(reader, code, elements):
    """Nothing found in plasma, or by liquid biopsy, is no result; in tissue it is one."""
    plasma = {"type": coded("119361006", "Plasma specimen", SCT)}
    chart = with_others({"resourceType": "Specimen", "id": "s", **plasma})
    method = {"text": "Liquid biopsy, NGS"}

    assert read(reader.read, observation(code, **elements)) == "KRAS -"
    assert read(reader.read, observation(code, method=method, **elements)) == "KRAS ?"
    (fact,) = facts(reader.read, observation(code, specimen=PLASMA, **elements), chart)
    assert fact.status is BiomarkerStatus.UNKNOWN


def test_a_figure_without_a_source_is_refused(tmp_path):
    """Limits without source, or with an unknown key, stop the start with the place named."""
    file = resources.files("fhir_mappers") / biomarker_limits.FILE
    copy = tmp_path / "limits.toml"
    copy.write_text(file.read_text(encoding="utf-8").replace("\nverified", "\nchecked", 1))

    with pytest.raises(biomarker_limits.LimitsError, match=r"percent\.ER"):
        biomarker_limits.read(copy)


DIAGNOSES = [
    ("coded-triple", {"code": coded("706970001", "", SCT)}, "ER -; HER2 -; PR -"),
    ("coded-her2", {"code": coded("427685000", "", SCT)}, "HER2 +"),
    ("named-her2", {"code": {"text": "HER2-positive breast cancer"}}, "HER2 +"),
    ("named-signs", {"code": {"text": "Breast cancer, ER+/PR-/HER2-"}}, "ER +; HER2 -; PR -"),
    ("named-msi", {"code": {"text": "dMMR colon cancer"}}, "MSI_MMR + msi-h"),
    ("named-kras", {"code": {"text": "KRAS-mutiertes Kolonkarzinom"}}, "KRAS +"),
    ("named-egfr", {"code": {"text": "EGFR-mutated NSCLC"}}, "EGFR +"),
    ("note", {"code": {"text": "Melanoma"}, "note": [{"text": "BRAF V600E"}]}, "BRAF + V600E"),
    ("relative", {"code": {"text": "Family history of BRCA1 mutation"}}, ""),
    (
        "suspected",
        {
            "code": {"text": "HER2-positive breast cancer"},
            "verificationStatus": coded("provisional", "", "urn:x"),
        },
        "",
    ),
]


@pytest.mark.parametrize(
    ("elements", "expected"), [row[1:] for row in DIAGNOSES], ids=[row[0] for row in DIAGNOSES]
)
def test_a_diagnosis_can_carry_a_biomarker(elements, expected):
    """Codes, names and notes of a confirmed diagnosis tell a marker; suspicion and relatives do not."""
    condition = {"resourceType": "Condition", "id": "c", **elements}
    if "verificationStatus" in elements:
        system = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
        condition["verificationStatus"] = coded("provisional", "", system)

    assert read(biomarker_condition.read, condition) == expected


@pytest.mark.parametrize(
    ("unit", "values"), [("ng/mL", [12.0]), ("ug/L", [12.0]), ("kU/L", [])], ids=str
)
def test_cea_is_read_in_comparable_units_only(unit, values):
    """CEA in ng/mL or ug/L is a value of a trend; another unit is left out."""
    json = observation(coded("2039-6"), valueQuantity=quantity(12.0, unit))
    found = tumour_marker.read(Resource("Observation", "Observation/o", json), READING)

    assert [fact.value for fact in found if isinstance(fact, MarkerValue)] == values


UNKNOWN_CODES = [
    ("KRAS mutation analysis", {"valueString": "Mutated"}, "KRAS +"),
    ("KRAS", {"valueString": "G12D"}, "KRAS + G12D"),
    ("KRAS-Mutationsstatus", {"valueString": "Wildtyp"}, "KRAS -"),
    ("Estrogen receptor", {"valueString": "positive"}, "ER +"),
    ("HR", {"valueQuantity": quantity(80, "/min")}, ""),
    ("PR", {"valueQuantity": quantity(72, "/min")}, ""),
    ("Anti-EGFR antibody given", {"valueString": "positive"}, ""),
    ("PD-L1 22C3 TPS", {"valueString": "40%"}, "PDL1 + 40 %"),
    ("PD-L1 CPS (SP263)", {"valueQuantity": quantity(0, "1")}, "PDL1 - 0 %"),
    ("ALK (D5F3)", {"valueString": "Negative"}, "ALK -"),
    ("ROS1 fusion", {"valueString": "Not detected"}, "ROS1 -"),
    ("BRAF V600E", {"valueString": "Not detected"}, "BRAF -"),
    ("EGFR L858R", {"valueString": "Not detected"}, "EGFR - partial"),
    ("KRAS codon 12/13", {"valueString": "Wild type"}, "KRAS - partial"),
    ("IDH1 R132", {"valueString": "Not detected"}, "IDH -; IDH1 -"),
    ("MET exon 14 skipping", {"valueString": "Not detected"}, "MET -"),
    ("KRAS, tissue", {"valueString": "Wild type"}, "KRAS -"),
    ("BRCA1/2 germline", {"valueString": "Negative"}, "BRCA_GERMLINE -"),
    ("ER %", {"valueString": "95 %"}, "ER + 95 %"),
    ("TMB score", {"valueString": "12 mut/Mb"}, "TMB + 12 mut/Mb"),
    ("MET score", {"valueQuantity": quantity(7)}, ""),
    ("ER visits this year", {"valueString": "positive"}, ""),
    ("eGFR", {"valueString": "normal"}, ""),
    ("eGFR (CKD-EPI)", {"valueQuantity": quantity(62, "mL/min")}, ""),
]


@pytest.mark.parametrize(("name", "elements", "expected"), UNKNOWN_CODES)
@pytest.mark.parametrize("system", ["http://loinc.org", "urn:local"])
def test_a_code_that_nobody_knows_is_read_by_its_name(system, name, elements, expected):
    """The name decides last, and only if it is that of a test or of nothing but a marker."""
    assert read(biomarker.read, observation(coded("99999-9", name, system), **elements)) == expected


STAINS = [
    ("c-Met IHC (SP44)", {"valueString": "3+ in 70 %"}, "+", "ihc"),
    ("c-Met IHC (SP44)", {"valueString": "1+"}, "-", "ihc"),
    ("MET protein expression", {"valueString": "negative"}, "-", "ihc"),
    ("MET mutation analysis", {"valueString": "exon 14 skipping"}, "+", ""),
]


@pytest.mark.parametrize(("name", "elements", "sign", "method"), STAINS)
def test_the_protein_of_met_is_told_from_its_gene(name, elements, sign, method):
    """A drug against the protein asks for the stain, which no gene test answers."""
    (fact,) = facts(biomarker.read, observation(coded("7", name, "urn:local"), **elements))

    assert (line("MET", fact).split()[1], fact.method) == (sign, method)


def test_a_report_tells_the_stain_of_met():
    """Overexpression in words is a result of the protein test."""
    text = "c-Met protein overexpression (IHC 3+, 80 % of tumour cells)."
    (result,) = said_in(text, UNSAID, READING).values()

    assert (result.status, result.method) == (BiomarkerStatus.KNOWN_POSITIVE, "ihc")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CEA", ["CEA"]),
        ("Carcinoembryonic antigen (CEA), serum", ["CEA"]),
        ("CEA i.S.", ["CEA"]),
        ("CEA, pleural fluid", []),
        ("Ascites", []),
        ("PSA", []),
    ],
)
def test_cea_is_read_by_its_name(name, expected):
    """A laboratory without codes names CEA in words; in another fluid it is another value."""
    json = observation({"text": name}, valueQuantity={"value": 12.5, "unit": "ng/mL"})

    found = tumour_marker.read(Resource("Observation", "Observation/o", json), READING)

    assert [fact.marker for fact in found] == expected


@pytest.mark.parametrize(
    ("code", "said", "note", "expected"),
    [
        (NRAS, "Wild type", "KRAS mutations predict lack of response.", "NRAS -"),
        (NRAS, "Wild type", "BRAF V600E is associated with poor prognosis.", "NRAS -"),
        (NRAS, "Wild type", "Patients with BRAF V600E may benefit from encorafenib.", "NRAS -"),
        (
            NRAS,
            "Wildtyp",
            "Eine BRAF-V600E-Mutation ist mit schlechter Prognose assoziiert.",
            "NRAS -",
        ),
        (KRAS, "Not detected", "KRAS mutations are found in 40% of CRC.", "KRAS -"),
        (KRAS, "G12D", "References: Encorafenib in BRAF V600E-mutated cancer.", "KRAS + G12D"),
        (MSI, "MSS", "MSI-H tumors are associated with Lynch syndrome.", "MSI_MMR -"),
        (MSI, "MSS", "MSI-H/dMMR tumours respond to checkpoint inhibitors.", "MSI_MMR -"),
        (ER, "Negative", "Positive is defined as at least 1% of tumor cells.", "ER -"),
        (ER, "Positive", "Nuclear staining in 90% of tumor cells.", "ER + 90 %"),
        (HER2_IHC, "1+", "0 and 1+ negative, 2+ equivocal, 3+ positive.", "HER2 - 1+"),
        (HER2_IHC, "1+", "HER2-low (IHC 1+ or 2+/ISH-) patients may be eligible.", "HER2 - 1+"),
        (HER2_IHC, "1+", "ASCO/CAP 2018: ratio >= 2.0 is positive.", "HER2 - 1+"),
        (
            PDL1,
            "TPS 0 %",
            "TPS >= 50%: high. TPS 1-49%: low. TPS < 1%: negative.",
            "PDL1 - TPS 0 %",
        ),
        (BRCA, "Negative", "Individuals with BRCA2 variants have a risk.", "BRCA_GERMLINE -"),
        (HER2_IHC, "0", "HER2 positive is defined as IHC 3+ or amplification.", "HER2 - 0"),
    ],
)
def test_what_a_laboratory_explains_below_a_result_changes_nothing(
    code: dict[str, Any], said: str, note: str, expected: str
) -> None:
    """Comments, definitions, legends and papers hold for every tumour and are no result of this one."""
    json = observation(code, valueCodeableConcept={"text": said}, note=[{"text": note}])
    assert read(biomarker.read, json) == expected
