"""A guard on ratios: one call costs a small multiple of parsing its body, whatever the machine.

The bounds are two to three times what is measured (see `docs/performance.md`), so that only a
change in kind fails: a chart decoded twice, a memory that no longer finds anything.
"""

from __future__ import annotations

import functools
import gc
import time

import pytest
from flask.testing import FlaskClient

from cards.rule import PATIENT_VIEW
from cds_service.app import create_app
from cds_service.settings import Settings
from tests.benchmarks.bodies import body
from tests.benchmarks.floor import floor

URL = f"/cds-services/oncology-{PATIENT_VIEW}"
WARM_UP, CALLS = 12, 7
SIZE = 500


@functools.cache
def service(memo_size: int = 10_000) -> FlaskClient:
    """The service with its store in memory."""
    chosen = Settings(
        _env_file=None, as_of="2026-11-20T09:00:00Z", database_url="sqlite://", memo_size=memo_size
    )
    return create_app(chosen).test_client()


@functools.cache
def first_calls() -> list[bytes]:
    """Charts that nobody has seen."""
    return [body(PATIENT_VIEW, SIZE, seed) for seed in range(WARM_UP + CALLS)]


def cost(client: FlaskClient, calls: list[bytes]) -> float:
    """Processor seconds of the cheapest of some calls; the first ones warm up."""
    taken = []
    for number, call in enumerate(calls):
        gc.collect()
        before = time.process_time()
        answer = client.post(URL, data=call, content_type="application/json")
        after = time.process_time()
        assert answer.status_code == 200
        if number >= WARM_UP:
            taken.append(after - before)
    return min(taken)


def test_a_chart_seen_for_the_first_time():
    """500 resources cost at the most twelve times what it costs to parse them."""
    assert cost(service(), first_calls()) < 12 * cost(floor.test_client(), first_calls())


def test_a_chart_seen_again():
    """The same chart again costs at the most three times what it costs to parse it."""
    again = [body(PATIENT_VIEW, SIZE, 1)] * (WARM_UP + CALLS)

    assert cost(service(), again) < 3 * cost(floor.test_client(), again)


@pytest.mark.parametrize("memo_size", [0])
def test_a_forgetful_service_is_dearer(memo_size):
    """The site's switch switches: without memory the same chart is read anew."""
    again = [body(PATIENT_VIEW, SIZE, 1)] * (WARM_UP + CALLS)

    assert cost(service(memo_size), again) > 2 * cost(service(), again)
