"""The rulebook as a reader gets it: complete, linkable, self-contained, and safe to open."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cards import knowledge_base

KNOWLEDGE = knowledge_base.load()


class Anchors(HTMLParser):
    """Collects ids and the addresses that a page refers to."""

    def __init__(self, page: str) -> None:
        """Read the page at once."""
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Keep the ids and addresses of one element."""
        found = dict(attrs)
        self.ids.extend(filter(None, [found.get("id")]))
        if tag == "a":
            self.hrefs.append(found["href"])
        elif tag != "link" or found.get("href") != "data:,":
            self.loads.extend(filter(None, [found.get("src"), found.get("href")]))


@pytest.fixture
def book(client):
    """The whole rulebook."""
    return client.get("/rules").text


def test_every_topic_tumour_row_source_and_reason_can_be_linked(book):
    """Each has its anchor on the whole page."""
    wanted = {
        *KNOWLEDGE.topics,
        *(f"tumour-{key}" for key in KNOWLEDGE.guidelines.by_id),
        *(row.id for row in KNOWLEDGE.surgery_table.rows),
        *KNOWLEDGE.evidence,
        *(f"reason-{code}" for code in KNOWLEDGE.override_reasons),
        *(f"threshold-{name}" for name in KNOWLEDGE.tables["thresholds.toml"]),
    }

    assert wanted - set(Anchors(book).ids) == set()


@pytest.mark.parametrize("path", ["", *(f"/{topic}" for topic in KNOWLEDGE.topics)])
def test_no_link_of_a_page_leads_nowhere(client, path):
    """Ids are unique, every link inside a page has its target, and nothing else is loaded."""
    page = Anchors(client.get(f"/rules{path}").text)

    assert len(page.ids) == len(set(page.ids))
    inner = {href[1:] for href in page.hrefs if href.startswith("#")}
    assert inner - set(page.ids) == set()
    assert page.loads == []
    outer = {href for href in page.hrefs if not href.startswith("#")}
    assert all(href == "../rules" or href.startswith("https://") for href in outer)


def test_every_marker_says_why_since_when_and_which_test(book):
    """The panel of a tumour shows reason, stage and test of each marker, with its sources."""
    panel = book[book.index('id="tumour-colorectal"') :]
    panel = panel[: panel.index("</section>")]

    for row in KNOWLEDGE.guidelines.by_id["colorectal"].biomarkers:
        assert row.biomarker in panel
        assert row.why in panel
        assert all(f'href="#{key}"' in panel for key in row.citations)
    assert "LOINC 85509-8" in panel


def test_doi_and_doubt_are_shown(book):
    """A source carries its DOI as a link, and says when it was not verified."""
    entry = book[book.index('id="E04"') :]
    entry = entry[: entry.index("</dd>")]

    assert "https://doi.org/10.1200/JCO.23.01540" in entry
    assert "not verified against the source" in entry


def test_version_and_drafts_stand_at_the_top(book, client):
    """The page names the content version that explanations carry, and what is not approved."""
    version = client.application.extensions["desk"].knowledge.version

    assert f"<code>{version}</code>" in book
    assert re.search(r"\d+ of \d+ pieces are", book)


def test_a_page_may_run_nothing(client):
    """The policy of a page allows its own style and nothing else."""
    policy = client.get("/rules").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_a_page_that_did_not_change_is_not_sent_again(client):
    """A browser that has the page gets 304."""
    tag = client.get("/rules").headers["ETag"]

    assert client.get("/rules", headers={"If-None-Match": tag}).status_code == 304


def test_an_unknown_topic_is_not_found(client):
    """There is no page for it, and the answer repeats nothing of the address."""
    answer = client.get("/rules/<script>")

    assert answer.status_code == 404
    assert "script" not in answer.text
