"""An operation too soon after bevacizumab: the later day that a card offers, over HTTP."""

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

VIGNETTES = Path(__file__).parents[1] / "vignettes"
GIVEN = json.loads((VIGNETTES / "given" / "O-08.json").read_text(encoding="utf-8"))
LAST_DOSE = dt.date(2026, 10, 30)
PERIOD = {"start": "2026-11-23", "end": "2026-11-24"}


@pytest.mark.parametrize(
    "planned", [{}, {"occurrenceDateTime": "2026-11-23"}, {"occurrencePeriod": PERIOD}]
)
def test_the_offered_day_is_six_weeks_after_the_last_dose(
    planned: dict[str, Any], play: Any
) -> None:
    """The update is the draft as it was sent, but for when it is to happen."""
    vignette = copy.deepcopy(GIVEN)
    (draft,) = [
        entry["resource"] for entry in vignette["request"]["context"]["draftOrders"]["entry"]
    ]
    for name in [name for name in draft if name.startswith("occurrence")]:
        del draft[name]
    kept = dict(draft)
    draft |= planned

    answer, _ = play(vignette)

    (card,) = [
        card
        for card in answer["cards"]
        if card["source"]["topic"]["code"] == "bevacizumab-interval"
    ]
    (suggestion,) = card["suggestions"]
    (action,) = suggestion["actions"]
    day = LAST_DOSE + dt.timedelta(days=42)
    assert action["type"] == "update"
    assert action["resource"] == kept | {"occurrenceDateTime": day.isoformat()}
    assert suggestion["label"] == f"Plan the operation for {day}, 42 days after the last dose"
