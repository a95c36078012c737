"""Section G of the checklist: what goes out, over every card of the vignettes."""

from __future__ import annotations

import copy
import re
import uuid
from urllib.parse import urlsplit

import pytest

from cards.catalogue import TOPICS
from tests.cds_service.calls import SELECT, VIEW, condition, searchset, view
from tests.cds_service.contract.answers import actions, answers, cards, nodes, suggestions
from tests.cds_service.samples import SAMPLE, VIGNETTES
from tests.conftest import played

CODING = {"system", "code", "display"}
INTENT = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"


def drafts(vignette):
    """The drafts of a vignette by `Type/id`."""
    entries = vignette["request"]["context"].get("draftOrders", {}).get("entry", [])
    resources = [entry["resource"] for entry in entries]
    return {f"{one['resourceType']}/{one['id']}": one for one in resources}


def updated(vignette):
    """The resources of all update actions that a vignette is answered with."""
    return [
        action["resource"]
        for card in played(vignette)[0]["cards"]
        for suggestion in card.get("suggestions", [])
        for action in suggestion["actions"]
        if action["type"] == "update"
    ]


@pytest.fixture(scope="module")
def asked_for_intent():
    """A vignette whose order lacks its goal, so that the order itself is to be updated."""
    return next(vignette for vignette in VIGNETTES.values() if len(updated(vignette)) > 1)


def test_an_answer_is_an_object_with_cards():
    """Item 64: every answer holds an array `cards`."""
    for answer in answers().values():
        assert isinstance(answer["cards"], list)


def test_nothing_to_say_is_no_card(client):
    """Item 65: without advice the answer is 200 and `{"cards": []}`, not a card that clears."""
    answer = client.post(VIEW, json=view())

    assert answer.status_code == 200
    assert answer.data == b'{"cards":[]}'


def test_only_known_members_go_out():
    """Item 66: no answer, card or suggestion has a member that the specification does not know."""
    card_members = {"uuid", "summary", "detail", "indicator", "source", "suggestions", "links"}
    card_members |= {"selectionBehavior", "overrideReasons"}
    for answer in answers().values():
        assert set(answer) == {"cards"}
    for card in cards():
        assert set(card) <= card_members
    for suggestion in suggestions():
        assert set(suggestion) <= {"label", "uuid", "isRecommended", "actions"}


def test_summaries_are_short():
    """Item 67: a summary is one line of 1 to 139 characters."""
    for card in cards():
        assert isinstance(card["summary"], str)
        assert 0 < len(card["summary"]) < 140
        assert "\n" not in card["summary"]


def test_details_are_markdown():
    """Item 68: a detail is a string that says something."""
    for card in cards():
        assert isinstance(card["detail"], str)
        assert card["detail"].strip()


def test_chart_text_is_no_markup():
    """Item 69: HTML and links in the text of an order reach the detail as inert text."""
    vignette = copy.deepcopy(next(one for one in VIGNETTES.values() if drafts(one)))
    (draft, *_) = drafts(vignette).values()
    evil = '<iframe src="x"></iframe>[go](javascript:alert(1)) <script>alert(1)</script>'
    draft["code"]["text"] = f"{draft['code'].get('text', '')} {evil}"
    shown = "".join(card["summary"] + card["detail"] for card in played(vignette)[0]["cards"])

    assert shown
    assert not re.search(r"<\s*(script|iframe)|\]\(\s*javascript", shown)


def test_indicators_are_of_the_list():
    """Item 70: an indicator is info, warning or critical."""
    assert {card["indicator"] for card in cards()} <= {"info", "warning", "critical"}


def test_every_card_names_its_source():
    """Item 71: a source has a label."""
    for card in cards():
        assert isinstance(card["source"]["label"], str)
        assert card["source"]["label"].strip()


def test_addresses_of_sources_are_absolute():
    """Item 72: a source's address, if there is one, is absolute."""
    for card in cards():
        address = card["source"].get("url", "https://example.org")

        assert urlsplit(address).scheme in ("http", "https")
        assert urlsplit(address).netloc


def test_no_icon_is_sent():
    """Item 73: no icon is sent, because none of ours is 100 by 100 pixels."""
    assert not [card for card in cards() if "icon" in card["source"]]


