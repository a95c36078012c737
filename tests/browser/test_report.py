"""The report of a screened population in a real browser, and its picture in the README."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import NEEDED, grave
from tests.screening.conftest import screened
from tests.synthetic.export import Population, write_export

PICTURE = "REPORT_PICTURE"

MOST_BYTES = 300_000

pytestmark = NEEDED


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of every order of 200 made-up patients, half of them with cancer."""
    folder = tmp_path_factory.mktemp("report")
    export = write_export(folder / "export", Population(200, cancer=0.5, size=60, seed=8))
    screened(export, folder / "made-up", "--as-of", "2026-11-20", "--hook", "order-sign")
    return folder / "made-up" / "report.html"


def test_the_report_is_accessible_and_keeps_to_itself(page: Page, report: Path) -> None:
    """One file: no script, nothing loaded, no serious finding of axe, every figure drawn."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri(), wait_until="networkidle")

    assert asked == [report.as_uri()]
    assert "<script" not in report.read_text(encoding="utf-8")
    assert grave(page) == []
    widths = page.locator("td.bar i").evaluate_all("all => all.map(one => one.offsetWidth)")
    assert len(widths) > 20
    assert max(widths) > 300


def test_the_picture_of_the_readme(page: Page, report: Path, tmp_path: Path) -> None:
    """The picture is small; it replaces the committed one only where the variable names a file."""
    file = Path(os.environ.get(PICTURE) or tmp_path / "report.png")
    page.set_viewport_size({"width": 1100, "height": 1240})
    page.goto(report.as_uri())
    page.screenshot(path=file)

    assert 10_000 < file.stat().st_size < MOST_BYTES
