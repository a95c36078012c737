"""Section D of the checklist: the context of each hook."""

from __future__ import annotations

import copy

import pytest

from tests.cds_service.calls import SELECT, SIGN, VIEW, order, select, sign, view
from tests.cds_service.samples import SAMPLE

NEEDED = [
    (VIEW, view, "userId"),
    (VIEW, view, "patientId"),
    (SELECT, select, "userId"),
    (SELECT, select, "patientId"),
    (SELECT, select, "draftOrders"),
    (SIGN, sign, "userId"),
    (SIGN, sign, "patientId"),
    (SIGN, sign, "draftOrders"),
]
SURGERY = "stage-iv-surgery"


def topics(client, url, call):
    """The topics of the cards that a call is answered with."""
    answer = client.post(url, json=call)
    assert answer.status_code == 200, answer.text
    return [card["source"]["topic"]["code"] for card in answer.json["cards"]]


def signed(sample):
    """An order-select call as the order-sign call about the same drafts."""
    call = copy.deepcopy(sample)
    del call["context"]["selections"]
    return {**call, "hook": "order-sign"}


@pytest.mark.parametrize(("url", "make", "name"), NEEDED)
def test_what_a_hook_promises_is_needed(client, url, make, name):
    """Item 31: a call without a required field of its context is 400 and the field is named."""
    call = make()
    del call["context"][name]
    answer = client.post(url, json=call)

    assert answer.status_code == 400
    assert answer.json["issue"][0]["expression"] == [f"context.{name}"]


def test_an_encounter_may_be_given_or_not(client):
    """Item 32: `encounterId` is optional."""
    for value in ("e1", None):
        call = select(order())
        call["context"]["encounterId"] = value

        assert client.post(SELECT, json=call).status_code == 200


def test_only_what_is_selected_is_advised_on(client):
    """Item 33: a draft that is not selected is context and brings no card of its own."""
    assert SURGERY in topics(client, SELECT, SAMPLE)
    call = copy.deepcopy(SAMPLE)
    subject = call["context"]["draftOrders"]["entry"][0]["resource"]["subject"]
    other = {**order("other"), "subject": subject}
    call["context"]["draftOrders"]["entry"].append({"resource": other})
    call["context"]["selections"] = ["ServiceRequest/other"]

    assert SURGERY not in topics(client, SELECT, call)


@pytest.mark.parametrize("selections", [["ServiceRequest/none"], ["x"], [""], [None], None, {}])
def test_a_selection_that_names_nothing_is_survived(client, selections):
    """Item 33: a selection that resolves to nothing selects nothing and does no harm."""
    call = copy.deepcopy(SAMPLE)
    call["context"]["selections"] = selections

    assert SURGERY not in topics(client, SELECT, call)


@pytest.mark.parametrize("left_out", ["code", "intent", "status", "subject", "category", "id"])
def test_unfinished_orders_are_read(client, left_out):
    """Item 34: a draft may lack anything while it is being written."""
    call = copy.deepcopy(SAMPLE)
    draft = call["context"]["draftOrders"]["entry"][0]["resource"]
    draft.pop(left_out, None)

    topics(client, SELECT, call)


def test_all_drafts_are_signed(client):
    """Item 35: order-sign has no selections; every draft is under review."""
    assert SURGERY in topics(client, SIGN, signed(SAMPLE))


def test_selections_do_not_disturb_order_sign(client):
    """Item 35: `selections` sent with order-sign, as one client does, are ignored."""
    call = signed(SAMPLE)
    call["context"]["selections"] = []

    assert SURGERY in topics(client, SIGN, call)


@pytest.mark.parametrize("status", ["draft", "active", "unknown"])
def test_revised_orders_are_judged(client, status):
    """Item 36: an order that was signed before and is revised is judged like a draft."""
    call = signed(SAMPLE)
    call["context"]["draftOrders"]["entry"][0]["resource"]["status"] = status

    assert SURGERY in topics(client, SIGN, call)


def test_statuses_may_be_mixed(client):
    """Item 36: an order that is being stopped stands beside one that is judged."""
    call = signed(SAMPLE)
    entries = call["context"]["draftOrders"]["entry"]
    stopped = {**entries[0]["resource"], "id": "stopped", "status": "revoked"}
    entries.insert(0, {"resource": stopped})

    assert topics(client, SIGN, call).count(SURGERY) == 1


@pytest.mark.parametrize(
    ("url", "make", "user"),
    [
        (VIEW, view, "Practitioner/a"),
        (VIEW, view, "PractitionerRole/a"),
        (VIEW, view, "Patient/p1"),
        (VIEW, view, "RelatedPerson/a"),
        (SELECT, select, "PractitionerRole/a"),
        (SIGN, sign, "PractitionerRole/a"),
    ],
)
def test_every_kind_of_user_is_served(client, url, make, user):
    """Item 38: roles, patients and relatives may be the user."""
    call = make()
    call["context"]["userId"] = user

    assert client.post(url, json=call).status_code == 200


@pytest.mark.parametrize(
    "orders",
    [
        {},
        {"resourceType": "Bundle", "type": "collection"},
        {"resourceType": "Bundle", "entry": []},
        {"entry": [{}, {"resource": None}, {"fullUrl": "urn:x"}]},
        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "NutritionOrder"}}]},
        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Unheard", "id": "1"}}]},
    ],
)
@pytest.mark.parametrize(("url", "make"), [(SELECT, select), (SIGN, sign)])
def test_hollow_bundles_are_survived(client, url, make, orders):
    """Item 39: no type, no entries, entries without resource and unknown types are no error."""
    call = make()
    call["context"]["draftOrders"] = orders

    assert client.post(url, json=call).json == {"cards": []}


def test_long_ids_are_opaque(client):
    """Item 40: ids of 200 characters select, and come back unchanged where they are used."""
    long_id = "e" + "Ab9.-" * 40
    call = copy.deepcopy(SAMPLE)
    call["context"]["draftOrders"]["entry"][0]["resource"]["id"] = long_id
    call["context"]["selections"] = [f"ServiceRequest/{long_id}"]
    answer = client.post(SELECT, json=call).json
    deleted = [
        action["resourceId"]
        for card in answer["cards"]
        for suggestion in card.get("suggestions", [])
        for action in suggestion["actions"]
        if action["type"] == "delete"
    ]

    assert deleted == [f"ServiceRequest/{long_id}"]


@pytest.mark.parametrize(
    "drug",
    [
        {"medicationCodeableConcept": {"text": "Cetuximab"}},
        {"medicationReference": {"reference": "Medication/elsewhere"}},
        {
            "medicationReference": {"reference": "#m"},
            "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Cetuximab"}}],
        },
        {},
    ],
)
def test_a_drug_may_be_named_in_any_way(client, drug):
    """Item 40: concept, contained, a reference to elsewhere, or nothing yet: never an error."""
    base = {"resourceType": "MedicationRequest", "id": "m1", "status": "draft", "intent": "order"}
    draft = {**base, "subject": {"reference": "Patient/p1"}, **drug}

    call = select(draft, selections=["MedicationRequest/m1"])
    assert client.post(SELECT, json=call).status_code == 200
