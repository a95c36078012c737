"""Strict JSON in, clean JSON out."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service import wire
from tests.cds_service.calls import VIEW, view

HOSTILE = {
    "empty": b"",
    "truncated": b'{"hook":',
    "not a number": b'{"hook":NaN}',
    "infinity": b'{"hook":-Infinity}',
    "beyond a float": b'{"hook":1e999}',
    "beyond a float by its length": b'{"hook":' + b"9" * 250 + b"e90}",
    "huge integer": b'{"hook":' + b"9" * 5000 + b"}",
    "nested arrays": b"[" * 20_000 + b"]" * 20_000,
    "nested objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "lone surrogate": b'{"hook":"\\ud800"}',
    "broken UTF-8": b'{"hook":"\xff"}',
    "surrogate in UTF-8": b'{"hook":"\xed\xa0\x80"}',
    "comment": b"{} // x",
    "control character": b'{"hook":"\x01"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_json_is_400(client, body):
    """What is not JSON, or no parser survives, is the sender's fault."""
    answer = client.post(VIEW, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("key", ["conditions", "encounters", "not advertised"])
def test_hostile_json_is_400_where_nobody_looks(client, body, key):
    """All of a call is JSON, also the parts of a chart that are never opened."""
    value = body.removeprefix(b'{"hook":').removesuffix(b"}") if b'"hook"' in body else body
    call = json.dumps(view(**{key: {"resourceType": "Bundle", "entry": [{"x": "HERE"}]}})).encode()

    answer = client.post(VIEW, data=call.replace(b'"HERE"', value), content_type="application/json")

    assert answer.status_code == 400


numbers = st.from_regex(
    r"-?(0|[1-9][0-9]{0,2})(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,4})?", fullmatch=True
)
escapes = st.from_regex(r'"(\\\\u[dD][0-9a-fA-F]{3}|\\\\u00e9|a|\\\\n){0,4}"', fullmatch=True)


@given(
    values=st.lists(
        numbers
        | escapes
        | st.sampled_from(["9" * 400, "9" * 290, f"{'9' * 250}.5E+70", "true", '"1e999"']),
        max_size=4,
    )
)
def test_a_call_is_as_strict_as_any_json(values):
    """What the reader of calls takes and refuses is what the reader of JSON takes and refuses."""
    body = ('{"hook":"x","prefetch":{"a":{"b":[' + ", ".join(values) + "]}}}").encode()
    try:
        whole = wire.decode(body)
    except wire.MalformedJsonError:
        with pytest.raises(wire.MalformedJsonError):
            wire.decode_call(body)
    else:
        call = wire.decode_call(body)
        assert {name: msgspec.json.decode(raw) for name, raw in call["prefetch"].items()} == whole[
            "prefetch"
        ]


@pytest.mark.parametrize("depth", [50, 300, 900])
@pytest.mark.parametrize("key", ["conditions", "patient"])
def test_deep_but_readable_json_is_no_fault_of_ours(client, depth, key):
    """Nesting that the parser stands never ends in 5xx."""
    deep = '{"extension":[' * depth + "]}" * depth
    call = json.dumps(view(**{key: {"resourceType": "Condition", "text": "HERE"}}))
    body = call.replace('"HERE"', deep)

    assert client.post(VIEW, data=body, content_type="application/json").status_code < 500


def test_a_repeated_member_is_tolerated():
    """The last value of a repeated member counts."""
    assert wire.decode(b'{"a":1,"a":2}') == {"a": 2}


def test_nothing_empty_goes_out():
    """Empty members are dropped at every level; zero and false are values."""
    full = {
        "a": None,
        "b": "",
        "c": [{}, {"d": []}],
        "e": {"f": {}},
        "g": 0,
        "h": False,
        "i": ["x"],
    }

    assert wire.compact(full) == {"g": 0, "h": False, "i": ["x"]}


def test_a_null_that_holds_a_place_stays():
    """FHIR pairs a list with its extensions by position: a null keeps a place that one fills."""
    said = {"extension": [{"url": "urn:example", "valueCode": "x"}]}

    assert wire.compact({"given": ["a", None, "b"], "_given": [None, said, {}]}) == {
        "given": ["a", None, "b"],
        "_given": [None, said, None],
    }


def test_a_null_that_holds_no_place_goes():
    """A null that no partner explains is dropped, and so is a place that both lists leave empty."""
    assert wire.compact({"given": ["a", None, ""]}) == {"given": ["a"]}
    assert wire.compact({"given": ["a", None], "_given": [None, None]}) == {"given": ["a"]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_json_cannot_hold_is_refused(value):
    """The serialiser raises rather than write something that is not JSON."""
    with pytest.raises((ValueError, TypeError)):
        wire.encode({"a": value})


def test_text_goes_out_as_utf_8():
    """Text other than ASCII is not escaped."""
    assert wire.encode({"a": "Ösophagus"}) == '{"a":"Ösophagus"}'.encode()
