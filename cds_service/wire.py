"""JSON in and out: strict in both directions.

In: RFC 8259 only. NaN, numbers that no float holds, lone surrogates, broken UTF-8 and nesting that
no parser survives are refused; a repeated member is tolerated and its last value counts. Out: never
null, never an empty member, never a number that is none.
"""

from __future__ import annotations

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

    A null between values of a list stays: FHIR pairs such lists by position with their extensions.
    """
    if isinstance(node, dict):
        members = ((name, compact(value)) for name, value in node.items())
        return {name: value for name, value in members if value not in EMPTY}
    if isinstance(node, (list, tuple)):
        values = [value for value in map(compact, node) if value is None or value not in EMPTY]
        return [] if all(value is None for value in values) else values
    return node
