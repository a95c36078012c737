"""Section A of the checklist: transport and JSON."""

from __future__ import annotations

import json

import pytest

from cds_service import wire
from tests.cds_service.calls import SELECT, SIGN, VIEW, order, select, sign, view
from tests.cds_service.contract.answers import answers, nodes
from tests.cds_service.samples import SAMPLE

DOORS = ["/cds-services", "/healthz", "/readyz", "/openapi.json"]
BAD = [(VIEW, {}), ("/nowhere", {}), ("/cds-services/none", {}), (VIEW, {**view(), "prefetch": {}})]


@pytest.mark.parametrize("path", DOORS)
def test_what_is_read_is_json(client, path):
    """Item 1: whatever can be read is JSON and labelled so."""
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    json.loads(answer.data)


@pytest.mark.parametrize(("url", "body"), [(VIEW, view()), (SELECT, SAMPLE), (SIGN, sign(order()))])
def test_hooks_answer_json(client, url, body):
    """Item 1: every hook is answered with JSON, labelled so."""
    answer = client.post(url, json=body)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert isinstance(answer.json, dict)


@pytest.mark.parametrize(("url", "body"), BAD)
def test_errors_are_json(client, url, body):
    """Item 1: errors are JSON like everything else."""
    answer = client.post(url, json=body)

    assert answer.status_code >= 400
    assert answer.headers["Content-Type"] == "application/json"


def test_what_goes_out_is_strict_json_in_utf_8(client):
    """Item 2: no constant that JSON does not know, no escape sequence of another encoding."""

    def refuse(constant):
        raise AssertionError(constant)

    body = client.post(SELECT, json=SAMPLE).data

    assert json.loads(body.decode("utf-8"), parse_constant=refuse)["cards"]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_no_constant_of_python_comes_in(client, constant):
    """Item 2: NaN and the infinities are no JSON, wherever they stand."""
    body = json.dumps(view()).replace('"p1"', constant, 1)

    assert client.post(VIEW, data=body, content_type="application/json").status_code == 400


def test_nothing_empty_is_answered():
    """Item 3: no answer to a vignette holds a null, an empty string, array or object."""
    for answer in answers().values():
        inside = [node for card in answer["cards"] for node in nodes(card)]

        assert not [node for node in inside if node in wire.EMPTY and node is not False]


def test_the_empty_lists_that_are_allowed(client):
    """Item 3: `cards` may be empty, and is the only member then."""
    assert client.post(VIEW, json=view()).json == {"cards": []}


def test_discovery_holds_nothing_empty(client):
    """Item 3: no service is published with an empty member."""
    inside = nodes(client.get("/cds-services").json)

    assert not [node for node in inside if node in wire.EMPTY]


def test_fhir_inside_an_answer_is_fhir_json():
    """Item 4: a resource of an action names its type and writes no empty element."""
    resources = [
        node
        for answer in answers().values()
        for node in nodes(answer["cards"])
        if isinstance(node, dict) and "resourceType" in node
    ]

    assert resources
    for resource in resources:
        assert resource["resourceType"]
        assert not [node for node in nodes(resource) if node in wire.EMPTY]


HOSTILE = {
    "nested arrays": b"[" * 20_000 + b"]" * 20_000,
    "nested in a member": b'{"hook":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "huge integer": b'{"hook":' + b"9" * 5_000 + b"}",
    "lone surrogate": b'{"hook":"\\udc00"}',
    "broken UTF-8": b'{"hook":"\xc3\x28"}',
    "byte order mark": b"\xff\xfe{\x00}\x00",
    "nothing": b"",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("url", [VIEW, SELECT, SIGN])
def test_hostile_json_is_the_senders_fault(client, url, body):
    """Item 6: hostile JSON ends in 4xx with an OperationOutcome, never in 5xx."""
    answer = client.post(url, data=body, content_type="application/json")

    assert 400 <= answer.status_code < 500
    assert answer.json["resourceType"] == "OperationOutcome"


def test_a_deep_draft_is_no_fault_of_ours(client):
    """Item 6: a draft as deep as the parser stands is answered or refused, never a 5xx."""
    deep = '{"extension":[' * 400 + "]}" * 400
    body = json.dumps(select({**order(), "text": "HERE"})).replace('"HERE"', deep)

    assert client.post(SELECT, data=body, content_type="application/json").status_code < 500
