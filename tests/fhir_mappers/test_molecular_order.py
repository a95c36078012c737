"""Which biomarkers an order covers."""

from __future__ import annotations

import pytest

from fhir_mappers import coverage, molecular_order
from tests.fhir_mappers.biomarker_cases import READING, SCT, coded

CPT = "http://www.ama-assn.org/go/cpt"
ALL = set(coverage.load().comprehensive)
ROWS = [
    ("loinc-ras", coded("81420-2"), {"KRAS", "NRAS"}),
    ("loinc-msi", coded("81695-9"), {"MSI_MMR"}),
    ("cpt-braf", coded("81210", "", CPT), {"BRAF"}),
    ("cpt-comprehensive", coded("81455", "", CPT), ALL),
    ("cpt-small-panel", coded("81445", "", CPT), set()),
    ("snomed-panel", coded("405825005", "Molecular genetic test", SCT), set()),
    ("text-profile", {"text": "Comprehensive genomic profiling, DNA+RNA"}, ALL),
    ("text-assay", {"text": "FoundationOne CDx"}, ALL),
    ("text-german", {"text": "Umfassende molekulare Diagnostik"}, ALL),
    ("text-german-profile", {"text": "Umfassende genomische Profilierung (DNA+RNA)"}, ALL),
    ("text-genes", {"text": "KRAS, NRAS and BRAF mutation testing"}, {"KRAS", "NRAS", "BRAF"}),
    ("text-german-genes", {"text": "HER2-Testung, MSI-Bestimmung"}, {"HER2", "MSI_MMR"}),
    ("text-extended-ras", {"text": "Extended RAS testing"}, {"KRAS", "NRAS"}),
    ("text-germline", {"text": "Germline BRCA1/2 testing"}, {"BRCA_GERMLINE"}),
    ("text-german-germline", {"text": "Keimbahntestung BRCA1/2"}, {"BRCA_GERMLINE"}),
    ("text-german-msi", {"text": "Mikrosatellitenanalyse"}, {"MSI_MMR"}),
    ("text-hereditary", {"text": "Hereditary cancer panel"}, {"BRCA_GERMLINE"}),
    ("text-brca", {"text": "BRCA testing, tumour"}, {"HRR_SOMATIC"}),
    ("code-and-text", coded("405825005", "", SCT) | {"text": "NGS panel"}, ALL),
    (
        "panel-code-and-genes",
        coded("405825005", "Molecular genetic test", SCT) | {"text": "KRAS/NRAS/BRAF, BRCA1/2"},
        {"KRAS", "NRAS", "BRAF", "HRR_SOMATIC"},
    ),
    (
        "panel-code-and-german-genes",
        coded("51969-4", "Genetic analysis report") | {"text": "Molekulargenetik EGFR, ALK"},
        {"EGFR", "ALK"},
    ),
    ("text-stain", {"text": "c-Met protein immunohistochemistry"}, {"MET_PROTEIN"}),
    ("text-two-stains", {"text": "c-Met and PD-L1 IHC"}, {"MET_PROTEIN", "PDL1"}),
    ("text-stains-listed", {"text": "IHC: PD-L1, c-Met"}, {"MET_PROTEIN", "PDL1"}),
    ("text-gene-joined", {"text": "MET exon 14 and PD-L1 IHC"}, {"MET", "PDL1"}),
    ("text-gene-and-stain", {"text": "MET exon 14, PD-L1 IHC"}, {"MET", "PDL1"}),
    ("drug-class", {"text": "anti-EGFR therapy"}, set()),
    ("not-a-test", {"text": "CT abdomen"}, set()),
    ("names-alone", {"text": "KRAS"}, {"KRAS"}),
    ("names-and-clone", {"text": "PD-L1 (22C3)"}, {"PDL1"}),
    ("names-in-prose", {"text": "Infusion, KRAS patient"}, set()),
    ("text-german-pathology", {"text": "Molekularpathologie: RAS, BRAF"}, {"KRAS", "NRAS", "BRAF"}),
    ("code-brca", coded("50995-0"), {"BRCA_GERMLINE", "HRR_SOMATIC"}),
    ("code-brca-tumour", coded("50995-0", "BRCA1+BRCA2 in tumor tissue"), {"HRR_SOMATIC"}),
]


@pytest.mark.parametrize(
    ("code", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_an_order_covers_what_it_names(code, expected):
    """Codes, assays and words of a test each cover their markers; an unknown panel covers none."""
    assert set(molecular_order.tests_of({"code": code}, READING)) == expected


def test_details_of_an_order_count():
    """Genes in `orderDetail` of a panel order are covered."""
    json = {
        "code": {"text": "NGS-Testung"} | coded("x", "", "urn:lab"),
        "orderDetail": [{"text": "KRAS"}, {"text": "NRAS"}],
    }

    assert {"KRAS", "NRAS"} <= set(molecular_order.tests_of(json, READING))


def test_details_tell_what_a_panel_code_leaves_open():
    """A code for any genetic report covers the genes that the details of the order list."""
    json = {"code": coded("51969-4"), "orderDetail": [{"text": "KRAS"}, {"text": "NRAS"}]}

    assert set(molecular_order.tests_of(json, READING)) == {"KRAS", "NRAS"}


@pytest.mark.parametrize(
    ("code", "note", "expected"),
    [
        (coded("116148004", "", SCT), "Please test KRAS, NRAS.", {"KRAS", "NRAS"}),
        (coded("81445", "", CPT), "KRAS wild type is known. Add NRAS and BRAF.", {"NRAS", "BRAF"}),
        ({"text": "Molekularpathologie"}, "Bitte KRAS und NRAS.", {"KRAS", "NRAS"}),
        ({"text": "Comprehensive metabolic panel"}, "Before KRAS directed therapy.", set()),
    ],
)
def test_the_note_of_a_bare_panel_tells_its_genes(code, note, expected):
    """What a panel order leaves open its note may name; a known result asks for nothing."""
    assert set(molecular_order.tests_of({"code": code, "note": [{"text": note}]}, READING)) == (
        expected
    )
