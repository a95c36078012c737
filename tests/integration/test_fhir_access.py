"""Calls without prefetch, answered from a real FHIR server, also from one that misbehaves."""

from __future__ import annotations

import json
import re
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cds_service.app import create_app
from cds_service.catalogue import PREFETCH
from cds_service.settings import Settings
from tests.cds_service.calls import searchset

FOLDER = Path(__file__).parents[1] / "vignettes" / "given"
VIGNETTES = ["O-01", "O-03", "O-04", "O-08", "O-12", "O-19", "O-20", "O-22"]
FAULTS = [
    "forbidden",
    "broken",
    "busy",
    "outcome",
    "silent",
    "dripping-body",
    "dripping-head",
    "hangup",
    "redirect",
    "page",
    "truncated",
]
CUT = ["next-loop", "next-elsewhere"]
BUDGET_MS = 1000
GRACE_MS = 250


def vignette(name: str) -> dict[str, Any]:
    """A vignette of the customer."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def chart(call: dict[str, Any]) -> list[dict[str, Any]]:
    """Every resource that the call delivered."""
    values = [value for value in call["prefetch"].values() if value]
    bundles = [value for value in values if value["resourceType"] == "Bundle"]
    single = [value for value in values if value["resourceType"] != "Bundle"]
    return single + [entry["resource"] for one in bundles for entry in one.get("entry", [])]


def delivered(call: dict[str, Any]) -> dict[str, Any]:
    """The call as an EHR sends it that answers every template."""
    resources = chart(call)
    patient = next(one for one in resources if one["resourceType"] == "Patient")
    searches = {
        key.name: searchset(*(one for one in resources if one["resourceType"] == key.type))
        for key in PREFETCH
    }
    return {**call, "prefetch": {**searches, "patient": patient}}


def offered(call: dict[str, Any], base: str, word: str = "good", **prefetch: Any) -> dict[str, Any]:
    """The call with this prefetch only, and with access to the server."""
    offer = {"fhirServer": base, "fhirAuthorization": {"access_token": word}}
    return {**call, **offer, "prefetch": prefetch}


@cache
def service(as_of: str, base: str, budget_ms: int = 10_000, *, lean: bool = False) -> Any:
    """A client of an application that may read from this base."""
    settings = Settings(
        _env_file=None,
        as_of=as_of,
        fhir_allowlist=base,
        fhir_budget_ms=budget_ms,
        lean_prefetch=lean,
    )
    return create_app(settings).test_client()


def posted(desk: Any, call: dict[str, Any], door: str = "cds-services") -> Any:
    """The answer to a call."""
    return desk.post(f"/{door}/oncology-{call['hook']}", json=call)


@pytest.mark.parametrize("name", VIGNETTES)
@pytest.mark.parametrize("word", ["good", "good.paged.Observation"])
def test_fetched_data_gives_the_cards_of_delivered_data(fhir_server, name, word):
    """Item 62: nothing delivered and all fetched, also page by page: the same cards to the last id."""
    given = vignette(name)
    call = given["request"]
    fhir_server.load(chart(call))
    desk = service(given["as_of"], fhir_server.base)
    by_prefetch = posted(desk, delivered(call))
    by_fetch = posted(desk, offered(call, fhir_server.base, word))

    assert by_prefetch.status_code == by_fetch.status_code == 200
    assert by_fetch.json == by_prefetch.json


@pytest.mark.parametrize("absent", [key.name for key in PREFETCH])
def test_a_single_absent_key_is_fetched(fhir_server, absent):
    """With any one key left out the cards are those of the whole prefetch."""
    given = vignette("O-08")
    call = delivered(given["request"])
    fhir_server.load(chart(call))
    desk = service(given["as_of"], fhir_server.base)
    rest = {name: value for name, value in call["prefetch"].items() if name != absent}

    assert posted(desk, offered(call, fhir_server.base, **rest)).json == posted(desk, call).json


def test_three_pages_and_more_are_one_search(fhir_server):
    """The eight Observations of this chart come two by two."""
    given = vignette("O-08")
    call = given["request"]
    fhir_server.load(chart(call))
    desk = service(given["as_of"], fhir_server.base)
    told = posted(desk, offered(call, fhir_server.base, "good.paged.Observation"), "explain").json

    assert sum(one["resourceType"] == "Observation" for one in chart(call)) == 8
    assert told["incomplete"] == []
    assert told["unavailable"] == []


def with_medications_apart(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The chart with each drug in a Medication of its own, as some systems keep them."""
    apart: list[dict[str, Any]] = []
    for number, one in enumerate(resources):
        drug = one.get("medicationCodeableConcept")
        reference = {"medicationReference": {"reference": f"Medication/drug{number}"}}
        rest = {name: value for name, value in one.items() if name != "medicationCodeableConcept"}
        apart.append({**rest, **reference} if drug else one)
        if drug:
            apart.append({"resourceType": "Medication", "id": f"drug{number}", "code": drug})
    return apart


