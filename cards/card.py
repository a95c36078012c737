"""What a service may answer: Card, Suggestion, Action, Link, Coding.

The invariants of CDS Hooks 2.0.1 hold by construction: an object that would break one cannot be
made. `to_json` leaves out what has no value, so that no null and no empty member is ever sent
(specification "Use of JSON"; invariants cds-resp-1 to cds-resp-7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INDICATORS = ("info", "warning", "critical")
MAX_SUMMARY = 139
SELECTION_BEHAVIORS = ("any", "at-most-one")
ACTION_TYPES = ("create", "update", "delete")
LINK_TYPES = ("absolute", "smart")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LITERAL = re.compile(r"[A-Za-z]+/[^/\s]+")


class CardError(ValueError):
    """A card that the specification forbids; a fault of ours, never of the request."""


def _require(condition: bool, rule: str) -> None:
    if not condition:
        raise CardError(rule)


def is_literal(reference: str) -> bool:
    """Whether this is the relative `Type/id` by which an action can name a resource."""
    return _LITERAL.fullmatch(reference) is not None


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _has_id(resource: Mapping[str, Any] | None) -> bool:
    return bool(resource and resource.get("resourceType") and resource.get("id"))


@dataclass(frozen=True)
class Coding:
    """A CDS Hooks Coding: system and code are required, version does not exist."""

    system: str
    code: str
    display: str

    def __post_init__(self) -> None:
        """Refuse a coding without system, code or display."""
        _require(bool(self.system and self.code and self.display), "a Coding needs all its parts")

    def to_json(self) -> dict[str, Any]:
        """The coding as it goes on the wire."""
        return {"system": self.system, "code": self.code, "display": self.display}


@dataclass(frozen=True)
class Link:
    """A link out of the card: a page (`absolute`), or an app that the client launches (`smart`).

    The URL of an app is its launch address; the client adds `iss` and `launch`, and hands
    `app_context` over to the app.
    """

    label: str
    url: str
    type: str = "absolute"
    app_context: str = ""

    def __post_init__(self) -> None:
        """Refuse an empty label, what is no http(s) URL, and a context without an app."""
        _require(bool(self.label), "a link needs a label")
        _require(self.url.startswith(("https://", "http://")), "a link must be absolute")
        _require(self.type in LINK_TYPES, "unknown link type")
        _require(not self.app_context or self.type == "smart", "appContext: only for smart")

    def to_json(self) -> dict[str, Any]:
        """The link as it goes on the wire."""
        context = {"appContext": self.app_context} if self.app_context else {}
        return {"label": self.label, "url": self.url, "type": self.type, **context}


@dataclass(frozen=True)
class Action:
    """One action of a suggestion. `create` and `update` carry a resource, `delete` a `Type/id`.

    An update is the whole resource under the id by which the client knows it.
    """

    type: str
    description: str
    resource: Mapping[str, Any] | None = None
    resource_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown type, an action without description, and the wrong payload."""
        _require(self.type in ACTION_TYPES, "unknown action type")
        _require(bool(self.description), "an action needs a description")
        _require((self.resource is None) == (self.type == "delete"), "resource: not for delete")
        _require(bool(self.resource_id) == (self.type == "delete"), "resourceId: only for delete")
        _require(not self.resource_id or is_literal(self.resource_id), "resourceId: Type/id")
        _require(self.type != "update" or _has_id(self.resource), "an update needs the id")

    def to_json(self) -> dict[str, Any]:
        """The action as it goes on the wire."""
        payload = {"resource": self.resource} if self.resource else {"resourceId": self.resource_id}
        return {"type": self.type, "description": self.description, **payload}


@dataclass(frozen=True)
class Suggestion:
    """One thing that the clinician may accept; its actions belong together."""

    label: str
    uuid: str
    actions: tuple[Action, ...]
    recommended: bool = False

    def __post_init__(self) -> None:
        """Refuse a suggestion that nobody could read, accept or trace."""
        _require(bool(self.label), "a suggestion needs a label")
        _require(_is_uuid(self.uuid), "uuid: a lower-case UUID")
        _require(bool(self.actions), "a suggestion needs actions")

    def to_json(self) -> dict[str, Any]:
        """The suggestion as it goes on the wire."""
        body: dict[str, Any] = {"label": self.label, "uuid": self.uuid}
        if self.recommended:
            body["isRecommended"] = True
        return {**body, "actions": [action.to_json() for action in self.actions]}


@dataclass(frozen=True)
class Source:
    """Whose guidance this is: label, page, and the topic that overrides are counted by."""

    label: str
    topic: Coding
    url: str = ""

    def __post_init__(self) -> None:
        """Refuse a source without label."""
        _require(bool(self.label), "a source needs a label")

    def to_json(self) -> dict[str, Any]:
        """The source as it goes on the wire."""
        url = {"url": self.url} if self.url else {}
        return {"label": self.label, **url, "topic": self.topic.to_json()}


@dataclass(frozen=True)
class Card:
    """One piece of advice. `detail` is Markdown in which chart text has been escaped already.

    `order` is the reference of the order it speaks about, None for advice on the patient; `rule`
    is the anchor of what decided, in the rulebook. Neither goes on the wire.
    """

    uuid: str
    summary: str
    indicator: str
    source: Source
    detail: str
    suggestions: tuple[Suggestion, ...] = ()
    selection_behavior: str = "any"
    override_reasons: tuple[Coding, ...] = ()
    links: tuple[Link, ...] = ()
    order: str | None = None
    rule: str = ""

    def __post_init__(self) -> None:
        """Refuse what the specification forbids."""
        _require(0 < len(self.summary) <= MAX_SUMMARY, "summary: 1 to 139 characters")
        _require(self.indicator in INDICATORS, "unknown indicator")
        _require(len(self.summary.splitlines()) == 1, "summary: one line")
        _require(_is_uuid(self.uuid), "uuid: a lower-case UUID")
        _require(bool(self.detail), "a card needs detail")
        _require(self.selection_behavior in SELECTION_BEHAVIORS, "unknown selectionBehavior")
        recommended = sum(suggestion.recommended for suggestion in self.suggestions)
        _require(recommended <= 1 or self.selection_behavior == "any", "one recommendation only")

    @property
    def topic(self) -> str:
        """Code of the topic."""
        return self.source.topic.code

    def to_json(self) -> dict[str, Any]:
        """The card as it goes on the wire, without any empty member."""
        body: dict[str, Any] = {
            "uuid": self.uuid,
            "summary": self.summary,
            "detail": self.detail,
            "indicator": self.indicator,
            "source": self.source.to_json(),
        }
        if self.suggestions:
            body["suggestions"] = [suggestion.to_json() for suggestion in self.suggestions]
            body["selectionBehavior"] = self.selection_behavior
        if self.override_reasons:
            body["overrideReasons"] = [reason.to_json() for reason in self.override_reasons]
        if self.links:
            body["links"] = [link.to_json() for link in self.links]
        return body
