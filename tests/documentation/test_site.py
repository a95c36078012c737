"""The documentation site: built without warnings, from what runs, and without another host."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from playwright.sync_api import sync_playwright

from cards import knowledge_base
from cds_service.cli import main
from cds_service.settings import Settings
from tests.browser.chromium import CHROMIUM, FLAGS, grave
from tests.conftest import application
from tests.documentation.site import ROOT, build

SECONDS = 60
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
SEEN = ("index.html", "integrate/sandbox.html", "reference/settings.html", "programmes.html")


class Loads(HTMLParser):
    """Collects what a page makes a browser load, and what it says."""

    def __init__(self, page: str) -> None:
        """Read the page at once."""
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Keep the address of one element."""
        if tag in LOADING:
            self.found.append(dict(attrs).get(LOADING[tag]) or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The built site; the log and the time it took lie beside it."""
    folder = tmp_path_factory.mktemp("documentation")
    begun = time.monotonic()
    said = build(folder / "site")
    (folder / "log").write_text(f"{time.monotonic() - begun:.1f}\n{said}")
    return folder / "site"


def page(site: Path, name: str) -> str:
    """One page as words: tags are gone, entities are characters."""
    text = re.sub(r"<[^>]+>", "", (site / name).read_text(encoding="utf-8"))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_the_site_is_built_without_a_warning(site):
    """Strict, nothing said louder than information, and not slow."""
    seconds, *said = (site.parent / "log").read_text().splitlines()

    assert [line for line in said if "WARNING" in line or "ERROR" in line] == []
    assert float(seconds) < SECONDS


def test_no_page_loads_from_another_host(site):
    """Scripts, styles, pictures and fonts are files of the site."""
    pages = list(site.rglob("*.html"))
    loaded = {(one.name, url) for one in pages for url in Loads(one.read_text("utf-8")).found}
    styles = "".join(one.read_text("utf-8") for one in site.rglob("*.css"))
    in_styles = re.findall(r"(?:url\(|@import\s*)[\"']?((?:https?:)?//[^\"')]+)", styles)

    assert len(pages) > 20
    assert [(name, url) for name, url in loaded if urlsplit(url).netloc] == []
    assert in_styles == []


def test_the_reference_names_everything_that_runs(site):
    """Every command, setting, address, code set and topic has its place."""
    assert {"serve", "screen"} <= set(main.list_commands(click.Context(main)))
    assert set(main.list_commands(click.Context(main))) <= set(
        re.findall(r"[a-z-]+", page(site, "reference/command-line.html"))
    )
    variables = {f"CDS_{name.upper()}" for name in Settings.model_fields}
    assert variables <= set(re.findall(r"CDS_\w+", page(site, "reference/settings.html")))
    rules = {
        rule.rule.replace("<", "{").replace(">", "}") for rule in application().url_map.iter_rules()
    }
    assert [rule for rule in rules if rule not in page(site, "reference/http.html")] == []
    tables = {
        one.stem.replace("_", " ")
        for one in (resources.files("fhir_mappers") / "code_sets").glob("*.csv")
    }
    assert [name for name in tables if name not in page(site, "reference/code-sets.html")] == []
    assert set(knowledge_base.load().topics) <= set(
        re.findall(r"[a-z-]+", page(site, "reference/rulebook.html"))
    )
    assert knowledge_base.load().version in page(site, "reference/rules.html")


def test_every_setting_is_described_in_both_places():
    """A setting has a description for the site and a row in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = {
        name
        for line in readme.splitlines()
        if line.startswith("| `CDS_")
        for name in re.findall(r"`(CDS_\w+)`", line.split("|")[1])
    }

    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
    assert rows == {f"CDS_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture
def served(site) -> Iterator[str]:
    """The site over HTTP on loopback."""
    handler = partial(Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        """Silence."""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.timeout(180)
def test_a_browser_stays_on_the_site(served):
    """Read and searched, the site asks no other host, complains of nothing and is accessible."""
    said, hosts, found = [], set(), []
    with sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = chromium.new_page(viewport={"width": 1300, "height": 900})
        tab.on("console", lambda message: said.append(message.text))
        tab.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        for name in SEEN:
            tab.goto(f"{served}/{name}", wait_until="networkidle")
            found += [(name, one) for one in grave(tab)]
        tab.locator("input.md-search__input").first.click()
        tab.wait_for_load_state("networkidle")
        tab.keyboard.type("prefetch", delay=20)
        tab.locator(".md-search-result__item").first.wait_for()
        chromium.close()

    assert said == []
    assert hosts - {""} == {urlsplit(served).netloc}
    assert "\n".join(map(str, found)) == ""