def test_topics_are_static_codings():
    """Item 74: a topic is one coding of the catalogue, short and the same in every call."""
    known = {topic for topic, _ in TOPICS} | {"advice-unavailable"}
    for card in cards():
        topic = card["source"]["topic"]

        assert topic["system"] == "urn:oncology-cds:topic"
        assert topic["code"] in known
        assert len(topic["code"]) <= 100


def test_cards_have_ids_of_their_own():
    """Item 75: every card has a lower-case UUID that no other card has."""
    ids = [card["uuid"] for card in cards()]

    assert len(ids) == len(set(ids))
    assert all(one == str(uuid.UUID(one)) for one in ids)


def test_suggestions_come_with_their_rule():
    """Item 76: suggestions are not empty and say how many may be chosen; without them nothing."""
    for card in cards():
        assert ("suggestions" in card) == ("selectionBehavior" in card)
        if "suggestions" in card:
            assert card["suggestions"]
            assert card["selectionBehavior"] in ("any", "at-most-one")


def test_suggestions_have_labels():
    """Item 77: every suggestion has a label."""
    assert all(isinstance(one["label"], str) and one["label"].strip() for one in suggestions())


def test_suggestions_have_ids_of_their_own():
    """Item 78: every suggestion has a lower-case UUID, so that acceptance can be reported."""
    ids = [one["uuid"] for one in suggestions()]

    assert len(ids) == len(set(ids))
    assert all(one == str(uuid.UUID(one)) for one in ids)


def test_recommendations_are_few():
    """Item 79: `isRecommended` is true or absent, and repeated only where any may be chosen."""
    for card in cards():
        marked = [one for one in card.get("suggestions", []) if "isRecommended" in one]

        assert all(one["isRecommended"] is True for one in marked)
        assert len(marked) <= 1 or card["selectionBehavior"] == "any"


def test_suggestions_have_actions():
    """Item 80: actions are not empty; where they are several, all are orders and told apart."""
    several = [one["actions"] for one in suggestions() if len(one["actions"]) > 1]

    assert all(one["actions"] for one in suggestions())
    assert several
    for found in several:
        assert {action["type"] for action in found} == {"create"}
        assert len({action["description"] for action in found}) == len(found)


def test_no_rule_about_actions_is_sent():
    """Item 81: `actionSelectionBehavior` is not of 2.0.1 and is never sent."""
    assert not [one for one in suggestions() if "actionSelectionBehavior" in one]


def test_actions_are_of_the_list():
    """Item 82: an action creates, updates or deletes; the vignettes lead to all three."""
    assert {action["type"] for action in actions()} == {"create", "update", "delete"}


def test_actions_are_described():
    """Item 83: every action has a description."""
    assert all(action["description"].strip() for action in actions())


def test_creations_carry_a_new_resource():
    """Item 84: a create has a resource for the patient of the call, without an id."""
    for action in actions("create"):
        assert action["resource"]["resourceType"]
        assert "id" not in action["resource"]
        assert action["resource"]["subject"]["reference"].startswith("Patient/")
        assert "resourceId" not in action


def test_an_update_is_the_whole_draft(asked_for_intent):
    """Item 85: an update is the client's order, with all that we do not know, and one addition."""
    vignette = copy.deepcopy(asked_for_intent)
    for draft in drafts(vignette).values():
        draft |= {
            "meta": {"versionId": "7", "tag": [{"system": "urn:x", "code": "y"}]},
            "extension": [{"url": "https://vendor.example.org/x", "valueDecimal": 1.5}],
            "vendorMember": {"deep": [1, {"more": True}]},
            "quantityQuantity": {"value": 0, "unit": "1"},
        }
    sent = drafts(vignette)
    found = updated(vignette)

    assert found
    for resource in found:
        original = sent[f"{resource['resourceType']}/{resource['id']}"]
        kept = [one for one in resource["extension"] if one["url"] != INTENT]
        assert {**resource, "extension": kept} == original


def test_updates_do_not_touch_the_call(asked_for_intent):
    """Item 85: the two goals are two whole orders, and each states its own."""
    found = updated(asked_for_intent)
    goals = [
        extension["valueCodeableConcept"]["coding"][0]["code"]
        for resource in found
        for extension in resource["extension"]
        if extension["url"] == INTENT
    ]

    assert len(goals) == len(found) == len(set(goals))


