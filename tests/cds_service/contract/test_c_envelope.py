"""Section C of the checklist: the envelope of a call."""

from __future__ import annotations

import copy
import json

import pytest

from tests.cds_service.calls import INSTANCE, SELECT, SIGN, VIEW, order, select, sign, view
from tests.cds_service.samples import SAMPLE

HOOKS = [(VIEW, view), (SELECT, select), (SIGN, sign)]
INSTANCES = [
    INSTANCE.upper(),
    "c232ab00-9414-11ec-b909-0242ac120002",
    "00000000-007b-9f33-e810-e841a57c502c",
    "{" + INSTANCE + "}",
    "urn:uuid:" + INSTANCE,
    "not-a-uuid",
]


def without(call, name):
    """The call without one member."""
    return {key: value for key, value in call.items() if key != name}


@pytest.mark.parametrize(("url", "make"), HOOKS)
def test_a_service_is_called_by_post(client, url, make):
    """Item 20: a POST to the service is answered."""
    assert client.post(url, json=make()).status_code == 200


@pytest.mark.parametrize(("url", "make"), HOOKS)
@pytest.mark.parametrize("hook", ["appointment-book", "encounter-start", "x", 7, None, ""])
def test_another_hook_is_refused(client, url, make, hook):
    """Item 21: a hook that this id does not advertise is 400, never 404."""
    assert client.post(url, json={**make(), "hook": hook}).status_code == 400


@pytest.mark.parametrize(("url", "make"), HOOKS)
def test_an_instance_is_needed(client, url, make):
    """Item 22: a call without `hookInstance` is 400, and the outcome names it."""
    answer = client.post(url, json=without(make(), "hookInstance"))

    assert answer.status_code == 400
    assert answer.json["issue"][0]["expression"] == ["hookInstance"]


@pytest.mark.parametrize("instance", INSTANCES)
def test_any_instance_will_do(client, instance):
    """Item 23: version 1, upper case, vendor shapes: all are taken, and a repeat is no error."""
    call = {**SAMPLE, "hookInstance": instance}
    first, second = (client.post(SELECT, json=call) for _ in range(2))

    assert first.status_code == second.status_code == 200
    assert first.data == second.data


@pytest.mark.parametrize(
    "server",
    ["https://fhir.example.org/r4", "https://fhir.example.org/r4/", "http://127.0.0.1:1/fhir"],
)
def test_any_server_address_will_do(client, server):
    """Item 24: a slash at the end and plain http on a desk are no reason to refuse."""
    assert client.post(VIEW, json={**view(), "fhirServer": server}).status_code == 200


@pytest.mark.parametrize(("url", "make"), HOOKS)
@pytest.mark.parametrize("context", [None, [], "x", 3])
def test_a_context_is_needed(client, url, make, context):
    """Item 25: a context that is missing or no object is 400, never a card."""
    assert client.post(url, json=without(make(), "context")).status_code == 400
    assert client.post(url, json={**make(), "context": context}).status_code == 400


def test_no_prefetch_is_no_bad_request(client):
    """Item 26: a call without `prefetch` is never 400; without a server it is 412."""
    assert client.post(VIEW, json=without(view(), "prefetch")).status_code == 412


def test_unknown_members_are_ignored_at_every_level(client):
    """Item 27: the cards are the same with members of others at every level of the call."""
    call = copy.deepcopy(SAMPLE)
    vendor = {"com.epic.cdshooks.request.fhir-version": "R4", "x": [1, None, {}]}
    call |= {"extension": vendor, "cdsVersion": "1.1", "more": None}
    call["context"] |= {"extension": vendor, "unknown": [[]]}
    call["context"]["draftOrders"] |= {"extension": [vendor], "unknown": 1}
    call["prefetch"]["vendor"] = {"resourceType": "Observation", "id": "x"}

    assert client.post(SELECT, json=call).data == client.post(SELECT, json=SAMPLE).data


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_parameters_of_the_media_type_are_tolerated(client, kind):
    """Item 28: `charset` does not matter."""
    answer = client.post(VIEW, data=json.dumps(view()), content_type=kind)

    assert answer.status_code == 200


def test_megabytes_are_read(client):
    """Item 29: a body of some megabytes is answered."""
    call = view()
    call["prefetch"]["conditions"]["entry"][0]["resource"]["text"] = {"div": "x" * 4_000_000}

    assert client.post(VIEW, json=call).status_code == 200


def test_dstu2_is_survived(client):
    """Item 30: the default server of the sandbox speaks DSTU2; that is no reason to fail."""
    drawn = {
        "resourceType": "MedicationOrder",
        "id": "order-123",
        "status": "draft",
        "patient": {"reference": "Patient/p1"},
        "dosageInstruction": [{"doseQuantity": {"value": 1}}],
    }
    patient = {"resourceType": "Patient", "id": "p1", "name": [{"family": ["Example"]}]}
    call = select(drawn, order(), selections=["MedicationOrder/order-123"])
    call["prefetch"]["patient"] = patient

    assert client.post(SELECT, json=call).status_code == 200
