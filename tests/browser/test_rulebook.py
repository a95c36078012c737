"""The rulebook in a real browser: accessible, quiet, and without a word to another host."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import NEEDED, findings, grave

TOPIC = "/rules/stage-iv-surgery"
SEEN = [
    ("/rules", "light"),
    (TOPIC, "light"),
    (TOPIC, "dark"),
    ("/rules/anti-egfr-without-ras", "dark"),
]
PICTURE = "RULEBOOK_PICTURE"
MOST_BYTES = 300_000

pytestmark = NEEDED


@pytest.mark.parametrize(("path", "colours"), SEEN)
def test_a_page_is_accessible_and_keeps_to_itself(
    page: Page, live: Any, path: str, colours: Any
) -> None:
    """No serious finding of axe, nothing on the console, no request to another host."""
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    page.emulate_media(color_scheme=colours)
    answer = page.goto(f"{live.url}{path}", wait_until="networkidle")

    assert answer is not None
    assert answer.ok
    assert said == []
    assert hosts - {""} == {urlsplit(live.url).netloc}
    assert grave(page) == []


def test_axe_sees_a_fault(page: Page, live: Any) -> None:
    """The check can fail: an image without a text is found."""
    page.goto(f"{live.url}{TOPIC}")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert "image-alt" in {one["rule"] for one in findings(page)}


def test_a_link_of_a_card_lands_on_its_row(page: Page, live: Any) -> None:
    """Opened at an anchor, the browser shows that row."""
    page.goto(f"{live.url}{TOPIC}#D8a")

    assert page.locator("#D8a").is_visible()
    assert page.evaluate("document.querySelector(':target').id") == "D8a"


def test_the_keyboard_reaches_the_content_first(page: Page, live: Any) -> None:
    """The first stop of the tab key is the way past the header."""
    page.goto(f"{live.url}/rules")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"


def test_the_page_can_be_printed(page: Page, live: Any, tmp_path: Path) -> None:
    """Printed, the contents list is gone and no table is cut off at the side."""
    page.goto(f"{live.url}{TOPIC}")
    page.emulate_media(media="print")

    assert not page.locator("nav").first.is_visible()
    wide = "[...document.querySelectorAll('.wide')].every(one => getComputedStyle(one).overflowX == 'visible')"
    assert page.evaluate(wide)
    page.pdf(path=tmp_path / "rules.pdf", format="A4")
    assert (tmp_path / "rules.pdf").read_bytes().startswith(b"%PDF")


def test_the_picture_of_the_readme(page: Page, live: Any, tmp_path: Path) -> None:
    """The picture is small; it replaces the committed one only where the variable names a file."""
    file = Path(os.environ.get(PICTURE) or tmp_path / "rulebook.png")
    page.goto(f"{live.url}{TOPIC}")
    page.screenshot(path=file)

    assert 10_000 < file.stat().st_size < MOST_BYTES
