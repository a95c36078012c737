"""What a topic wants to say, before it becomes a card with ids, source and override reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Proposal:
    """One suggestion: a stable key within the card, a label, and its actions.

    `create` and `update` are whole FHIR resources, `delete` the `Type/id` of a draft order.
    """

    key: str
    label: str
    create: tuple[Mapping[str, Any], ...] = ()
    update: tuple[Mapping[str, Any], ...] = ()
    delete: tuple[str, ...] = ()
    recommended: bool = False


@dataclass(frozen=True)
class Draft:
    """A card to be.

    The five sections hold lines of finished Markdown (chart text already escaped). `citations`
    are ids of the evidence register; advice without one is refused when the card is composed.
    `order` is the reference of the order it is about, `rule` the anchor of what decided on the
    page of its topic in the rulebook.
    """

    topic: str
    indicator: str
    summary: str
    saw: tuple[str, ...]
    missing: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    at_most_one: bool = False
    order: str | None = None
    rule: str = ""