def test_drugs_that_are_named_apart_are_read(fhir_server):
    """No search by patient returns a Medication; it is read by reference, and the advice stays."""
    given = vignette("O-08")
    call = given["request"]
    fhir_server.load(with_medications_apart(chart(call)))
    desk = service(given["as_of"], fhir_server.base)

    assert posted(desk, offered(call, fhir_server.base)).json == posted(desk, delivered(call)).json


def timed(server: Any, word: str, **prefetch: Any) -> tuple[Any, float]:
    """A call with a chart on a server that misbehaves: the answer, and milliseconds."""
    given = vignette("O-08")
    server.load(chart(given["request"]))
    desk = service(given["as_of"], server.base, BUDGET_MS)
    call = offered(given["request"], server.base, word, **prefetch)
    posted(desk, offered(given["request"], server.base))
    started = time.perf_counter()
    answer = posted(desk, call)
    return answer, (time.perf_counter() - started) * 1000


@pytest.mark.parametrize("fault", FAULTS)
def test_a_needed_search_that_fails_is_412_in_time(fhir_server, fault):
    """Item 61: refused, broken, slow, moved, garbled: 412 that names the key, inside the budget."""
    answer, ms = timed(fhir_server, f"good.{fault}.Condition")

    assert answer.status_code == 412
    assert answer.json["issue"][0]["expression"] == ["prefetch.conditions"]
    assert ms < BUDGET_MS + GRACE_MS
    assert fhir_server.visits() == []


@pytest.mark.parametrize("fault", ["silent", "dripping-body", "dripping-head"])
def test_no_thread_waits_on_after_the_answer(fhir_server, fault):
    """What a slow server still holds is cut off, so that slow servers do not use up threads."""
    timed(fhir_server, f"good.{fault}.Observation")
    for thread in threading.enumerate():
        if thread.name.startswith("fhir"):
            thread.join(0.3)

    assert not [one for one in threading.enumerate() if one.name.startswith("fhir")]


def test_a_refused_token_is_412(fhir_server):
    """401 to everything leaves nothing to advise on."""
    answer, ms = timed(fhir_server, "bad")

    assert answer.status_code == 412
    assert ms < BUDGET_MS + GRACE_MS


def says(card: dict[str, Any], title: str, kind: str) -> bool:
    """Whether a card names this type of data under that title."""
    return re.search(rf"{title}: [A-Za-z, ]*\b{kind}\b", card["detail"]) is not None


@pytest.mark.parametrize("fault", FAULTS)
def test_another_search_that_fails_is_named_on_the_cards_in_time(fhir_server, fault):
    """The advice is given without the data, and every card says which data that is."""
    answer, ms = timed(fhir_server, f"good.{fault}.Observation")

    assert answer.status_code == 200
    assert answer.json["cards"]
    assert all(says(one, "Data not received", "Observation") for one in answer.json["cards"])
    assert ms < BUDGET_MS + GRACE_MS
    assert fhir_server.visits() == []


@pytest.mark.parametrize("fault", CUT)
@pytest.mark.parametrize("kind", ["Condition", "Observation"])
def test_a_further_page_that_leads_astray_is_named_on_the_cards(fhir_server, fault, kind):
    """A loop or another origin is never complete, and the neighbour is not visited."""
    answer, ms = timed(fhir_server, f"good.{fault}.{kind}")

    assert answer.status_code == 200
    assert answer.json["cards"]
    assert all(says(one, "Received only in part", kind) for one in answer.json["cards"])
    assert ms < BUDGET_MS + GRACE_MS
    assert fhir_server.visits() == []


@pytest.mark.parametrize("name", VIGNETTES)
def test_lean_templates_give_the_same_advice(fhir_server, name):
    """Fetched by lean templates, the cards differ only in owning that they did not ask for all."""
    given = vignette(name)
    call = given["request"]
    fhir_server.load(chart(call))
    whole, lean = (
        service(given["as_of"], fhir_server.base),
        service(given["as_of"], fhir_server.base, lean=True),
    )
    narrow = posted(lean, offered(call, fhir_server.base), "explain").json
    full = posted(whole, offered(call, fhir_server.base), "explain").json

    assert narrow["incomplete"] == ["Observation"]
    assert [card["summary"] for card in narrow["cards"]] == [
        card["summary"] for card in full["cards"]
    ]
    assert narrow["findings"] == full["findings"]


def test_neither_token_nor_address_is_logged_or_answered(fhir_server, capsys):
    """Item 60: what the caller entrusted to us stays in the call."""
    given = vignette("O-08")
    fhir_server.load(chart(given["request"]))
    desk = create_app(
        Settings(_env_file=None, as_of=given["as_of"], fhir_allowlist=fhir_server.base)
    ).test_client()
    words = ["good.dripping-head.Encounter", "good.broken.Condition", "secret-word"]
    answers = [posted(desk, offered(given["request"], fhir_server.base, one)) for one in words]
    written = capsys.readouterr().err + "".join(answer.text for answer in answers)

    assert '"fhir"' in written
    assert not [one for one in [*words, fhir_server.base, "127.0.0.1"] if one in written]
