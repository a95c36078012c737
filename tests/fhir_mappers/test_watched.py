"""A reader that takes out a watched member is noticed, whichever way it takes it out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from fhir_mappers.watched import Watched

JSON = {"status": "final", "valueQuantity": {"value": 1}}


def _matched(json: dict[str, Any]) -> Any:
    match json:
        case {"valueQuantity": value}:
            return value


@pytest.mark.parametrize(
    "take",
    [
        lambda json: json["valueQuantity"],
        lambda json: json.get("valueQuantity"),
        lambda json: {**json},
        dict,
        lambda json: list(json.items()),
        lambda json: list(json.values()),
        {}.update,
        lambda json: json | {},
        lambda json: json == JSON,
        copy.copy,
        copy.deepcopy,
        _matched,
    ],
)
def test_taking_it_out_is_noticed(take: Callable[[Any], Any]) -> None:
    """Every way to reach the value is noticed, copies of the whole included."""
    json = Watched(dict(JSON), frozenset({"valueQuantity"}))
    take(json)
    assert json.looked


def test_other_members_are_free() -> None:
    """Other members, and the names of all, can be asked for unnoticed."""
    json = Watched(dict(JSON), frozenset({"valueQuantity"}))
    assert json["status"] == json.get("status") == "final"
    assert json.get("absent", 1) == 1
    assert [name for name in json if name.startswith("value")] == ["valueQuantity"]
    assert "valueQuantity" in json
    assert not json.looked