def test_a_draft_without_id_is_neither_changed_nor_deleted(client):
    """Item 85: a client could not tell which draft is meant, so nothing is offered for it."""
    call = copy.deepcopy(SAMPLE)
    call["hook"] = "order-sign"
    del call["context"]["draftOrders"]["entry"][0]["resource"]["id"]
    answer = client.post("/cds-services/oncology-order-sign", json=call)
    types = {
        action["type"]
        for card in answer.json["cards"]
        for suggestion in card.get("suggestions", [])
        for action in suggestion["actions"]
    }

    assert answer.status_code == 200
    assert types <= {"create"}


def test_deletions_name_a_draft_of_the_call():
    """Item 86: a delete has the `Type/id` of a draft of this call, and no resource."""
    for name, answer in answers().items():
        for node in nodes(answer):
            if isinstance(node, dict) and node.get("type") == "delete":
                assert node["resourceId"] in drafts(VIGNETTES[name])
                assert "resource" not in node


def test_override_reasons_are_codings():
    """Item 87: override reasons are not empty and have code, system and display."""
    for card in cards():
        assert card["overrideReasons"]
        assert all(set(reason) == CODING for reason in card["overrideReasons"])


def test_links_are_complete():
    """Item 88: links are not empty and have label, absolute address and type."""
    linked = [card for card in cards() if "links" in card]

    assert linked
    for link in (link for card in linked for link in card["links"]):
        assert link["label"].strip()
        assert link["type"] == "absolute"
        assert urlsplit(link["url"]).scheme in ("http", "https")


def test_absolute_links_have_no_context():
    """Item 89: no absolute link has an `appContext`."""
    links = [link for card in cards() for link in card.get("links", [])]

    assert not [link for link in links if "appContext" in link]


def test_nothing_launches_by_itself():
    """Item 90: no link is autolaunchable: what we say is on the card."""
    links = [link for card in cards() for link in card.get("links", [])]

    assert not [link for link in links if "autolaunchable" in link]


def test_nothing_is_done_without_the_user():
    """Item 91: no answer holds systemActions."""
    assert not [answer for answer in answers().values() if "systemActions" in answer]


def test_codings_are_those_of_the_specification():
    """Item 92: system and code are strings, and nothing but a display stands beside them."""
    for card in cards():
        for coding in (card["source"]["topic"], *card["overrideReasons"]):
            assert set(coding) == CODING
            assert all(isinstance(value, str) and value for value in coding.values())


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", VIEW, {}),
        ("POST", VIEW, {**view(), "prefetch": {}}),
        ("POST", "/cds-services/none", view()),
        ("PUT", VIEW, view()),
        ("GET", "/nowhere", None),
        ("DELETE", "/cds-services", None),
    ],
)
def test_errors_carry_an_outcome(client, method, url, body):
    """Item 94: whatever is not 2xx carries an OperationOutcome in words for a person."""
    answer = client.open(url, method=method, json=body)

    assert answer.status_code >= 400
    assert answer.json["resourceType"] == "OperationOutcome"
    for issue in answer.json["issue"]:
        assert issue["severity"] == "error"
        assert issue["diagnostics"].endswith((".", ")"))


@pytest.mark.parametrize(("url", "body"), [(SELECT, SAMPLE), (VIEW, {})])
def test_nothing_is_kept_on_the_way(client, url, body):
    """Item 94: no cache may keep an answer or an error, and no browser guesses its type."""
    headers = client.post(url, json=body).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_errors_do_not_quote(client):
    """Item 94: an error repeats nothing of the call, neither members nor values nor the address."""
    mark = "Xyzzyxdottir"
    call = view(conditions=searchset({**condition(mark), mark: mark}))
    call["context"] |= {"patientId": mark, mark: mark}
    for url, body in (
        (VIEW, {**call, "hook": mark}),
        (VIEW, {**call, "hookInstance": [mark]}),
        (SELECT, {**call, "hook": "order-select"}),
        (f"/cds-services/{mark}", call),
        (f"/{mark}?{mark}", call),
    ):
        answer = client.post(url, json=body, headers={"X-Name": mark})

        assert answer.status_code >= 400
        assert mark not in answer.text + str(answer.headers)
