"""What the service asks of a call, and what it forgives."""

from __future__ import annotations

import copy
import json

import pytest

from tests.cds_service.calls import SELECT, SIGN, VIEW, order, select, sign, view

NAMED = [
    ("hook", VIEW, view),
    ("hookInstance", VIEW, view),
    ("context", VIEW, view),
    ("context.userId", VIEW, view),
    ("context.patientId", VIEW, view),
    ("context.draftOrders", SELECT, select),
    ("context.draftOrders", SIGN, sign),
]


def changed(call, path, *value):
    """The call with one member removed, or replaced when a value is given."""
    call = copy.deepcopy(call)
    *parents, name = path.split(".")
    node = call
    for parent in parents:
        node = node[parent]
    del node[name]
    if value:
        node[name] = value[0]
    return call


@pytest.mark.parametrize(("path", "url", "make"), NAMED)
def test_a_missing_member_is_named(client, path, url, make):
    """A call without a required member is 400, and the OperationOutcome names the member."""
    answer = client.post(url, json=changed(make(), path))

    assert answer.status_code == 400
    assert answer.json["resourceType"] == "OperationOutcome"
    assert answer.json["issue"][0]["code"] == "required"
    assert answer.json["issue"][0]["expression"] == [path]


@pytest.mark.parametrize(("path", "url", "make"), NAMED)
@pytest.mark.parametrize("value", [7, True, [1], "", None])
def test_a_wrong_type_is_refused(client, path, url, make, value):
    """A required member of another JSON type is 400, whatever it is."""
    assert client.post(url, json=changed(make(), path, value)).status_code == 400


@pytest.mark.parametrize("body", [[], "x", 3, None, True])
def test_a_body_that_is_no_object_is_refused(client, body):
    """JSON that is no object is 400."""
    answer = client.post(VIEW, data=json.dumps(body), content_type="application/json")

    assert answer.status_code == 400


def test_a_prefetch_that_is_no_object_is_refused(client):
    """`prefetch` of another type is 400; null is like absence."""
    assert client.post(VIEW, json={**view(), "prefetch": [1]}).status_code == 400
    assert client.post(VIEW, json={**view(), "prefetch": None}).status_code == 412


def test_a_hook_of_another_service_is_refused(client):
    """A hook that this id does not advertise is 400, not 404."""
    answer = client.post(SIGN, json=view())

    assert answer.status_code == 400
    assert answer.json["issue"][0]["code"] == "not-supported"


@pytest.mark.parametrize("door", ["cds-services", "explain"])
def test_an_unknown_service_is_404(client, door):
    """404 means an unknown service id."""
    answer = client.post(f"/{door}/oncology-nothing", json=view())

    assert answer.status_code == 404
    assert answer.json["issue"][0]["code"] == "not-found"


def test_another_method_is_405_with_allow(client):
    """A method that an address does not take is 405 and the answer lists those that it takes."""
    answer = client.get(VIEW)

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.json["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_415(client, kind):
    """A body that is not labelled as JSON is 415."""
    assert client.post(VIEW, data=b"{}", content_type=kind).status_code == 415


def test_a_charset_is_tolerated(client):
    """Parameters of the media type do not matter."""
    kind = "application/json; charset=UTF-8"

    assert client.post(VIEW, json=view(), content_type=kind).status_code == 200


def test_what_we_do_not_know_is_ignored(client):
    """Unknown members and `extension` are ignored at every level."""
    call = view(somethingElse={"resourceType": "Observation", "id": "x"}, extension={"a": 1})
    call |= {"extension": {"com.example": [1]}, "fhirServer": 5, "more": None}
    call["context"] |= {"extension": {}, "unknown": [[]], "encounterId": None}

    assert client.post(VIEW, json=call).json == {"cards": []}


@pytest.mark.parametrize("instance", ["00000000-007b-9f33-e810-e841a57c502c", "ABC", "x" * 300])
def test_any_hook_instance_will_do(client, instance):
    """Ids are opaque: vendors send other shapes than the specification's."""
    assert client.post(VIEW, json=changed(view(), "hookInstance", instance)).status_code == 200


@pytest.mark.parametrize(
    "draft",
    [
        {"resourceType": "MedicationRequest", "id": "request-123", "status": "draft"},
        {**order(), "code": {"coding": [{}]}, "reasonCode": []},
        {**order(), "category": {"text": "x"}, "reasonCode": {"coding": [{"code": "x"}]}},
        {"resourceType": "MedicationOrder", "id": "order-123", "patient": {"reference": "x"}},
        {"resourceType": "Unheard"},
        {"id": "no-type"},
        {"resourceType": 7},
        None,
        3,
    ],
)
@pytest.mark.parametrize(("url", "make"), [(SELECT, select), (SIGN, sign)])
def test_drafts_that_are_not_fhir_are_forgiven(client, url, make, draft):
    """What the public sandbox sends, and worse, is never an error."""
    assert client.post(url, json=make(draft)).status_code == 200


@pytest.mark.parametrize(
    "orders",
    [{}, {"entry": []}, {"entry": None}, {"entry": [{}, None, 3]}, {"entry": {"resource": {}}}],
)
@pytest.mark.parametrize(("url", "make"), [(SELECT, select), (SIGN, sign)])
def test_bundles_of_drafts_may_be_hollow(client, url, make, orders):
    """No type, no entries, entries without resource: an answer without cards."""
    call = changed(make(), "context.draftOrders", orders)

    assert client.post(url, json=call).json == {"cards": []}


@pytest.mark.parametrize("selections", [None, [], {}, "ServiceRequest/s1", [3, None], ["x"], [""]])
def test_odd_selections_select_nothing(client, selections):
    """Selections that are missing, odd or unresolvable select no order."""
    answer = client.post(SELECT, json=select(order(), selections=selections))

    assert answer.json == {"cards": []}
