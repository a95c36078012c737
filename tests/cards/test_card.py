"""A card that the specification forbids cannot be made."""

from __future__ import annotations

from typing import Any

import pytest

from cards.card import Action, Card, CardError, Coding, Link, Source, Suggestion

TOPIC = Coding("urn:example", "topic", "Topic")
ID = "00000000-0000-0000-0000-000000000001"


def card(**changes: Any) -> Card:
    """A valid card with some attributes changed."""
    attributes: dict[str, Any] = {
        "uuid": ID,
        "summary": "Something to consider",
        "indicator": "info",
        "source": Source("Label", TOPIC),
        "detail": "text",
    }
    return Card(**{**attributes, **changes})


def test_summary_is_under_140_characters() -> None:
    """A summary of 139 characters is a card, one of 140 is not (item 67)."""
    assert card(summary="x" * 139).summary

    with pytest.raises(CardError):
        card(summary="x" * 140)


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": ""},
        {"indicator": "hard-stop"},
        {"detail": ""},
        {"selection_behavior": "all"},
        {"uuid": ""},
        {"uuid": "00000000-0000-0000-0000-00000000000A"},
        {"summary": "two\nlines"},
    ],
)
def test_a_broken_card_is_refused(changes: dict[str, Any]) -> None:
    """Empty required members and words outside the closed lists are refused (items 67 to 76)."""
    with pytest.raises(CardError):
        card(**changes)


def test_a_link_to_an_app_may_carry_a_context() -> None:
    """A smart link goes out with its `appContext`, one without a context lacks the member."""
    app = ("Open the app", "https://app.example.org/launch", "smart")

    assert Link(*app, "view=board").to_json() == {
        "label": "Open the app",
        "url": "https://app.example.org/launch",
        "type": "smart",
        "appContext": "view=board",
    }
    assert "appContext" not in Link(*app).to_json()


@pytest.mark.parametrize("more", [("absolute", "x"), ("launch", ""), ("", "")])
def test_a_link_of_no_kind_is_refused(more: tuple[str, str]) -> None:
    """A context belongs to an app alone (cds-resp-3), and there are two kinds of links."""
    with pytest.raises(CardError):
        Link("Label", "https://app.example.org", *more)


def test_two_recommendations_need_selection_any() -> None:
    """Several recommended suggestions are allowed under `any` alone (cds-resp-1)."""
    action = Action("delete", "Withdraw", resource_id="ServiceRequest/1")
    pair = tuple(Suggestion(label, ID, (action,), recommended=True) for label in ("a", "b"))

    assert card(suggestions=pair).suggestions == pair
    with pytest.raises(CardError):
        card(suggestions=pair, selection_behavior="at-most-one")


@pytest.mark.parametrize(
    ("kind", "resource", "resource_id"),
    [
        ("create", None, None),
        ("delete", {"a": 1}, None),
        ("delete", None, None),
        ("patch", {}, None),
        ("delete", None, "ServiceRequest"),
        ("delete", None, "https://fhir.example.org/ServiceRequest/1"),
        ("update", {"resourceType": "ServiceRequest"}, None),
    ],
)
def test_an_action_carries_exactly_its_payload(
    kind: str, resource: dict[str, Any] | None, resource_id: str | None
) -> None:
    """Create needs a resource, update one with its id, delete a `Type/id` (items 82 to 86)."""
    with pytest.raises(CardError):
        Action(kind, "description", resource, resource_id)


def test_a_relative_link_is_refused() -> None:
    """Links are absolute; javascript and relative URLs cannot be made (items 69, 88)."""
    for url in ("javascript:alert(1)", "/rules", ""):
        with pytest.raises(CardError):
            Link("label", url)


def test_json_has_no_empty_member() -> None:
    """What has no value is left out of the JSON at every level (item 3)."""
    body = card().to_json()

    assert set(body) == {"uuid", "summary", "detail", "indicator", "source"}
    assert "url" not in body["source"]
