"""The three states of prefetched data: delivered, looked for and not there, not obtained."""

from __future__ import annotations

import pytest

from cds_service.errors import CallError
from cds_service.hooks import parse_request
from cds_service.prefetch import gather
from tests.cds_service.calls import VIEW, condition, outcome, searchset, view

STATEMENT = {"resourceType": "MedicationStatement", "id": "m1"}
NEXT = [{"relation": "next", "url": "https://fhir.example.org/page2"}]


def record(**prefetch):
    """The record gathered from a call that delivered patient and conditions."""
    return gather(parse_request(view(**prefetch), "patient-view"))


@pytest.mark.parametrize("name", ["patient", "conditions"])
@pytest.mark.parametrize("value", ["absent", outcome(), searchset(outcome()), "123", 4, [], {}])
def test_required_data_not_obtained_is_412(client, name, value):
    """A needed key that is absent, failed or is no FHIR gives 412, and the outcome names it."""
    call = view(**{name: value})
    if value == "absent":
        del call["prefetch"][name]
    answer = client.post(VIEW, json=call)

    assert answer.status_code == 412
    assert answer.json["issue"][0]["expression"] == [f"prefetch.{name}"]


@pytest.mark.parametrize("name", ["patient", "conditions"])
@pytest.mark.parametrize(
    "value", [None, searchset(), {"resourceType": "Bundle", "type": "searchset", "total": 0}]
)
def test_looked_and_found_nothing_is_an_answer(client, name, value):
    """A null and an empty search are definite: 200."""
    assert client.post(VIEW, json=view(**{name: value})).status_code == 200


def test_another_type_under_a_needed_key_does_not_satisfy_it():
    """A read answered with a resource of another type is no delivery."""
    with pytest.raises(CallError):
        record(patient=condition())


@pytest.mark.parametrize("value", [None, searchset()])
def test_none_is_not_unavailable(value):
    """A type that was looked for and not found is not unavailable."""
    assert "Observation" not in record(observations=value).unavailable


@pytest.mark.parametrize("value", [outcome(), outcome("warning"), "text", searchset(outcome())])
def test_failure_is_unavailable(value):
    """A key that failed makes its type unavailable, whatever the severity says."""
    assert "Observation" in record(observations=value).unavailable


def test_absence_is_unavailable():
    """A key that never came makes its type unavailable."""
    assert record().unavailable == {
        "DiagnosticReport",
        "Encounter",
        "MedicationAdministration",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
        "Procedure",
        "ServiceRequest",
    }


def test_a_type_counts_wherever_it_came():
    """A site that delivers all drugs under one key has delivered those types."""
    unavailable = record(medications=searchset(STATEMENT)).unavailable

    assert not {"MedicationStatement", "MedicationRequest"} & unavailable
    assert "MedicationAdministration" in unavailable


def test_what_is_merely_included_is_no_complete_search():
    """Entries that a server adds to a search do not make their type delivered."""
    included = {"resource": STATEMENT, "search": {"mode": "include"}}
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [included]}

    assert "MedicationStatement" in record(medications=bundle).unavailable


def test_a_type_seen_elsewhere_is_incomplete_when_its_own_search_failed():
    """The failure of a search is not undone by a record that came with another one."""
    found = record(medications=searchset(STATEMENT), medicationStatements=outcome())

    assert "MedicationStatement" in found.incomplete
    assert "MedicationStatement" not in found.unavailable


@pytest.mark.parametrize(
    "bundle",
    [
        searchset(condition(), link=NEXT),
        searchset(condition(), total=50),
        searchset(condition(), outcome()),
    ],
)
def test_a_search_cut_short_is_incomplete(bundle):
    """A further page, a larger total or an error on the way: not the whole record."""
    found = record(conditions=bundle)

    assert found.incomplete == {"Condition"}
    assert "Condition" not in found.unavailable


@pytest.mark.parametrize(
    "bundle", [searchset(condition(), outcome("warning")), searchset(condition(), total=1)]
)
def test_a_whole_search_is_complete(bundle):
    """Warnings and a total that agrees leave a search complete."""
    assert record(conditions=bundle).incomplete == frozenset()


def test_keys_that_were_not_advertised_are_not_read():
    """Other data than we asked for do not enter the record."""
    assert len(record(other=searchset(STATEMENT)).documents) == len(record().documents)


def test_unavailable_types_are_explained(client):
    """The Explanation lists what was not received."""
    body = client.post("/explain/oncology-patient-view", json=view(reports=outcome())).json

    assert "DiagnosticReport" in body["unavailable"]
