"""Everything that the service answers to the vignettes, gathered once, for tests of every item."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from tests.cds_service.samples import VIGNETTES
from tests.conftest import played

Json = dict[str, Any]


@functools.cache
def answers() -> dict[str, Json]:
    """The answer to each vignette."""
    return {name: played(vignette)[0] for name, vignette in VIGNETTES.items()}


def cards() -> list[Json]:
    """Every card shown; there are many, so that a test over them cannot pass on nothing."""
    found = [card for answer in answers().values() for card in answer["cards"]]
    assert len(found) >= 10
    return found


def suggestions() -> list[Json]:
    """Every suggestion of every card."""
    found = [entry for card in cards() for entry in card.get("suggestions", [])]
    assert len(found) >= 10
    return found


def actions(kind: str = "") -> list[Json]:
    """Every action of every suggestion, or those of one type."""
    found = [action for entry in suggestions() for action in entry["actions"]]
    found = [action for action in found if kind in ("", action["type"])]
    assert found
    return found


def nodes(node: Any) -> Iterator[Any]:
    """Every value inside a value, itself included."""
    yield node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in inner:
        yield from nodes(child)
