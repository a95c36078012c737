"""The clinical vignettes: each is answered as a clinician expects, and a faulty one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards import knowledge_base
from tests.vignettes.replay import faults
from tests.vignettes.shorthand import FOLDER, read, read_all
from tests.vignettes.shorthand_words import ShorthandError

FILES = sorted(FOLDER.rglob("*.toml"))
GOOD = """
title = "A colon cancer"
shows = "Nothing."
cancers = [{ tumour = "colorectal/colon", stage = "IVA -50d" }]
[expect]
cards = {}
"""
ANSWERED = "[[earlier]]\nago = '2d'\nanswers = { "


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_vignette_is_answered_as_expected(file: Path) -> None:
    """The cards are those of the vignette and no others, and so is every finding that it names."""
    wrong = {one.id: list(faults(one, knowledge_base.load())) for one in read(file)}

    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cancers", "cancer", "a: unknown key 'cancer'"),
        ("tumour =", "tumor =", r"a \[cancers 1\]: unknown key 'tumor'"),
        ("colorectal/colon", "bowel", r"a \[cancers 1\]: 'bowel' is not one of"),
        ("IVA -50d", "4A", "'4A' is no stage; write IVA -50d"),
        ("IVA -50d", "IVA 2026-13", "'2026-13' is no date; write -12d"),
        ("cards = {}", "cadrs = {}", r"a \[expect\]: unknown key 'cadrs'"),
        ("shows =", "showed =", "a: unknown key 'showed'"),
        ('shows = "Nothing."', "", "a: shows is missing"),
        ("cards = {}", 'hook = "x"', r"a \[expect\]: unknown key 'hook'"),
        ("[expect]", "[biomarkers]\nKRSA = 'negative'\n[expect]", "unknown key 'KRSA'"),
        ("[expect]", "[[orders]]\ndrug = 'folfux'\n[expect]", "'folfux' is not one of"),
        ("[expect]", "[[metastases]]\ndate = '-3d'\n[expect]", "write either site or nodes"),
        (
            "[expect]",
            "[[earlier]]\nago = '2w'\n[expect]",
            r"a \[earlier 1\]: ago = '2w' is no time",
        ),
        ("[expect]", "[[earlier]]\nhook = 'order-sign'\n[expect]", "ago = None is no time"),
        ("[expect]", "[[earlier]]\nago = '2d'\nexpect = {}\n[expect]", "unknown key 'expect'"),
        ("[expect]", f"{ANSWERED}surgery = 'accepted' }}\n[expect]", "unknown key 'surgery'"),
        ("[expect]", f"{ANSWERED}palliative-care = 'no' }}\n[expect]", "'no' is not one of"),
        ("[expect]", "[[earlier]]\nago = '1d'\n[[earlier]]\nago = '2d'\n[expect]", "oldest first"),
        ("[expect]", "[[earlier]]\nago = '1d'\ncancer = []\n[expect]", "unknown key 'cancer'"),
        ("cancers", "encounter = 3\ncancers", "encounter must be a name in quotes"),
        ('title = "A', "title = A", "is not valid TOML"),
    ],
)
def test_a_slip_is_refused_with_file_and_place(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """A word or key outside the vocabulary never passes in silence; the message says where."""
    file = tmp_path / "a.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ShorthandError, match=message):
        read(file, tmp_path)


def test_the_folder_is_not_empty() -> None:
    """An empty folder cannot pass."""
    assert len(read_all()) > 1000


def test_expectations_can_fail(tmp_path: Path) -> None:
    """A vignette that expects no card where one shows is told apart from one that is right."""
    file = tmp_path / "a.toml"
    file.write_text(GOOD, encoding="utf-8")

    (vignette,) = read(file, tmp_path)

    assert list(faults(vignette, knowledge_base.load())) == [
        "molecular-testing-gap: no card expected, got info"
    ]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("palliative-care = 'accepted'", "palliative-care was answered but shows no card"),
        ("molecular-testing-gap = 'emergency'", "does not offer the reason emergency"),
    ],
)
def test_a_story_that_cannot_be_is_a_fault(tmp_path: Path, answer: str, fault: str) -> None:
    """An answer to a card that did not show, or for a reason it does not offer, is named."""
    file = tmp_path / "a.toml"
    file.write_text(GOOD.replace("[expect]", f"{ANSWERED}{answer} }}\n[expect]"), encoding="utf-8")

    (vignette,) = read(file, tmp_path)

    assert any(
        found.startswith("a [earlier 1]: ") and found.endswith(fault)
        for found in faults(vignette, knowledge_base.load())
    )
