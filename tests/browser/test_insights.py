"""The figures in a real browser: accessible, quiet, and without a word to another host."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Page

from tests.browser.chromium import NEEDED, grave
from tests.cds_service.samples import SAMPLE

pytestmark = NEEDED


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_figures_are_accessible_and_keep_to_themselves(
    page: Page, live: Any, colours: Any
) -> None:
    """No serious finding of axe, nothing on the console, no request to another host."""
    hook = f"{live.url}/cds-services/oncology-order-select"
    requests.post(hook, json=SAMPLE, timeout=30).raise_for_status()
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    page.emulate_media(color_scheme=colours)
    page.goto(f"{live.url}/insights", wait_until="networkidle")

    assert page.locator("svg.chart rect").count() > 0
    assert said == []
    assert hosts - {""} == {urlsplit(live.url).netloc}
    assert grave(page) == []
