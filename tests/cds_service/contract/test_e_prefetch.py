"""Section E of the checklist: prefetch."""

from __future__ import annotations

import copy
import re
from urllib.parse import parse_qsl

import pytest

from tests.cds_service.calls import VIEW, condition, outcome, searchset, view
from tests.cds_service.samples import SAMPLE

OPTIONAL = {
    "observations": "Observation",
    "procedures": "Procedure",
    "medications": "MedicationRequest",
    "medicationAdministrations": "MedicationAdministration",
    "medicationStatements": "MedicationStatement",
    "serviceRequests": "ServiceRequest",
    "reports": "DiagnosticReport",
    "encounters": "Encounter",
}
EXPLAIN = "/explain/oncology-patient-view"
NEXT = [{"relation": "next", "url": "https://fhir.example.org/r4?page=2"}]


@pytest.fixture
def templates(client):
    """Every template of every service."""
    services = client.get("/cds-services").json["services"]
    return [template for service in services for template in service["prefetch"].values()]


def whole(**changes):
    """A patient-view call that delivers every key, none but patient and conditions with content."""
    return view(**{**dict.fromkeys(OPTIONAL), **changes})


def test_templates_are_reads_or_searches(templates):
    """Item 41: a template is `Type/id` or `Type?search`, relative to the server; ten at most."""
    for template in templates:
        assert re.fullmatch(r"[A-Z][A-Za-z]+(/\{\{[\w.]+\}\}|\?[^/]+)", template)
    assert len(set(templates)) <= 10


def test_tokens_are_paths_of_the_context(templates):
    """Item 42: a token is `context.` and a field of the hook's context."""
    for template in templates:
        tokens = re.findall(r"\{\{(.*?)\}\}", template)

        assert tokens
        assert all(token.startswith("context.") for token in tokens)


def test_tokens_are_root_level_primitives(templates):
    """Item 44: only fields that every hook has and a client of 2.0.1 can fill in are used."""
    tokens = {token for template in templates for token in re.findall(r"\{\{(.*?)\}\}", template)}

    assert tokens <= {"context.userId", "context.patientId", "context.encounterId"}


def test_queries_keep_to_the_common_subset(templates):
    """Item 46: patient and count are the only parameters, and none is repeated."""
    for template in templates:
        names = [name for name, _ in parse_qsl(template.partition("?")[2])]

        assert set(names) <= {"patient", "_count"}
        assert len(names) == len(set(names))


def test_keys_of_others_are_not_read(client):
    """Item 47: a key that we did not advertise does not change the explanation."""
    foreign = searchset({**condition("foreign"), "code": {"text": "Metastatic cancer"}})

    plain = client.post(EXPLAIN, json=whole()).json
    assert client.post(EXPLAIN, json=whole(cancerRegistry=foreign)).json == plain


@pytest.mark.parametrize(("key", "kind"), OPTIONAL.items())
def test_keys_are_checked_one_by_one(client, key, kind):
    """Item 48: one missing key costs its own type and nothing else."""
    call = whole()
    del call["prefetch"][key]
    answer = client.post(EXPLAIN, json=call)

    assert answer.status_code == 200
    assert answer.json["unavailable"] == [kind]


def test_a_missing_key_is_not_an_absence(client):
    """Item 49: a key that never came leaves its type unavailable."""
    assert client.post(EXPLAIN, json=view()).json["unavailable"] == sorted(OPTIONAL.values())


def test_null_is_an_absence(client):
    """Item 50: null says that there is nothing; no type is unavailable and the call is answered."""
    answer = client.post(EXPLAIN, json=whole(patient=None, conditions=None))

    assert answer.status_code == 200
    assert answer.json["unavailable"] == []


@pytest.mark.parametrize(
    "bundle",
    [
        {"resourceType": "Bundle", "type": "searchset", "total": 0},
        {"resourceType": "Bundle", "type": "searchset", "entry": []},
        {"resourceType": "Bundle", "type": "searchset", "entry": None},
    ],
)
@pytest.mark.parametrize("key", ["conditions", "observations", "reports"])
def test_an_empty_search_is_an_absence(client, key, bundle):
    """Item 51: a Bundle without entries, however it is written, means the same as null."""
    answer = client.post(EXPLAIN, json=whole(**{key: bundle}))

    assert answer.status_code == 200
    assert answer.json == client.post(EXPLAIN, json=whole(**{key: None})).json


@pytest.mark.parametrize("failure", [outcome(), searchset(outcome())])
def test_an_outcome_is_a_failure(client, failure):
    """Item 52: an OperationOutcome, as the value or as an entry, makes the type unavailable."""
    answer = client.post(EXPLAIN, json=whole(observations=failure))

    assert answer.json["unavailable"] == ["Observation"]


@pytest.mark.parametrize("kind", ["searchset", "collection", "batch-response"])
def test_any_bundle_will_do(client, kind):
    """Item 53: the type of the Bundle does not matter."""
    call = whole(conditions={**searchset(condition()), "type": kind})

    assert "Condition/c1" in client.post(EXPLAIN, json=call).text


@pytest.mark.parametrize("value", ["123", 7, True, [], [{}], {"resourceType": 3}])
def test_what_is_no_resource_is_no_delivery(client, value):
    """Item 53: a value that is no FHIR is unavailable, never an error of ours."""
    answer = client.post(EXPLAIN, json=whole(reports=value))

    assert answer.json["unavailable"] == ["DiagnosticReport"]


def test_a_first_page_is_not_everything(client):
    """Item 54: a page with a `next` link that is not followed is reported as incomplete."""
    answer = client.post(EXPLAIN, json=whole(conditions=searchset(condition(), link=NEXT)))

    assert "Condition" in answer.json["incomplete"]


@pytest.mark.parametrize("key", ["patient", "conditions"])
@pytest.mark.parametrize("value", ["absent", outcome()])
def test_needed_data_that_cannot_be_had_is_412(client, key, value):
    """Item 55: without a needed key and without a server it is 412, never cards."""
    call = whole(**{key: value})
    if value == "absent":
        del call["prefetch"][key]
    answer = client.post(VIEW, json=call)

    assert answer.status_code == 412
    assert "cards" not in answer.json
    assert answer.json["issue"][0]["expression"] == [f"prefetch.{key}"]


def test_absence_is_concluded_only_from_absence(client):
    """Item 56: a card about missing tests does not claim that data which never came are none."""
    call = copy.deepcopy(SAMPLE)
    for key in OPTIONAL:
        call["prefetch"].pop(key, None)
    answer = client.post("/explain/oncology-order-select", json=call).json

    assert set(OPTIONAL.values()) == set(answer["unavailable"])
    for card in answer["cards"]:
        assert "not received" in card["detail"].lower() or "not delivered" in card["detail"].lower()
