"""The figures in a real browser: accessible, quiet, and without a word to another host."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import sync_playwright

from tests.browser.test_rulebook import CHROMIUM, FLAGS, GRAVE, findings
from tests.cds_service.samples import SAMPLE

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
    pytest.mark.timeout(180),
]


def test_the_figures_are_accessible_and_keep_to_themselves(live: Any) -> None:
    """No serious finding of axe in light and dark, nothing on the console, one host."""
    hook = f"{live.url}/cds-services/oncology-order-select"
    requests.post(hook, json=SAMPLE, timeout=30).raise_for_status()
    said: list[str] = []
    hosts: set[str] = set()
    with sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            page.goto(f"{live.url}/insights", wait_until="networkidle")
            assert page.locator("svg.chart rect").count() > 0
            assert [one for one in findings(page) if one["impact"] in GRAVE] == []
        chromium.close()

    assert said == []
    assert hosts - {""} == {urlsplit(live.url).netloc}
