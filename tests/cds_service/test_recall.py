"""Calls are remembered, and nobody can tell but by the clock."""

from __future__ import annotations

import copy
import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest
import responses

from cards.advice import Judgement
from cds_service.answer import Judged, Policy
from cds_service.app import create_app
from cds_service.hooks import parse_request
from cds_service.recall import RESOURCES_IN_A_CHART, Recall, key_of
from cds_service.settings import Settings
from tests.cds_service.calls import SELECT, VIEW, condition, order, searchset, select, view

GIVEN = Path(__file__).parents[1] / "vignettes" / "given"
TODAY = dt.date(2026, 11, 20)
BASE = "https://fhir.example.org/r4"


def door(**settings):
    """A client of an application of its own, without a memory of what was shown."""
    chosen = Settings(
        _env_file=None, as_of="2026-11-20T09:00:00Z", database_url="sqlite://", alert_memory="off",
        **settings,
    )  # fmt: skip
    return create_app(chosen).test_client()


def variants(call):
    """The call, and calls that differ from it in one thing that matters."""
    yield call
    for change in ("patientId", "selections", "draftOrders", "value", "key"):
        other = copy.deepcopy(call)
        if change == "patientId":
            other["context"]["patientId"] = "another"
        elif change == "selections":
            other["context"]["selections"] = []
        elif change == "draftOrders":
            other["context"]["draftOrders"] = {"resourceType": "Bundle", "entry": []}
        elif change == "value":
            other["prefetch"]["conditions"] = searchset()
        else:
            del other["prefetch"]["observations"]
        yield other


def test_a_remembering_service_answers_like_a_forgetful_one():
    """Variants of one call, again and again in turn, get the answers of a service without memory."""
    vignette = json.loads((GIVEN / "O-01.json").read_text())
    remembers, forgets = door(), door(memo_size=0)
    url = f"oncology-{vignette['hook']}"
    for _ in range(3):
        for call in variants(vignette["request"]):
            for path in (f"/cds-services/{url}", f"/explain/{url}"):
                answers = [one.post(path, json=call) for one in (remembers, forgets)]
                assert answers[0].status_code == answers[1].status_code
                assert answers[0].data == answers[1].data


def key(call=None, today=TODAY, *, may_read=False, **policy):
    """The key of a call."""
    call = call or select(order())
    return key_of(parse_request(call, call["hook"]), Policy(today, **policy), may_read=may_read)


def test_all_that_an_answer_follows_from_is_in_the_key():
    """Day, choices of the site, access, and every byte of prefetch and context tell calls apart."""
    base = select(order(), selections=["ServiceRequest/s1"])
    context = base["context"]
    others = [
        key(base, TODAY + dt.timedelta(days=1)),
        key(base, topics_off=frozenset({"palliative-care"})),
        key(base, limits=(1, 1)),
        key(base, may_read=True),
        key({**base, "hook": "order-sign"}),
        key({**base, "context": {**context, "patientId": "p2"}}),
        key({**base, "context": {**context, "encounterId": "e2"}}),
        key(select(order(), order("s2"), selections=["ServiceRequest/s1"])),
        key(select(order(), selections=[])),
        key({**base, "prefetch": {**base["prefetch"], "conditions": None}}),
        key({**base, "prefetch": {**base["prefetch"], "observations": None}}),
        key({**base, "prefetch": {"conditions": base["prefetch"]["conditions"]}}),
        key(base),
    ]

    assert len(set(others)) == len(others)


def test_the_instance_of_a_call_is_not():
    """The same chart in another event is the same chart."""
    assert key({**select(order()), "hookInstance": "another"}) == key()


def test_raw_and_parsed_prefetch_are_told_by_their_bytes():
    """Where one value ends and the next begins is part of the key."""
    sent = {"patient": msgspec.Raw(b"[1]"), "conditions": msgspec.Raw(b"[23]")}
    moved = {"patient": msgspec.Raw(b"[1][23]"), "conditions": msgspec.Raw(b"")}

    assert key({**view(), "prefetch": sent}) != key({**view(), "prefetch": moved})


def test_the_oldest_judgement_is_forgotten():
    """So many resources, so many charts; the one not asked for longest goes, and 0 keeps none."""
    recall = Recall(2 * RESOURCES_IN_A_CHART)
    first, second, third = (Judged(Judgement(None, ())) for _ in range(3))
    recall.keep(b"1", first)
    recall.keep(b"2", second)
    assert recall.find(b"1") is first
    recall.keep(b"3", third)
    nothing = Recall(0)
    nothing.keep(b"1", first)

    assert [recall.find(name) for name in (b"1", b"2", b"3")] == [first, None, third]
    assert nothing.find(b"1") is None


def test_other_calls_get_other_ids():
    """Cards from memory have ids of their own call."""
    vignette = json.loads((GIVEN / "O-01.json").read_text())
    client, ids = door(), []
    for instance in ("a", "b"):
        call = {**vignette["request"], "hookInstance": instance}
        cards = client.post(f"/cds-services/oncology-{vignette['hook']}", json=call).json["cards"]
        ids.extend(card["uuid"] for card in cards)

    assert ids
    assert len(set(ids)) == len(ids)


def test_what_was_read_from_a_server_is_read_again():
    """A server may know more by the next call, so nothing that it said is remembered."""
    client = door(fhir_allowlist=BASE)
    offer = {"fhirServer": BASE, "fhirAuthorization": {"access_token": "t"}}
    with responses.RequestsMock(assert_all_requests_are_fired=False) as server:
        for name in ("c1", "c2"):
            server.reset()
            found = searchset(condition(name))
            server.get(f"{BASE}/Encounter", json=searchset())
            server.get(f"{BASE}/Procedure", json=found)
            explained = client.post(
                VIEW.replace("cds-services", "explain"), json={**view(), **offer}
            )
            unread = {entry["reference"] for entry in explained.json["unread"]}
            assert f"Condition/{name}" in unread


@pytest.mark.parametrize("size", [0, 10_000])
def test_memory_changes_nothing_on_order_hooks(size):
    """With and without memory an order is answered, twice alike."""
    client = door(memo_size=size)
    answers = [client.post(SELECT, json=select(order())).data for _ in range(2)]

    assert answers[0] == answers[1] == b'{"cards":[]}'
