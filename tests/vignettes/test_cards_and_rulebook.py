"""Every card of the given vignettes keeps to the wording rules and leads to its rule."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cards import knowledge_base
from cds_service.app import create_app
from cds_service.settings import Settings
from tests.wording import BANNED

FOLDER = Path(__file__).parent / "given"
FILES = sorted(FOLDER.glob("*.json"))
PUBLIC = "https://cds.example.org/oncology"


@functools.cache
def cards() -> tuple[dict[str, Any], ...]:
    """All cards of the given vignettes, from a service with a public address."""
    return tuple(_cards())


def _cards() -> Iterator[dict[str, Any]]:
    for file in FILES:
        vignette = json.loads(file.read_text(encoding="utf-8"))
        settings = Settings(_env_file=None, as_of=vignette["as_of"], public_url=f"{PUBLIC}/")
        desk = create_app(settings).test_client()
        answer = desk.post(f"/cds-services/oncology-{vignette['hook']}", json=vignette["request"])
        yield from answer.json["cards"]


def test_no_card_takes_hope_away_or_states_a_prognosis() -> None:
    """No banned word and no survival figure stands on any card (sections 1 and 20)."""
    assert cards()
    assert [card["summary"] for card in cards() if BANNED.search(json.dumps(card))] == []


def test_the_ban_can_fail() -> None:
    """The ban sees what it is meant to see."""
    for text in (
        "a terminal illness",
        "Nothing can be done",
        "6 weeks to live",
        "median survival of 9",
    ):
        assert BANNED.search(text)


def test_every_card_links_to_its_rule_and_the_rule_is_there(client: Any) -> None:
    """The first link is absolute, its page exists, and its anchor stands on that page."""
    for card in cards():
        address = card["links"][0]["url"]
        topic = card["source"]["topic"]["code"]
        assert address.startswith(f"{PUBLIC}/rules/{topic}"), address
        path, _, anchor = address.removeprefix(PUBLIC).partition("#")
        page = client.get(path)
        assert page.status_code == 200
        assert not anchor or f'id="{anchor}"' in page.text, address


def test_decisions_of_the_table_are_linked_by_row() -> None:
    """A surgery card leads to the row that decided it."""
    surgery = [card for card in cards() if card["source"]["topic"]["code"] == "stage-iv-surgery"]

    assert surgery
    assert all(re.search(r"#D\d", card["links"][0]["url"]) for card in surgery)


def test_without_a_public_address_no_rule_is_linked(play: Any) -> None:
    """A link must be absolute; without an address of our own there is none."""
    for file in FILES:
        answer, _ = play(json.loads(file.read_text(encoding="utf-8")))
        for card in answer["cards"]:
            assert not [one for one in card.get("links", []) if "/rules" in one["url"]]


def test_the_rulebook_quotes_the_cards(client: Any) -> None:
    """Each summary is one of the sentences that the rulebook shows for its topic."""
    del client
    topics = knowledge_base.load().topics
    for card in cards():
        says = topics[card["source"]["topic"]["code"]].says
        assert any(re.fullmatch(_pattern(one), card["summary"]) for one in says), card["summary"]


def _pattern(says: str) -> str:
    """A sentence of the rulebook as a pattern: what stands in braces may be anything."""
    parts = re.split(r"\{[^}]*\}", says)
    return ".*".join(re.escape(part) for part in parts)


@pytest.mark.parametrize("key", ["E03", "E04"])
def test_a_reader_is_told_which_source_was_not_verified(key: str) -> None:
    """Cards and links say so of a source that was named from memory."""
    source = knowledge_base.load().evidence[key]
    citing = [card for card in cards() if source.url in card["detail"]]

    assert not source.verified
    assert citing
    for card in citing:
        line = next(line for line in card["detail"].splitlines() if source.url in line)
        assert "not verified against the source" in line
