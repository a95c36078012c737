"""Requests made from the OpenAPI document, good and bad, against the running service: no 5xx.

1,000 requests in the quick profile, 20,000 in the deep one.
"""

from __future__ import annotations

import collections

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from tests.conftest import REQUESTS

# Addresses to read have next to nothing to vary; calls share the requests among themselves.
FOR_READING = 5


@pytest.fixture
def schema(live):
    """The document of the running service."""
    return schemathesis.openapi.from_url(f"{live.url}/openapi.json", timeout=30)


def operations(schema):
    """Every operation with the number of requests that it is tried with."""
    found = [result.ok() for result in schema.get_all_operations()]
    called = [one for one in found if one.method == "post"]
    read = [one for one in found if one.method != "post"]
    each = -(-REQUESTS // len(called))
    return [(one, each) for one in called] + [(one, FOR_READING) for one in read]


def tried(operation, requests, statuses):
    """Send requests that fit the schema and requests that do not, in equal parts."""
    modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=requests,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(modes))
    def send(case):
        answer = case.call(timeout=30)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (operation.label, answer.status_code)

    send()


@pytest.mark.timeout(3_600)
def test_no_request_made_from_the_document_is_a_fault_of_ours(schema):
    """Whatever is sent, every answer is below 500; both cards and refusals are among them."""
    statuses: collections.Counter[int] = collections.Counter()
    for operation, requests in operations(schema):
        tried(operation, requests, statuses)

    assert sum(statuses.values()) >= REQUESTS
    assert {200, 400} <= set(statuses)
