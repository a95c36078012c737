"""JSON in and out: strict in both directions.

In: RFC 8259 only. NaN, numbers that no float holds, lone surrogates, broken UTF-8 and nesting that
no parser survives are refused; a repeated member is tolerated and its last value counts. Out: never
null, never an empty member, never a number that is none.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import msgspec

EMPTY: tuple[object, ...] = (None, "", [], {})
NOT_JSON = "the body is not JSON according to RFC 8259"

# Every byte as one of four: a digit, an exponent, what may stand before a number, anything else;
# what may stand inside of a number or before it is left out.
_CLASSES = {**dict.fromkeys(b"0123456789", b"0"), **dict.fromkeys(b"eE", b"e")}
_CLASSES |= dict.fromkeys(b":[,", b":")
_SHAPE = b"".join(_CLASSES.get(byte, b"x") for byte in range(256))
_LEFT_OUT = b"+-. \t\r\n"
# What no float holds has an exponent of three digits, or hundreds of digits.
_LONG = b"0" * 200
_LARGE = b"0e000"
_EXPONENT = re.compile(rb":0+e000")
_NULL = b"null"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class MalformedJsonError(ValueError):
    """The body is not JSON. The message repeats nothing of it."""


def decode(body: bytes) -> Any:
    """The JSON value of a request body. Raises `MalformedJsonError`."""
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        raise MalformedJsonError(NOT_JSON) from error


class _Call(msgspec.Struct):
    """The members of a hook call that anybody reads; what is in `prefetch` stays as bytes."""

    hook: Any = None
    hookInstance: Any = None  # noqa: N815 - the names are those of CDS Hooks
    context: Any = None
    prefetch: dict[str, msgspec.Raw] | None = None
    fhirServer: Any = None  # noqa: N815
    fhirAuthorization: Any = None  # noqa: N815


_CALL = msgspec.json.Decoder(_Call)


def decode_call(body: bytes) -> Any:
    """A hook call like `decode`, but with the values of `prefetch` as they were sent (`Raw`).

    Most of a chart is never opened; all of it is JSON. Raises `MalformedJsonError`.
    """
    try:
        body.decode()
        if _needs_a_closer_look(body):
            msgspec.json.decode(body)
        return msgspec.structs.asdict(_CALL.decode(body))
    except msgspec.ValidationError:
        # No object, or a prefetch that is none: for the reader of the envelope to refuse.
        return decode(body)
    except (ValueError, RecursionError) as error:
        raise MalformedJsonError(NOT_JSON) from error


def _needs_a_closer_look(body: bytes) -> bool:
    """Whether something may be in the body that only a parser that builds every value refuses.

    That is half of a surrogate pair, written as an escape, and a number that no float may hold.
    """
    if b"\\" in body and _SURROGATE.search(body):
        return True
    shape = body.translate(_SHAPE, _LEFT_OUT)
    return _LONG in shape or (_LARGE in shape and _EXPONENT.search(shape) is not None)


def encode(answer: Any) -> bytes:
    """JSON in UTF-8. Raises `ValueError` or `TypeError` for what JSON cannot hold."""
    written = msgspec.json.encode(answer)
    if _NULL in written:
        # The encoder writes null for a number that is none; this one refuses it.
        json.dumps(answer, allow_nan=False)
    return written


def compact(node: Any) -> Any:
    """The same value without empty members at any level.

    One null is kept: FHIR pairs a list of primitives with the list of their extensions by position
    (`given` with `_given`), and a place that only the other list fills is null.
    """
    if isinstance(node, dict):
        if any(name.startswith("_") for name in node):
            members = [(name, _member(node, name)) for name in node]
        else:
            members = [(name, compact(value)) for name, value in node.items()]
        return {name: value for name, value in members if not _is_empty(value)}
    if isinstance(node, (list, tuple)):
        return [value for value in map(compact, node) if not _is_empty(value)]
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
        None if _is_empty(value) else value
        for value, partner in places
        if not (_is_empty(value) and _is_empty(partner))
    ]
    return [] if all(value is None for value in kept) else kept


def _is_empty(value: Any) -> bool:
    """Whether a value is one of `EMPTY`, without comparing it with each."""
    return value is None or (not value and isinstance(value, str | list | dict))
