"""What a biopsy proves: where it was taken, and where the tumour in it comes from."""

from __future__ import annotations

import pytest

from tests.fhir_mappers.test_narrative import report, spread

PROVEN = [
    ("Metastatic adenocarcinoma, core biopsy of the liver.", {"liver"}),
    ("Metastatic adenocarcinoma in core biopsy of the liver.", {"liver"}),
    ("Metastase eines Adenokarzinoms, Stanzbiopsie aus der Leber.", {"liver"}),
    ("Adenocarcinoma, core biopsy of the liver, consistent with colorectal primary.", {"liver"}),
    ("Adenocarcinoma in core biopsy of the lung, consistent with colorectal primary.", {"lung"}),
    ("Liver biopsy shows adenocarcinoma consistent with colonic origin.", {"liver"}),
    ("Leberstanze: Infiltrate eines Adenokarzinoms, vereinbar mit Kolonkarzinom.", {"liver"}),
    ("Lung, core biopsy: carcinoma, compatible with breast cancer.", {"lung"}),
]
NOT_PROVEN = [
    "Liver, core biopsy: carcinoma, consistent with cholangiocarcinoma.",
    "Lung, core biopsy: adenocarcinoma, consistent with pulmonary adenocarcinoma.",
    "Leberstanze: Fettleber, bekanntes Kolonkarzinom.",
    "Leberbiopsie: kein Anhalt für Kolonkarzinom.",
    "Metastatic breast cancer, biopsy of the liver planned.",
    "Adenocarcinoma consistent with colonic primary, biopsy of the liver recommended.",
]
NODES = [
    "Supraclavicular lymphadenopathy, biopsy: metastatic adenocarcinoma.",
    "Supraclavicular lymph node biopsy shows metastatic adenocarcinoma.",
    "Lymph node, left supraclavicular, excision: metastatic carcinoma.",
    "Metastatic carcinoma, excision biopsy of a left supraclavicular lymph node.",
]


@pytest.mark.parametrize(("written", "expected"), PROVEN)
def test_a_specimen_is_read_on_either_side_of_the_finding(written: str, expected: set[str]) -> None:
    """The organ of a biopsy may stand behind the finding, and the origin may be a tumour's name."""
    assert spread(report(written, "Pathology")) == expected


@pytest.mark.parametrize("written", NOT_PROVEN)
def test_a_tumour_at_home_or_a_biopsy_not_done_proves_no_spread(written: str) -> None:
    """Cholangiocarcinoma grows in the liver, and a biopsy that is asked for shows nothing."""
    assert spread(report(written, "Pathology")) == set()


@pytest.mark.parametrize("written", NODES)
def test_the_region_of_a_node_stands_beside_its_word(written: str) -> None:
    """Which nodes are meant decides whether they are regional, so their region is kept."""
    assert spread(report(written, "Pathology")) == {"lymph-node:supraclavicular"}


TITLED = [
    ("Liver core biopsy", "Adenocarcinoma, consistent with colorectal primary.", {"liver"}),
    (
        "Leberstanzbiopsie",
        "Infiltrate eines Adenokarzinoms, vereinbar mit Kolonkarzinom.",
        {"liver"},
    ),
    (
        "Lymph node biopsy, left supraclavicular",
        "Metastatic carcinoma.",
        {"lymph-node:supraclavicular"},
    ),
    ("Liver biopsy", "Steatosis. Known colon cancer.", set()),
    ("Liver biopsy", "Adenocarcinoma.", set()),
]


@pytest.mark.parametrize(("title", "written", "expected"), TITLED)
def test_the_title_of_a_report_may_name_the_specimen(
    title: str, written: str, expected: set[str]
) -> None:
    """Where only the title says what was taken, the conclusion is about that specimen."""
    assert spread(report(written, title)) == expected
