"""The rulebook in a real browser: accessible, quiet, and without a word to another host."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
TOPIC = "/rules/stage-iv-surgery"
SEEN = [
    ("/rules", "light"),
    (TOPIC, "light"),
    (TOPIC, "dark"),
    ("/rules/anti-egfr-without-ras", "dark"),
]
GRAVE = ("serious", "critical")
PICTURE = "RULEBOOK_PICTURE"
MOST_BYTES = 300_000

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
    pytest.mark.timeout(180),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium with an empty profile."""
    with sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page in a profile of its own."""
    context = browser.new_context(color_scheme="light", viewport={"width": 1100, "height": 760})
    opened = context.new_page()
    yield opened
    context.close()


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
    assert [one for one in findings(page) if one["impact"] in GRAVE] == []


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
