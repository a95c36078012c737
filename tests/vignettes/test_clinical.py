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
