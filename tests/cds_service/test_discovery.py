"""Discovery: what is published, and that it is what runs."""

from __future__ import annotations

import re

from cds_service.catalogue import SERVICES
from tests.cds_service.calls import VIEW, select, sign, view

KEYS = [
    "patient",
    "conditions",
    "observations",
    "procedures",
    "medications",
    "medicationAdministrations",
    "medicationStatements",
    "serviceRequests",
    "reports",
    "encounters",
]


def test_three_services_one_a_hook(client):
    """Discovery lists one service for each hook, with distinct ids."""
    services = client.get("/cds-services").json["services"]

    assert [(one["id"], one["hook"]) for one in services] == [
        ("oncology-patient-view", "patient-view"),
        ("oncology-order-select", "order-select"),
        ("oncology-order-sign", "order-sign"),
    ]


def test_every_member_that_a_client_reads_is_there(client):
    """Title, description, usage requirements and specification version are non-empty strings."""
    for service in client.get("/cds-services").json["services"]:
        for name in ("title", "description", "usageRequirements", "version"):
            assert isinstance(service[name], str)
            assert service[name]
        assert "R4" in service["usageRequirements"]


def test_what_is_published_is_what_runs(client):
    """Every service that discovery lists answers its hook."""
    calls = {"patient-view": view(), "order-select": select(), "order-sign": sign()}
    for service in client.get("/cds-services").json["services"]:
        answer = client.post(f"/cds-services/{service['id']}", json=calls[service["hook"]])

        assert answer.status_code == 200


def test_templates_are_safe_for_clients_of_2_0_1(client):
    """Ten keys at most; root-level context tokens only; no repeated and no exotic parameter."""
    for service in client.get("/cds-services").json["services"]:
        assert list(service["prefetch"]) == KEYS
        for template in service["prefetch"].values():
            assert set(re.findall(r"{{(.*?)}}", template)) == {"context.patientId"}
            names = re.findall(r"[?&]([^=]+)=", template)
            assert set(names) <= {"patient", "_count"}
            assert len(names) == len(set(names))


def test_a_slash_too_many_is_no_redirect(client):
    """`/cds-services/` and doubled slashes answer directly: a redirected preflight would fail."""
    assert client.get("/cds-services/").status_code == 200
    doubled = VIEW.replace("/oncology", "//oncology") + "/"
    assert client.post(doubled, json=view()).status_code == 200


def test_health(client):
    """`/healthz` answers while the process lives."""
    assert client.get("/healthz").json == {"status": "ok"}


def test_ids_are_safe_in_urls():
    """An id is a path segment."""
    assert all(re.fullmatch(r"[a-z-]+", service.id) for service in SERVICES)
