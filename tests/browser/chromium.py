"""Debian's Chromium for the tests of the pages, and axe to judge what is open in it."""

from __future__ import annotations

import shutil
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GRAVE = ("serious", "critical")
NEEDED = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
    pytest.mark.timeout(180),
]


def findings(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page that is open; run beside the page, whose policy stays in force."""
    source = resources.files("axe_playwright_python") / "axe.min.js"
    page.evaluate(source.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert result["passes"], "axe looked at nothing"
    return [
        {"rule": one["id"], "impact": one["impact"], "where": one["nodes"][0]["target"]}
        for one in result["violations"]
    ]


def grave(page: Page) -> list[dict[str, Any]]:
    """Its serious and critical findings."""
    return [one for one in findings(page) if one["impact"] in GRAVE]
