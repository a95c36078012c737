"""What is read from the caller's FHIR server, what is not, and what becomes of failures."""

from __future__ import annotations

import json
import re
import socket
import threading
import time

import pytest
import responses

from cds_service.errors import CallError
from cds_service.fetch import fetching
from cds_service.fhir_limits import Limits
from cds_service.hooks import parse_request
from cds_service.prefetch import gather
from tests.cds_service.calls import condition, order, outcome, searchset, select, view

BASE = "https://fhir.example.org/r4"
OPAQUE = "Xyzzy-secret"
KEYS_IN_VIEW = 2
KEYS = 10


def offering(call, **context):
    """The call with an offer of its server, and with these members of its context."""
    offer = {"fhirServer": BASE, "fhirAuthorization": {"access_token": OPAQUE}}
    return {**call, **offer, "context": {**call["context"], **context}}


def without(call, *names):
    """The call without some prefetch keys."""
    kept = {name: value for name, value in call["prefetch"].items() if name not in names}
    return {**call, "prefetch": kept}


def record(call, allowed=(BASE,), seen=None, **limits):
    """The record of a call, read with these limits; `seen` gathers what the observer is told."""
    told = [] if seen is None else seen
    asked = parse_request(call, call["hook"])
    chosen = Limits(**limits)
    with fetching(asked.access, frozenset(allowed), chosen, lambda *args: told.append(args)) as got:
        return gather(asked, got)


def resources(found):
    """`Type/id` of everything in a record."""
    return {one.reference for one in found.documents}


