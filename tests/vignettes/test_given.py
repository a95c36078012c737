"""The vignettes of the customer, and our own in the same form, played through HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vignettes.scoring import faults

FOLDER = Path(__file__).parent
GIVEN = sorted((FOLDER / "given").glob("*.json"))
OURS = sorted((FOLDER / "ours").glob("*.json"))


def test_the_folders_are_not_empty() -> None:
    """All 22 vignettes of the customer are there, and ours, so that no folder passes empty."""
    assert len(GIVEN) == 22
    assert len(OURS) >= 30


@pytest.mark.parametrize("file", [*GIVEN, *OURS], ids=lambda file: file.stem)
def test_a_vignette_is_answered_as_its_authors_expect(file: Path, play: Any) -> None:
    """Cards, indicators, scenario, stage IV, intent and missing biomarkers are as expected."""
    vignette = json.loads(file.read_text(encoding="utf-8"))

    answer, explanation = play(vignette)

    assert list(faults(vignette["expected"], answer["cards"], explanation["findings"])) == []
    assert answer["cards"] == explanation["cards"]
