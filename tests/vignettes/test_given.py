"""The vignettes of the customer, played through HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vignettes.scoring import faults

FOLDER = Path(__file__).parent / "given"
FILES = sorted(FOLDER.glob("*.json"))


def test_the_folder_is_not_empty() -> None:
    """All 22 vignettes are there, so that an empty folder cannot pass."""
    assert len(FILES) == 22


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_vignette_is_answered_as_its_authors_expect(file: Path, play: Any) -> None:
    """Cards, indicators, scenario, stage IV, intent and missing biomarkers are as expected."""
    vignette = json.loads(file.read_text(encoding="utf-8"))

    answer, explanation = play(vignette)

    assert list(faults(vignette["expected"], answer["cards"], explanation["findings"])) == []
    assert answer["cards"] == explanation["cards"]
