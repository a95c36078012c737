"""Reports: conclusions, panels with and without a list, blood, contained results."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappers import biomarker_report, coverage
from fhir_mappers.facts import Unread
from fhir_mappers.fhir import Resource
from tests.fhir_mappers.biomarker_cases import (
    READING,
    SCT,
    coded,
    facts,
    lines,
    observation,
    read,
    with_others,
)


def report(conclusion: str = "", title: Any = "Molecular pathology", **elements: Any) -> Any:
    """A final report of one day."""
    code = {"text": title} if isinstance(title, str) else title
    return {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": code,
        "issued": "2026-10-01T12:00:00Z",
        "conclusion": conclusion,
        **elements,
    }


def some(json: Any, *names: str) -> str:
    """What a report says about some markers only."""
    return lines(fact for fact in facts(biomarker_report.read, json) if fact.biomarker in names)


CONCLUSIONS = [
    ("comment-on-another", "NRAS wild type. BRAF V600E is associated with resistance.", "NRAS -"),
    ("comment-on-the-own", "KRAS G12D mutation detected, confers resistance.", "KRAS + G12D"),
    ("comment-on-many", "MSS. MSI-high tumours may respond to immunotherapy.", "MSI_MMR -"),
    ("paper-cited", "NRAS wild type.\nLiterature: KRAS G12C inhibition.", "NRAS -"),
    ("share-of-cells", "ER positive in 90% of tumor cells.", "ER + 90 %"),
    (
        "english",
        "KRAS G12D. NRAS and BRAF wild type. MSS.",
        "BRAF -; KRAS + G12D; MSI_MMR -; NRAS -",
    ),
    (
        "german",
        "Nachweis einer KRAS-Mutation p.G12D. NRAS, BRAF: Wildtyp. MSS.",
        "BRAF -; KRAS + p.G12D; MSI_MMR -; NRAS -",
    ),
    ("hedged", "Possible KRAS mutation.", "KRAS ?"),
    ("further-change", "BRAF: no V600E; V600K detected.", "BRAF + V600K"),
    ("further-change-sentence", "KRAS G12C not detected. G12D detected.", "KRAS + G12D"),
    ("another-change", "BRAF non-V600E mutation (class 2, G469A)", "BRAF + G469A"),
    ("another-change-open", "KRAS mutated (other than G12C)", "KRAS +"),
    ("another-change-german", "BRAF-Mutation (nicht V600E)", "BRAF +"),
    ("change-of-another-gene", "KRAS wild type. R361H in SMAD4.", "KRAS -"),
    ("advice", "Recommend KRAS and NRAS testing.", ""),
    ("other-matters", "Adenocarcinoma, grade 2.", ""),
    ("empty", "", ""),
]


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [row[1:] for row in CONCLUSIONS],
    ids=[row[0] for row in CONCLUSIONS],
)
def test_a_conclusion_is_read(conclusion, expected):
    """What the conclusion states is a fact, what it advises or doubts is none."""
    assert read(biomarker_report.read, report(conclusion)) == expected


TITLES = [
    ("by-code", coded("85509-8"), "No mutation detected.", "KRAS -"),
    ("by-words", "HER2 FISH", "Not amplified, ratio 1.2.", "HER2 - ratio 1.2"),
    ("several", "KRAS/NRAS mutation analysis", "Keine Mutation.", "KRAS -; NRAS -"),
    ("msi", "MSI analysis", "Stable.", "MSI_MMR -"),
    ("excepted", coded("85509-8"), "Apart from KRAS G12D no mutation detected.", "KRAS + G12D"),
]


@pytest.mark.parametrize(
    ("title", "conclusion", "expected"),
    [row[1:] for row in TITLES],
    ids=[row[0] for row in TITLES],
)
def test_a_title_says_what_a_conclusion_is_about(title, conclusion, expected):
    """A conclusion that names no marker speaks of those in the title or the code."""
    assert read(biomarker_report.read, report(conclusion, title)) == expected


PANELS = [
    ("dna-assay", "FoundationOne CDx", "KRAS G12V. No other alteration.", "ALK - partial; NRAS -"),
    ("rna-assay", "TruSight Oncology 500", "TP53 R175H", "ALK -; NRAS -"),
    ("clean-assay", "MSK-IMPACT", "No reportable alterations.", "ALK - partial; NRAS -"),
    ("excepted", "MSK-IMPACT", "Other than TP53 R175H, no alterations.", "ALK - partial; NRAS -"),
    ("excepted-unnamed", "NGS panel", "Apart from KRAS G12D no mutations.", "ALK ?; NRAS ?"),
    ("failed-assay", "Tempus xT", "Test failed: insufficient DNA.", "ALK 0; NRAS 0"),
    ("awaited-assay", "FoundationOne CDx", "Result to follow.", "ALK pending; NRAS pending"),
    ("silent-assay", "FoundationOne CDx", "See attachment.", ""),
    ("unnamed-panel", "NGS panel", "No mutation detected.", "ALK ?; NRAS ?"),
    ("unnamed-german", "NGS-Panel", "Keine Mutation nachgewiesen.", "ALK ?; NRAS ?"),
    ("listed", "NGS panel", "Genes analysed: NRAS, BRAF. No mutations detected.", "NRAS -"),
    ("listed-german", "NGS", "Untersuchte Gene: NRAS, BRAF. Kein Mutationsnachweis.", "NRAS -"),
    ("listed-fusion", "NGS", "Genes analysed: ALK, NRAS. KRAS G12D.", "ALK - partial; NRAS -"),
    (
        "blood-clean",
        "Guardant360",
        "No reportable alterations. Low tumor fraction.",
        "ALK ?; NRAS ?",
    ),
    ("blood-unsaid", "FoundationOne Liquid", "No reportable alterations.", "ALK ?; NRAS ?"),
    (
        "blood-enough",
        "Guardant360",
        "No reportable alterations. Tumor fraction 8 %.",
        "ALK - partial; NRAS -",
    ),
    ("blood-words", "Liquid biopsy", "NRAS not detected.", "NRAS ?"),
    ("blood-finding", "Guardant360", "NRAS Q61R.", "ALK ?; NRAS + Q61R"),
]


@pytest.mark.parametrize(
    ("title", "conclusion", "expected"),
    [row[1:] for row in PANELS],
    ids=[row[0] for row in PANELS],
)
def test_a_negative_panel_counts_for_its_list_only(title, conclusion, expected):
    """Only a list of genes, the assay's or the report's own, turns silence into a negative result."""
    assert some(report(conclusion, title), "NRAS", "ALK") == expected


def test_an_assay_does_not_answer_what_sequencing_cannot():
    """A clean comprehensive assay says nothing of PD-L1, receptors, the germline, MSI or TMB."""
    found = facts(biomarker_report.read, report("KRAS G12V.", "FoundationOne CDx"))
    outside = {"PDL1", "ER", "PR", "BRCA_GERMLINE", "MSI_MMR", "TMB", "CLDN18_2", "MGMT"}

    assert not outside & {fact.biomarker for fact in found}
    assert {"NRAS", "EGFR", "FGFR2"} <= {fact.biomarker for fact in found}


def test_an_unnamed_negative_panel_says_why_it_is_unknown():
    """The reason names the missing list of genes."""
    found = facts(biomarker_report.read, report("No mutation detected.", "NGS panel"))

    assert {fact.why for fact in found} == {"negative panel whose list of genes is not known"}


OPEN = [
    ("registered", "registered", "KRAS mutation analysis", "KRAS pending"),
    ("preliminary", "preliminary", "HER2 FISH", "HER2 pending"),
    ("partial", "partial", "KRAS mutation analysis", "KRAS pending"),
    ("cancelled", "cancelled", "KRAS mutation analysis", "KRAS 0"),
    ("germline", "registered", "Germline BRCA1/2 analysis", "BRCA_GERMLINE pending"),
]


@pytest.mark.parametrize(
    ("status", "title", "expected"), [row[1:] for row in OPEN], ids=[row[0] for row in OPEN]
)
def test_a_report_that_is_not_final_has_no_result(status, title, expected):
    """A report that is not final is pending whatever it says; a cancelled one was not done."""
    assert read(biomarker_report.read, report("Positive", title, status=status)) == expected


def test_a_pending_comprehensive_assay_covers_its_list():
    """A registered report of a named assay makes every marker on its list pending."""
    found = facts(biomarker_report.read, report("", "FoundationOne CDx", status="registered"))

    assert {fact.biomarker for fact in found} == set(coverage.load().comprehensive)
    assert {fact.status.value for fact in found} == {"pending"}


def test_a_report_still_open_is_about_what_its_order_asked_for():
    """A registered genetic report without words of its own makes the ordered markers pending."""
    request = {"resourceType": "ServiceRequest", "id": "s", "code": coded("81420-2")}
    waiting = report("", status="registered", basedOn=[{"reference": "ServiceRequest/s"}])
    found = facts(biomarker_report.read, waiting, with_others(request))

    assert {(fact.biomarker, fact.status.value) for fact in found} == {
        ("KRAS", "pending"),
        ("NRAS", "pending"),
    }


@pytest.mark.parametrize(
    ("text", "status"),
    [("Specimen insufficient for molecular analysis (QNS).", "final"), ("", "cancelled")],
)
def test_a_report_without_result_answers_its_order_in_vain(text, status):
    """What an order asked for was not tested where the report of that order has no result."""
    request = {"resourceType": "ServiceRequest", "id": "s", "code": coded("81420-2")}
    in_vain = report(text, status=status, basedOn=[{"reference": "ServiceRequest/s"}])
    found = facts(biomarker_report.read, in_vain, with_others(request))

    assert {(fact.biomarker, fact.status.value) for fact in found} == {
        ("KRAS", "not-tested"),
        ("NRAS", "not-tested"),
    }


def test_contained_results_are_read():
    """Observations inside a report are read with the date of the report."""
    inner = observation(coded("85509-8"), valueCodeableConcept=coded("LA6576-8", "Positive"))
    del inner["effectiveDateTime"]
    (fact,) = facts(biomarker_report.read, report(contained=[inner]))

    assert (fact.biomarker, fact.status.value) == ("KRAS", "known-positive")
    assert fact.day is not None
    assert fact.day.text == "2026-10-01"


def test_contained_results_of_an_open_report_are_pending():
    """What a preliminary report contains is not final either."""
    inner = observation(coded("85509-8"), valueCodeableConcept=coded("LA6576-8", "Positive"))

    assert read(biomarker_report.read, report(status="preliminary", contained=[inner])) == (
        "KRAS pending"
    )


def test_contained_results_of_another_person_are_left_alone():
    """A contained Observation with a subject of its own is no result of this patient."""
    inner = observation(
        coded("85509-8"),
        valueCodeableConcept=coded("LA6576-8"),
        subject={"reference": "Patient/other"},
    )
    outer = report(contained=[inner], subject={"reference": "Patient/me"})

    assert read(biomarker_report.read, outer) == ""


def test_a_coded_conclusion_is_read():
    """A diagnosis in `conclusionCode` carries its biomarker."""
    json = report(conclusionCode=[coded("737058005", "", SCT)])

    assert some(json, "MSI_MMR") == "MSI_MMR +"


def test_an_attachment_alone_is_named_as_not_read():
    """A report that is only an attachment is told as unread, never as without findings."""
    json = report(presentedForm=[{"contentType": "application/pdf"}])
    found = biomarker_report.read(Resource("DiagnosticReport", "DiagnosticReport/r", json), READING)

    assert [type(one) for one in found] == [Unread]


ELSEWHERE = [
    ("Adenocarcinoma of the colon. History of BRAF-mutated melanoma. KRAS wild type.", "KRAS -"),
    ("Rektumkarzinom, RAS-Wildtyp. Z. n. Mammakarzinom (ER 90 %).", "KRAS -; NRAS -"),
    ("History of colon cancer, KRAS G12D mutated.", "KRAS + G12D"),
    ("History of BRAF-mutated melanoma.", "BRAF +"),
]


@pytest.mark.parametrize(("conclusion", "expected"), ELSEWHERE)
def test_an_earlier_cancer_keeps_its_results(conclusion, expected):
    """A marker of a past tumour says nothing of the one that the report is about."""
    assert read(biomarker_report.read, report(conclusion)) == expected


def test_a_report_on_its_way_about_a_stain_asks_for_the_protein():
    """A registered stain of MET leaves the gene open."""
    json = report("", "c-Met immunohistochemistry", status="registered")

    assert read(biomarker_report.read, json) == "MET_PROTEIN pending"


@pytest.mark.parametrize(
    "written",
    [
        "NGS panel failed (insufficient tumour cells). PD-L1 TPS 60 %.",
        "FoundationOne CDx: sequencing failed. PD-L1 TPS 60 %.",
    ],
)
def test_a_stain_beside_a_failed_panel_answers_for_no_gene(written):
    """A panel that failed is not tested, whatever another test of the same report gave."""
    failed = {
        fact.biomarker: fact.status.value for fact in facts(biomarker_report.read, report(written))
    }

    assert failed["PDL1"] == "known-positive"
    assert {failed["EGFR"], failed["ALK"]} == {"not-tested"}


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        ("FoundationOne failed. KRAS PCR wild type.", "EGFR 0; KRAS -"),
        ("FoundationOne CDx pending. KRAS PCR wild type.", "EGFR pending; KRAS -"),
        ("FoundationOne failed on biopsy. Repeat FoundationOne: KRAS G12D.", "EGFR -; KRAS + G12D"),
    ],
)
def test_a_failed_assay_leaves_its_other_genes_open(conclusion, expected):
    """A gene that another test has answered does not make a failed panel negative."""
    assert some(report(conclusion), "KRAS", "EGFR") == expected


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        ("NGS panel sent, result pending.", "EGFR pending; KRAS pending"),
        ("KRAS G12C by PCR. NGS ausstehend.", "EGFR pending; KRAS + G12C"),
        ("Recommend comprehensive NGS.", ""),
        ("NGS should be requested if fit.", ""),
    ],
)
def test_sequencing_said_to_be_on_its_way_is_awaited(conclusion, expected):
    """A letter may tell that the panel was sent; a recommendation is no order."""
    assert some(report(conclusion, "Clinic letter"), "KRAS", "EGFR") == expected


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        ("ER+, PR-, HER2 1+. ctDNA: no PIK3CA mutation.", "ER +; HER2 - 1+; PIK3CA ?; PR -"),
        ("ctDNA: KRAS wild type. PD-L1 TPS <1 %.", "KRAS ?; PDL1 - TPS <1 %"),
        ("ctDNA: HER2 amplification not detected.", "HER2 ?"),
    ],
)
def test_stains_beside_a_blood_test_are_from_tissue(conclusion, expected):
    """Too little tumour DNA in the blood leaves genes open, not receptors and stains."""
    names = ("ER", "PR", "HER2", "PIK3CA", "KRAS", "PDL1")
    assert some(report(conclusion), *names) == expected


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        ("BRCA1-Keimbahnmutation c.68_69del.", "BRCA_GERMLINE +"),
        ("Keine BRCA1/2-Keimbahnmutation.", "BRCA_GERMLINE -"),
        ("VE1 immunohistochemistry positive.", "BRAF +"),
        ("BRAF V600E (VE1) IHC negative.", "BRAF -"),
        ("ROS-1 rearranged.", "ROS1 +"),
        ("EGFR del19.", "EGFR +"),
        ("HLA typing: HLA-A*02:01 negative.", "HLA_A0201 -"),
    ],
)
def test_german_compounds_and_names_of_tests_are_read(conclusion, expected):
    """A germline mutation in one word, a stain by its clone and a typing by its name are results."""
    told = some(report(conclusion), "BRCA_GERMLINE", "BRAF", "HLA_A0201", "ROS1", "EGFR")
    assert " ".join(told.split()[:2]) == expected
