"""Identity of cards, selection of orders, and that the two doors agree."""

from __future__ import annotations

import uuid

from cds_service.answer import card_ids, selected
from cds_service.hooks import parse_request
from fhir_mappers.facts import Order
from tests.cds_service.calls import SELECT, VIEW, order, select, sign, view

FIRST, SECOND = Order("ServiceRequest/s1", "other"), Order("ServiceRequest/s2", "other")


def test_a_retry_gives_the_same_ids():
    """The id of a card follows from the call and its key, and is a lower-case UUID."""
    one, again = (card_ids("order-sign", "x", "p")("key") for _ in range(2))

    assert one == again == str(uuid.UUID(one))


def test_other_calls_and_other_keys_give_other_ids():
    """Neither another instance, nor another hook, patient or key repeats an id."""
    ids = {
        card_ids(hook, instance, patient)(key)
        for patient in ("p", "q")
        for hook in ("order-select", "order-sign")
        for instance in ("x", "y")
        for key in ("a", "b")
    }

    assert len(ids) == 16


def test_selections_select_by_type_and_id():
    """Relative and absolute selections name a draft; the other drafts are context."""
    for reference in ("ServiceRequest/s1", "https://fhir.example.org/r4/ServiceRequest/s1"):
        request = parse_request(
            select(order("s1"), order("s2"), selections=[reference, "ServiceRequest/none"]),
            "order-select",
        )

        assert selected(request, (FIRST, SECOND)) == {"ServiceRequest/s1"}


def test_all_drafts_are_signed():
    """order-sign has no selections: everything is under review."""
    request = parse_request(sign(order("s1"), order("s2")), "order-sign")

    assert selected(request, (FIRST, SECOND)) == {"ServiceRequest/s1", "ServiceRequest/s2"}


def test_the_same_call_gives_the_same_bytes(client):
    """Answers depend on the call alone."""
    answers = {client.post(SELECT, json=select(order())).data for _ in range(3)}

    assert len(answers) == 1


def test_explanation_shows_the_same_cards(client):
    """`/explain` shows the cards that the hook shows, and the members of its contract."""
    call = view()
    explanation = client.post("/explain/oncology-patient-view", json=call).json

    assert explanation["cards"] == client.post(VIEW, json=call).json["cards"]
    assert {"findings", "facts", "unread", "unavailable", "topics"} <= set(explanation)


def test_every_resource_is_accounted_for(client):
    """A resource that says nothing about cancer is listed as unread, with a reason."""
    explanation = client.post("/explain/oncology-patient-view", json=view()).json

    assert "Condition/c1" in [entry["reference"] for entry in explanation["unread"]]
    assert all(entry["why"] for entry in explanation["unread"])


def test_a_draft_may_point_to_another_by_its_full_url(client):
    """The drug of an order is found where the session holds it as an entry of its own."""
    url = "urn:uuid:1b671a64-40d5-491e-99b0-da01ff1f3341"
    rxnorm = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "1597876"}
    drug = {"resourceType": "Medication", "id": "d1", "code": {"coding": [rxnorm]}}
    draft = {**order("m1"), "resourceType": "MedicationRequest"}
    draft["medicationReference"] = {"reference": url}
    call = sign()
    call["context"]["draftOrders"]["entry"] = [
        {"fullUrl": url, "resource": drug},
        {"resource": draft},
    ]

    facts = client.post("/explain/oncology-order-sign", json=call).json["facts"]

    assert ["nivolumab"] in [fact.get("ingredients") for fact in facts if fact["kind"] == "order"]
