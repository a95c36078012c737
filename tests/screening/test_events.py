"""Replays of a past day, and order events."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.screening.conftest import called, export_of, lines_of, screened, table

Chart = Callable[..., list[dict[str, Any]]]
LOBECTOMY = {"coding": [{"system": "http://snomed.info/sct", "code": "173171007"}]}


def row_of(export: Path, out: Path, *options: str) -> dict[str, Any]:
    """The only patient's row."""
    screened(export, out, *options)
    (row,) = table(out, "patients")
    return row


def test_what_was_written_later_is_not_known(tmp_path: Path, chart_of: Chart) -> None:
    """On a day before the M category was recorded, stage IV is unknown; afterwards it is known."""
    export = export_of(tmp_path / "export", chart_of(staged="2025-02-01"))

    early = row_of(export, tmp_path / "early", "--as-of", "2025-01-31")
    late = row_of(export, tmp_path / "late", "--as-of", "2025-02-01")
    never = row_of(export, tmp_path / "never", "--as-of", "2024-12-31")

    assert (early["has_cancer"], early["stage_iv"], early["m_known"]) == (True, "unknown", False)
    assert (late["stage_iv"], late["m_known"]) == ("yes", True)
    assert never["has_cancer"] is False


def test_a_death_after_the_day_is_not_known(tmp_path: Path, chart_of: Chart) -> None:
    """The dead get no cards; on a day before the death the patient does."""
    export = export_of(tmp_path / "export", chart_of(died="2026-06-01"))

    assert screened(export, tmp_path / "before", "--as-of", "2026-05-31")["cards"] > 0
    assert screened(export, tmp_path / "after", "--as-of", "2026-06-02")["cards"] == 0


def test_every_order_is_an_event_on_its_day(tmp_path: Path, chart_of: Chart) -> None:
    """On order-sign the lobectomy is judged as a draft on the day that it was written."""
    chart = chart_of(authoredOn="2025-03-03", code=LOBECTOMY)
    export = export_of(tmp_path / "export", chart)
    told = screened(export, tmp_path / "out", "--hook", "order-sign", "--as-of", "2026-11-20")
    cards = table(tmp_path / "out", "cards")
    (row,) = table(tmp_path / "out", "patients")
    (event,) = json.loads(row["outcomes"])

    assert told["hook"] == "order-sign"
    assert {card["topic"] for card in cards} & {"stage-iv-surgery", "surgical-intent-missing"}
    assert {str(card["as_of"]) for card in cards} == {"2025-03-03"}
    assert {card["order"] for card in cards} == {"ServiceRequest/patient-1-order"}
    assert (event["order"], event["as_of"]) == ("ServiceRequest/patient-1-order", "2025-03-03")


def test_an_order_written_before_staging_sees_none(tmp_path: Path, chart_of: Chart) -> None:
    """The same order a month before the M category was known is judged without it."""
    chart = chart_of(authoredOn="2025-01-15", code=LOBECTOMY)
    export = export_of(tmp_path / "export", chart)
    screened(export, tmp_path / "out", "--hook", "order-select", "--as-of", "2026-11-20")

    assert "stage-iv-surgery" not in {card["topic"] for card in table(tmp_path / "out", "cards")}


def test_compare_says_who_gains_and_loses_and_why(tmp_path: Path, chart_of: Chart) -> None:
    """Between two days, one patient gains cards because the M category became known."""
    export = export_of(tmp_path / "export", chart_of(staged="2025-02-01"))
    for name, day in (("a", "2025-01-31"), ("b", "2025-03-01")):
        screened(export, tmp_path / name, "--as-of", day)
    done = called("compare", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "c")
    back = called("compare", tmp_path / "b", tmp_path / "a")
    rows = lines_of(tmp_path, "c/compare")

    assert done.exit_code == 0, done.stderr
    assert "gains" in done.stdout
    assert "loses" in back.stdout
    gained = {row["topic"] for row in rows if row["change"] == "gains"}
    assert "molecular-testing-gap" in gained
    assert all(" → " in row["why"] for row in rows)
    assert "molecular-testing-gap" in (tmp_path / "c/compare.html").read_text(encoding="utf-8")


def test_compare_needs_two_finished_runs(tmp_path: Path) -> None:
    """A folder without a run is named, with exit code 2."""
    done = called("compare", tmp_path, tmp_path)

    assert done.exit_code == 2
    assert "no finished run" in " ".join(done.stderr.split())
