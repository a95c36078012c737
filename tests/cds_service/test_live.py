"""The service as it is started in earnest."""

from __future__ import annotations

import json

import requests

from tests.cds_service.calls import VIEW, view

TIMEOUT = 30


def test_it_answers_over_a_socket(live):
    """A call over HTTP is answered with JSON and cards."""
    answer = requests.post(live.url + VIEW, json=view(), timeout=TIMEOUT)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"cards": []}


def test_a_body_too_large_is_413_and_the_service_lives(live):
    """Above the limit it is 413, announced or in chunks, and the next call works."""
    headers = {"Content-Type": "application/json"}
    body = b" " * 2_000_000
    announced = requests.post(live.url + VIEW, data=body, headers=headers, timeout=TIMEOUT)
    chunks = iter([body[:1_000_000], body[1_000_000:]])
    chunked = requests.post(live.url + VIEW, data=chunks, headers=headers, timeout=TIMEOUT)

    assert announced.status_code == chunked.status_code == 413
    assert announced.json()["issue"][0]["code"] == "too-long"
    assert requests.post(live.url + VIEW, json=view(), timeout=TIMEOUT).status_code == 200


def test_its_log_is_json(live):
    """After the greeting, every line of stderr is one JSON object."""
    requests.post(live.url + VIEW, json=view(), timeout=TIMEOUT)
    greeting, *lines = live.log.read_text().splitlines()

    assert greeting == f"Serving {live.url}/cds-services"
    assert all(json.loads(line)["event"] for line in lines)
