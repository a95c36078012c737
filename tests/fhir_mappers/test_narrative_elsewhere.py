"""Denials of metastases in reports: of everything, of other places, or of one organ."""

from __future__ import annotations

import pytest

from tests.fhir_mappers.test_narrative import report, spread

TITLE = "CT chest, abdomen and pelvis"

BESIDE = [
    "No visceral metastases.",
    "No evidence of visceral metastasis.",
    "No extraosseous metastases.",
    "No CT evidence of extrahepatic metastatic disease.",
    "No metastases elsewhere.",
    "Otherwise no evidence of metastatic disease.",
    "No metastases in the remaining organs.",
    "Chest: no metastases.",
    "Keine viszeralen Metastasen.",
    "Keine sonstigen Fernmetastasen.",
    "Sonst keine Metastasen.",
    "Ansonsten kein Nachweis von Fernmetastasen.",
    "Übrige Organe ohne Metastasen.",
]


@pytest.mark.parametrize("written", BESIDE)
def test_a_denial_of_other_places_leaves_known_disease_open(written: str) -> None:
    """`No visceral metastases` beside metastases of bone denies none of these."""
    assert spread(report(written, TITLE)) == {"-elsewhere"}


@pytest.mark.parametrize(
    "written",
    [
        "No metastases outside the liver.",
        "No distant metastases apart from the liver lesion.",
        "Except for the liver no metastases.",
        "Bis auf die Leber keine Metastasen.",
        "Außerhalb der Leber keine Metastasen.",
    ],
)
def test_the_organ_that_a_denial_excepts_is_not_denied(written: str) -> None:
    """What stands outside the liver says nothing of the liver, nor that there is no disease."""
    assert spread(report(written, TITLE)) == set()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("No metastatic disease outside the breast and axilla.", {"-any"}),
        ("CT chest/abdomen/pelvis: no distant metastases.", {"-any"}),
        ("Frage nach Fernmetastasen. Kein Nachweis von Fernmetastasen.", {"?unspecified", "-any"}),
        ("CT Thorax/Abdomen: keine Fernmetastasen.", {"-any"}),
        ("Simple cysts, otherwise unremarkable, no distant metastasis.", {"-any"}),
        (
            "Axillary lymph node metastases. No distant metastases.",
            {"lymph-node:axillary", "-any"},
        ),
    ],
)
def test_a_denial_beside_the_primary_and_its_nodes_is_general(
    written: str, expected: set[str]
) -> None:
    """The primary and its nodes are not distant, and several regions are the whole body."""
    assert spread(report(written, TITLE)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Two liver metastases. No distant metastases otherwise.", {"liver 2", "-elsewhere"}),
        (
            "Liver: metastasis in segment 2. No distant metastases.",
            {"liver", "-elsewhere"},
        ),
        ("Chest CT: no metastases. Abdomen: two liver metastases.", {"liver 2", "-elsewhere"}),
        ("Known liver metastases no longer visible. No metastatic disease.", {"-liver", "-any"}),
        ("Lebermetastasen nicht mehr nachweisbar.", {"-liver"}),
        ("Complete resolution of the liver metastases.", {"-liver"}),
    ],
)
def test_a_text_that_affirms_metastases_denies_others_only(
    written: str, expected: set[str]
) -> None:
    """A general denial beside known liver metastases means the other organs."""
    assert spread(report(written, TITLE)) == expected
