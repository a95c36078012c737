"""Section B of the checklist: discovery."""

from __future__ import annotations

import re

import pytest

from tests.cds_service.calls import select, sign, view

CALLS = {"patient-view": view(), "order-select": select(), "order-sign": sign()}


@pytest.fixture
def services(client):
    """What discovery lists."""
    return client.get("/cds-services").json["services"]


def test_discovery_is_there(client):
    """Item 7: `GET /cds-services` answers 200."""
    assert client.get("/cds-services").status_code == 200


def test_discovery_lists_services(client):
    """Item 8: the answer is an object with an array `services`, which is not empty."""
    body = client.get("/cds-services").json

    assert isinstance(body, dict)
    assert isinstance(body["services"], list)
    assert body["services"]


def test_every_service_names_its_hook(services):
    """Item 9: `hook` is the exact name of a hook."""
    assert [service["hook"] for service in services] == list(CALLS)


def test_every_id_is_the_path(client, services):
    """Item 10: `id` is URL-safe and the path segment under which the service answers."""
    for service in services:
        assert re.fullmatch(r"[A-Za-z0-9._~-]+", service["id"])
        url = f"/cds-services/{service['id']}"
        assert client.post(url, json=CALLS[service["hook"]]).status_code == 200


@pytest.mark.parametrize("name", ["description", "title", "usageRequirements"])
def test_every_service_describes_itself(services, name):
    """Item 11: description, and title and usage requirements besides, are strings."""
    for service in services:
        assert isinstance(service[name], str)
        assert service[name].strip()


def test_every_service_has_a_title(services):
    """Item 12: titles are there and tell the services apart."""
    assert len({service["title"] for service in services}) == len(services)


def test_prefetch_is_an_object_of_strings(services):
    """Item 13: `prefetch` maps keys to query strings and is not empty."""
    for service in services:
        assert service["prefetch"]
        assert all(isinstance(template, str) for template in service["prefetch"].values())


def test_the_need_is_said_in_prose(services):
    """Item 14: the FHIR version and the keys that are needed are said in `usageRequirements`."""
    for service in services:
        assert "R4" in service["usageRequirements"]
        assert "patient" in service["usageRequirements"]


def test_the_version_is_a_semantic_version(services):
    """Item 15: `version` is the version of the specification that we implement."""
    assert {service["version"] for service in services} == {"2.0.1"}


def test_no_hook_version_is_claimed(services):
    """Item 16: `hookVersion` is not advertised, because no client of 2.0.1 reads it."""
    assert not [service for service in services if "hookVersion" in service]


def test_ids_are_distinct(services):
    """Item 17: one id serves one hook, because clients key services by URL."""
    assert len({service["id"] for service in services}) == len(services)


def test_the_catalogue_is_stable(client):
    """Item 18: two readings of the catalogue are the same bytes."""
    assert client.get("/cds-services").data == client.get("/cds-services").data


def test_a_slash_at_the_end_is_no_redirect(client):
    """Item 19: `/cds-services/` answers 200 directly."""
    assert client.get("/cds-services/").status_code == 200
