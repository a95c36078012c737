"""The clinical content is complete, cited and calm; a mistake in it is refused with a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from cards import knowledge_base
from cards.content_errors import ContentError
from tests.wording import BANNED

KNOWLEDGE = knowledge_base.load()
REQUIRED = {
    "colorectal": "MSI_MMR KRAS NRAS BRAF HER2",
    "nsclc": "EGFR ALK ROS1 BRAF KRAS MET RET NTRK HER2 PDL1",
    "nsclc-squamous": "PDL1",
    "sclc": "",
    "gastric": "HER2 MSI_MMR PDL1 CLDN18_2",
    "oesophageal-squamous": "PDL1",
    "pancreas": "BRCA_GERMLINE MSI_MMR KRAS NTRK",
    "biliary": "FGFR2 IDH1 HER2 BRAF MSI_MMR NTRK",
    "hcc": "",
    "prostate": "BRCA_GERMLINE HRR_SOMATIC MSI_MMR",
    "ovary": "BRCA_GERMLINE HRD",
    "endometrium": "MSI_MMR P53 HER2",
    "cervix": "PDL1",
    "urothelial": "FGFR3",
    "kidney": "",
    "melanoma": "BRAF",
    "melanoma-acral-mucosal": "BRAF KIT",
    "melanoma-uveal": "HLA_A0201",
    "thyroid-anaplastic": "BRAF NTRK RET ALK",
    "thyroid-medullary": "RET",
    "thyroid-differentiated": "BRAF RET NTRK",
    "gist": "KIT PDGFRA",
    "sarcoma": "",
    "sarcoma-bone": "",
    "glioma": "IDH MGMT",
    "head-neck": "PDL1",
    "salivary": "HER2 AR NTRK RET",
    "cup": "MSI_MMR NTRK RET BRAF HER2 TMB",
    "net": "",
    "nec": "",
    "ovary-nonepithelial": "",
    "other": "",
}


@pytest.mark.parametrize("guideline", REQUIRED)
def test_a_panel_is_what_section_13_2_asks_for(guideline: str) -> None:
    """Tier R of each tumour holds the markers of the table, no more and no fewer."""
    rows = KNOWLEDGE.guidelines.by_id[guideline].biomarkers

    assert {row.biomarker for row in rows if row.tier == "R"} == set(REQUIRED[guideline].split())


def texts() -> Iterator[tuple[str, str]]:
    """Every line of the content, with the file it stands in."""
    folder = Path(str(resources.files("cards") / "knowledge"))
    for file in (*sorted(folder.rglob("*.toml")), *sorted((folder / "decisions").glob("*.csv"))):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield file.name, line


def test_no_wording_takes_hope_away() -> None:
    """Words that no patient should read on a card do not stand in the content (section 20)."""
    assert [found for found in texts() if BANNED.search(found[1])] == []


def test_every_topic_of_the_contract_has_its_texts() -> None:
    """All topics that a card may carry are named, sourced and have override reasons."""
    assert set(KNOWLEDGE.topics) >= {
        "stage-iv-surgery",
        "surgical-intent-missing",
        "surgical-red-flags",
        "bevacizumab-interval",
        "anti-egfr-without-ras",
        "rectal-long-course-crt",
        "molecular-testing-gap",
        "immunotherapy-without-msi",
        "staging-incomplete",
        "restaging-conflict",
        "palliative-care",
        "advice-unavailable",
    }
    assert all(topic.override_reasons for topic in KNOWLEDGE.topics.values())


def test_every_citation_with_an_address_can_be_followed() -> None:
    """Addresses are absolute https, so that a link of a card works."""
    urls = [citation.url for citation in KNOWLEDGE.evidence.values() if citation.url]

    assert len(urls) > 20
    assert all(url.startswith("https://") for url in urls)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    copy = tmp_path / "knowledge"
    shutil.copytree(str(resources.files("cards") / "knowledge"), copy)
    return copy


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("guidelines/breast.toml", 'tier = "R"', 'teir = "R"', "missing key tier"),
        ("guidelines/breast.toml", 'tier = "R"', 'tier = "Q"', "'Q' is not one of R, C"),
        ("guidelines/breast.toml", '"E22"', '"E99"', "citation E99 is not in evidence.toml"),
        ("guidelines/breast.toml", 'policy = "not-supported"', 'policy = "never"', "not one of"),
        ("guidelines/breast.toml", 'id = "breast"', 'id = "breast', "not valid TOML"),
        ("guidelines/other.toml", 'id = "other"', 'id = "others"', "id 'other' is needed"),
        ("thresholds.toml", "[ecog_hard]", "[ecog_head]", "missing or unknown threshold"),
        ("thresholds.toml", "value = 90", 'value = "ninety"', "value must be a number"),
        ("topics.toml", '"emergency"', '"emergancy"', "emergancy is not defined"),
        ("evidence.toml", "verified = true", "verified = 1", "must be of type bool"),
        ("scenario.toml", "diffuse_sites", "diffuse_places", "missing or unknown"),
        ("orders.toml", "withdraw_label", "withdrawal_label", "missing or unknown"),
        ("drug_gates.toml", "await_days", "wait_days", "missing or unknown"),
        ("alert_fatigue.toml", "tissue-insufficient", "tissue-lost", "'tissue-lost' is not one of"),
        ("alert_fatigue.toml", '["palliative-care"]', "[]", "exactly: palliative-care"),
        ("alert_fatigue.toml", '"bevacizumab-interval",', "", "exactly: bevacizumab-interval"),
        ("alert_fatigue.toml", '"reserve", ', '"reserves", ', "'reserves' is not one of"),
        ("alert_fatigue.toml", 'reach = "class"', 'reach = "all"', "'all' is not one of"),
        ("alert_fatigue.toml", "repeat_hours", "repeat_days", "missing key repeat_hours"),
        ("alert_fatigue.toml", "insufficient = 30", 'insufficient = "x"', "must be a whole number"),
        ("wording.toml", '  "a plan for recurrence exists",\n', "", "four of source S0"),
    ],
)
def test_a_mistake_in_the_content_is_named(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    """One mistake in one file stops the loader, and the message says what was expected."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError, match=message):
        knowledge_base.read(folder)


def test_two_files_must_not_claim_the_same_tumour(folder: Path) -> None:
    """A second file for the same tumour is refused by name."""
    original = (folder / "guidelines" / "kidney.toml").read_text(encoding="utf-8")
    twin = original.replace('id = "kidney"', 'id = "kidney-again"')
    (folder / "guidelines" / "kidney-again.toml").write_text(twin, encoding="utf-8")

    with pytest.raises(ContentError, match="both claim kidney"):
        knowledge_base.read(folder)


def test_a_new_biomarker_touches_data_only(folder: Path) -> None:
    """A marker added to a panel file is in the panel, and the content version has changed."""
    file = folder / "guidelines" / "ovary.toml"
    row = """
[[biomarkers]]
id = "CLDN6"
tier = "R"
from_stage = "IV"
why = "A reason"
assay = "ihc"
order = { text = "Claudin 6 immunohistochemistry" }
citations = ["E28"]
status = "draft"
"""
    file.write_text(file.read_text(encoding="utf-8") + row, encoding="utf-8")

    changed = knowledge_base.read(folder)

    panel = {entry.biomarker for entry in changed.guidelines.by_id["ovary"].biomarkers}
    assert "CLDN6" in panel
    assert changed.version != KNOWLEDGE.version
