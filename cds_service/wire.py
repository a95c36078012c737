"""JSON in and out: strict in both directions.

In: RFC 8259 only. NaN, numbers that no float holds, lone surrogates, broken UTF-8 and nesting that
no parser survives are refused; a repeated member is tolerated and its last value counts. Out: never
null, never an empty member, never a number that is none.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import msgspec

EMPTY: tuple[object, ...] = (None, "", [], {})


class MalformedJsonError(ValueError):
    """The body is not JSON. The message repeats nothing of it."""


def decode(body: bytes) -> Any:
    """The JSON value of a request body. Raises `MalformedJsonError`."""
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        raise MalformedJsonError("the body is not JSON according to RFC 8259") from error


def encode(answer: Any) -> bytes:
    """JSON in UTF-8. Raises `ValueError` or `TypeError` for what JSON cannot hold."""
    text = json.dumps(answer, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def compact(node: Any) -> Any:
    """The same value without empty members at any level.

    One null is kept: FHIR pairs a list of primitives with the list of their extensions by position
    (`given` with `_given`), and a place that only the other list fills is null.
    """
    if isinstance(node, dict):
        members = ((name, _member(node, name)) for name in node)
        return {name: value for name, value in members if value not in EMPTY}
    if isinstance(node, (list, tuple)):
        return [value for value in map(compact, node) if value not in EMPTY]
    return node


def _member(parent: dict[str, Any], name: str) -> Any:
    value, partner = parent[name], parent.get(_partner(name))
    if isinstance(value, list) and isinstance(partner, list):
        return _paired(value, partner)
    return compact(value)


def _partner(name: str) -> str:
    return name[1:] if name.startswith("_") else f"_{name}"


def _paired(values: list[Any], partners: list[Any]) -> list[Any]:
    """`values` with a null wherever only the partner says something; empty if it says nothing."""
    places = itertools.zip_longest(map(compact, values), map(compact, partners))
    kept = [
        None if value in EMPTY else value
        for value, partner in places
        if value not in EMPTY or partner not in EMPTY
    ]
    return [] if all(value is None for value in kept) else kept
