"""The page at `/` as a person uses it: what to press, what stands where, and what was stored."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

SHOWS = 10_000


@dataclass
class Trial:
    """One opened page; it notes what the console says and which hosts are asked."""

    page: Page
    url: str
    folder: Path
    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def open(self) -> Trial:
        """Open it and wait for the first answer."""
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.goto(self.url)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the answer to the last call is shown."""
        expect(self.page.locator("#cards[aria-busy=false]")).to_be_visible(timeout=SHOWS)

    @property
    def cards(self) -> Locator:
        """The cards on screen."""
        return self.page.locator("article.card")

    def choose(self, title: str) -> None:
        """Choose a sample and wait for its answer."""
        self.page.get_by_label(title).check()
        self.settle()

    def press(self, name: str) -> None:
        """Press a button that sends the call again, and wait for the answer."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def fresh(self) -> None:
        """The same patient under an id that the service has never seen."""
        self.press("Copy under a new patient id")

    def tab(self, name: str) -> Locator:
        """Open a tab; its panel."""
        self.page.get_by_role("tab", name=name).click()
        return self.page.get_by_role("tabpanel")

    def paste(self, text: str) -> None:
        """Use one's own Bundle or request."""
        self.page.get_by_label("A Bundle or a hook request").check()
        self.page.get_by_label("or JSON").fill(text)
        self.page.get_by_role("button", name="Use this").click()
        self.settle()

    def dismiss(self, reason: str) -> None:
        """Dismiss the first card for a reason."""
        first = self.cards.first
        first.get_by_label("Reason").select_option(label=reason)
        first.get_by_role("button", name="Dismiss").click()
        expect(first.locator(".told")).to_contain_text("stored", timeout=SHOWS)

    def quiet(self) -> None:
        """Nothing on the console, and no other host was asked."""
        assert self.said == []
        assert self.hosts - {""} == {urlsplit(self.url).netloc}

    def stored(self) -> list[tuple[str, str, str]]:
        """Topic, outcome and reason of every feedback in the database of the service."""
        (file,) = self.folder.glob("cds-demo-*/demo.sqlite3")
        query = (
            "select shown.topic, feedback.outcome, feedback.reason from feedback"
            " join shown on shown.card = feedback.card order by feedback.id"
        )
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()
