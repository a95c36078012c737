"""Sections I and L of the checklist: status codes and time."""

from __future__ import annotations

import json
import statistics
import time

import pytest

from tests.cds_service.calls import SELECT, SIGN, VIEW, order, select, sign, view
from tests.cds_service.samples import VIGNETTES
from tests.conftest import application

READ = ["/cds-services", "/healthz", "/readyz", "/metrics", "/openapi.json"]
CALLED = [VIEW, SELECT, SIGN, "/explain/oncology-patient-view"]


@pytest.mark.parametrize(
    ("url", "body"), [(VIEW, view()), (SELECT, select(order())), (SIGN, sign(order()))]
)
def test_a_call_is_200(client, url, body):
    """Item 102: discovery and every hook answer 200, and never 204."""
    assert client.get("/cds-services").status_code == 200
    assert client.post(url, json=body).status_code == 200


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b"null", b'"x"', b"{}"])
def test_a_broken_envelope_is_400(client, body):
    """Item 103: what is no JSON, no object, or no envelope is 400."""
    assert client.post(VIEW, data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("service", ["none", "oncology-patient-view2", "..%2f", "%00", "ü"])
def test_an_unknown_service_is_404(client, service):
    """Item 104: an id that discovery does not list is 404 even for a body that is no call."""
    for body in (view(), {}):
        assert client.post(f"/cds-services/{service}", json=body).status_code == 404


def test_a_field_that_is_missing_is_not_404(client):
    """Item 104: a call that lacks a field never ends in 404."""
    for name in list(view()):
        call = view()
        del call[name]

        assert client.post(VIEW, json=call).status_code in (400, 412)


@pytest.mark.parametrize("url", READ)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_addresses_to_read_take_nothing_else(client, url, method):
    """Item 105: another method is 405, and `Allow` lists GET, HEAD and OPTIONS."""
    answer = client.open(url, method=method)

    assert answer.status_code == 405
    assert allowed(answer) == {"GET", "HEAD", "OPTIONS"}
    assert answer.json["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("url", CALLED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_addresses_to_call_take_nothing_else(client, url, method):
    """Item 105: another method is 405, and `Allow` lists POST and OPTIONS."""
    answer = client.open(url, method=method)

    assert answer.status_code == 405
    assert allowed(answer) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("url", READ)
def test_head_is_answered(client, url):
    """Item 105: HEAD is GET without a body."""
    answer = client.head(url)

    assert answer.status_code == 200
    assert answer.data == b""


@pytest.mark.parametrize("url", [*READ, *CALLED])
def test_options_are_told(client, url):
    """Item 105: OPTIONS is answered with the methods of the address."""
    answer = client.options(url)

    assert answer.status_code == 200
    assert "OPTIONS" in allowed(answer)


def allowed(answer):
    """The methods that an answer allows."""
    return set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "multipart/form-data"])
def test_another_media_type_is_415(client, kind):
    """Item 106: a body that is not labelled JSON is 415."""
    answer = client.post(VIEW, data=json.dumps(view()), content_type=kind)

    assert answer.status_code == 415


def test_a_large_body_is_413(client):
    """Item 106: a body above the limit is 413, and the next call is answered."""
    body = b" " * (int(client.application.config["MAX_CONTENT_LENGTH"]) + 1)

    assert client.post(VIEW, data=body, content_type="application/json").status_code == 413
    assert client.post(VIEW, json=view()).status_code == 200


def test_a_dependency_of_the_client_is_412(client):
    """Item 107: data that the client's side cannot deliver are 412, not 5xx."""
    call = {**view(), "prefetch": {}, "fhirServer": "http://127.0.0.1:9/r4"}

    assert client.post(VIEW, json=call).status_code == 412


def test_calls_are_quick():
    """Item 120: the median call of the vignettes takes less than 500 ms, and none 5 s."""
    took = []
    for vignette in VIGNETTES.values():
        desk = application(vignette["as_of"]).test_client()
        started = time.perf_counter()
        answer = desk.post(f"/cds-services/oncology-{vignette['hook']}", json=vignette["request"])
        took.append(time.perf_counter() - started)
        assert answer.status_code == 200

    assert statistics.median(took) < 0.5
    assert max(took) < 5