@pytest.fixture
def server():
    """A FHIR server that finds nothing, unless a test says otherwise."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def quiet(server):
    """Every search of this server finds nothing, and every read is 404."""
    server.get(re.compile(rf"{BASE}/[A-Za-z]+\?patient=.*"), json=searchset(total=0))
    server.get(re.compile(rf"{BASE}/[^?]*$"), status=404)


def addresses(server):
    """The addresses asked for."""
    return [call.request.url for call in server.calls]


def test_absent_keys_are_read_and_only_these(server):
    """Each key that did not come is read with its template; what came is not asked for again."""
    quiet(server)
    found = record(offering(view()))

    assert len(addresses(server)) == KEYS - KEYS_IN_VIEW
    assert not any("/Condition" in url or "/Patient" in url for url in addresses(server))
    assert f"{BASE}/Observation?patient=p1&_count=500" in addresses(server)
    assert found.unavailable == frozenset()


@pytest.mark.parametrize("value", [None, searchset(), outcome(), "text"])
def test_a_key_that_came_is_not_asked_for_again(server, value):
    """Null, empty and failed are answers of the client."""
    quiet(server)
    record(offering(view(observations=value)))

    assert not any("/Observation" in url for url in addresses(server))


@pytest.mark.parametrize(
    ("allowed", "limits"),
    [((), {}), (("https://other.example/r4",), {}), ((BASE,), {"budget_ms": 0})],
)
def test_a_server_that_is_not_allowed_is_never_asked(server, allowed, limits):
    """Item 63: no allow-list, another server on it, or no budget: nothing leaves the house."""
    with pytest.raises(CallError):
        record(offering(without(view(), "conditions")), allowed, **limits)

    assert addresses(server) == []


@pytest.mark.parametrize("missing", ["fhirServer", "fhirAuthorization"])
def test_server_and_token_are_both_needed(server, missing):
    """Item 57: with one of the two alone nothing is read."""
    call = offering(view())
    del call[missing]

    assert "Observation" in record(call).unavailable
    assert addresses(server) == []


@pytest.mark.parametrize("patient", ["p1,p2", "..", ".", "a/b", "a?b=c", "p 1", "ü", "x" * 300])
def test_an_id_that_would_mean_more_than_one_patient_is_not_put_into_an_address(server, patient):
    """Commas, paths and queries in an id are never sent."""
    record(offering(view(), patientId=patient))

    assert addresses(server) == []


def test_the_required_keys_may_be_read(server):
    """A call without any prefetch is answered from the server."""
    server.get(f"{BASE}/Patient/p1", json={"resourceType": "Patient", "id": "p1"})
    server.get(f"{BASE}/Condition", json=searchset(condition("c7")))
    quiet(server)

    assert {"Patient/p1", "Condition/c7"} <= resources(record(offering({**view(), "prefetch": {}})))


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 401},
        {"status": 503},
        {"body": "{", "content_type": "application/json"},
        {"json": outcome()},
        {"json": condition()},
        {"json": []},
        {"body": ConnectionError()},
        {"status": 307, "headers": {"Location": "https://evil.example/r4"}},
    ],
)
def test_a_required_key_that_cannot_be_read_is_412(server, answer):
    """Whatever goes wrong with the server, the outcome names the key."""
    server.get(f"{BASE}/Condition", **answer)
    quiet(server)

    with pytest.raises(CallError) as refused:
        record(offering(without(view(), "conditions")))
    assert refused.value.expression == "prefetch.conditions"
    assert all(url.startswith(BASE) for url in addresses(server))


def pages(server, count):
    """A search of so many pages, one resource each; the last one has no further page."""
    for number in range(1, count + 1):
        link = [{"relation": "next", "url": f"{BASE}?_getpages=x&page={number + 1}"}]
        page = searchset(condition(f"c{number}"), link=link if number < count else [])
        match = {"page": str(number)} if number > 1 else {"patient": "p1", "_count": "500"}
        server.get(
            f"{BASE}/Condition" if number == 1 else BASE,
            json=page,
            match=[responses.matchers.query_param_matcher(match, strict_match=False)],
        )


def test_pages_are_followed_to_the_end(server):
    """Three pages make one complete search."""
    pages(server, 3)
    quiet(server)
    found = record(offering(without(view(), "conditions")))

    assert {"Condition/c1", "Condition/c2", "Condition/c3"} <= resources(found)
    assert found.incomplete == frozenset()


def test_more_pages_than_the_limit_are_incomplete(server):
    """What the limit cut off is said; what was read is used."""
    pages(server, 4)
    quiet(server)
    found = record(offering(without(view(), "conditions")), pages=3)

    assert "Condition/c3" in resources(found)
    assert found.incomplete == {"Condition"}


def test_a_delivered_page_is_continued(server):
    """Page one came with the call; the rest is read from the server."""
    pages(server, 2)
    quiet(server)
    link = [{"relation": "next", "url": f"{BASE}?_getpages=x&page=2"}]
    found = record(offering(view(conditions=searchset(condition("c1"), link=link, total=2))))

    assert {"Condition/c1", "Condition/c2"} <= resources(found)
    assert found.incomplete == frozenset()


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}/Condition?patient=p1&_count=500",
        "https://evil.example/r4?page=2",
        "http://fhir.example.org/r4?page=2",
        "https://fhir.example.org:8443/r4?page=2",
        "https://fhir.example.org@evil.example/r4",
        f"{BASE}/../admin?page=2",
        f"{BASE}/missing?page=2",
        "",
        None,
    ],
)
def test_a_further_page_that_cannot_be_read_is_incomplete(server, url):
    """A loop, another origin, a way to climb, an error or no address at all: never complete."""
    link = [{"relation": "next", "url": url}]
    server.get(f"{BASE}/Condition", json=searchset(condition("c1"), link=link))
    server.get(f"{BASE}/missing", status=404)
    quiet(server)
    found = record(offering(without(view(), "conditions")))

    assert "Condition/c1" in resources(found)
    assert found.incomplete == {"Condition"}
    assert all(one.startswith(f"{BASE}/") for one in addresses(server))


def test_the_budget_holds_for_all_reads_together(server):
    """Slow answers are not waited for, and what came in time is kept."""

    def slow(request):
        del request
        time.sleep(0.8)
        return 200, {}, json.dumps(searchset())

    server.add_callback("GET", f"{BASE}/Observation", slow, content_type="application/json")
    server.add_callback("GET", f"{BASE}/Encounter", slow, content_type="application/json")
    quiet(server)
    started = time.monotonic()
    found = record(offering(view()), budget_ms=300)

    assert time.monotonic() - started < 0.55
    assert found.unavailable == {"Observation", "Encounter"}
    # The slow answers still run; they must not meet the next test.
    time.sleep(0.6)


def test_the_budget_holds_while_a_name_is_looked_up(monkeypatch):
    """Nobody can interrupt a resolver that hangs; the answer does not wait for it."""
    free = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: free.wait(5) and [])
    started = time.monotonic()
    found = record(offering(view()), budget_ms=200)
    took = time.monotonic() - started
    free.set()

    assert took < 0.45
    assert "Observation" in found.unavailable


def drug(target, kind="MedicationRequest"):
    """A prescription that names its drug by reference."""
    return {**order("m1"), "resourceType": kind, "medicationReference": {"reference": target}}


@pytest.mark.parametrize("target", ["Medication/a1", f"{BASE}/Medication/a1"])
def test_a_referenced_medication_is_read(server, target):
    """Under the reference that names it, so that the reader finds it."""
    server.get(f"{BASE}/Medication/a1", json={"resourceType": "Medication", "id": "a1"})
    quiet(server)
    found = record(offering(view(medications=searchset(drug(target)))))

    assert ("Medication/a1", target) in {(one.reference, one.full_url) for one in found.documents}
    assert found.incomplete == frozenset()


def test_a_medication_of_a_draft_is_read(server):
    """A draft order may name its drug outside of its Bundle."""
    server.get(f"{BASE}/Medication/a1", json={"resourceType": "Medication", "id": "a1"})
    quiet(server)

    assert "Medication/a1" in resources(record(offering(select(drug("Medication/a1")))))


@pytest.mark.parametrize(
    "target", ["#a1", "Patient/p2", "https://evil.example/x", "Medication/../a", "urn:uuid:1", 7]
)
def test_other_references_are_not_read(server, target):
    """Contained, foreign and other references are none of a Medication that we may read."""
    quiet(server)
    record(offering(view(medications=searchset(drug(target)))))

    assert len(addresses(server)) == KEYS - KEYS_IN_VIEW - 1


def test_medications_that_could_not_be_read_are_named(server):
    """A drug that stays unknown is said to be missing, and only so many are read."""
    quiet(server)
    many = [{**drug(f"Medication/a{number}"), "id": f"m{number}"} for number in range(50)]
    found = record(offering(view(medications=searchset(*many))))

    assert found.incomplete == {"Medication"}
    assert sum("/Medication/" in url for url in addresses(server)) == 20


def test_a_medication_that_came_is_not_read(server):
    """What the client included is at hand."""
    quiet(server)
    medication = {"resourceType": "Medication", "id": "a1"}
    record(offering(view(medications=searchset(drug("Medication/a1"), medication))))

    assert not any("/Medication/" in url for url in addresses(server))


def test_the_observer_is_told_outcomes_and_nothing_else(server):
    """Key, one word and a time; no address, no id, no token."""
    server.get(f"{BASE}/Observation", status=403)
    quiet(server)
    seen = []
    record(offering(view(medications=searchset(drug("Medication/a9")))), seen=seen)
    told = {key: word for key, word, _ in seen}

    assert told["observations"] == "refused"
    assert told["encounters"] == "obtained"
    assert told["Medication"] == "not-found"
    assert all(ms >= 0 for *_, ms in seen)
    assert not re.search(r"p1|a9|example|Xyzzy", repr(seen))
