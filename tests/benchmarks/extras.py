"""What one sequential caller does not show: cold start, two callers at once, very large charts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import requests

from cards.rule import PATIENT_VIEW
from tests.benchmarks import servers
from tests.benchmarks.bodies import body
from tests.benchmarks.measure import HEADERS
from tests.benchmarks.servers import Contender

CALLERS, CALLS = 2, 60
LARGE = {500: 12, 5000: 4, 50_000: 2}


def report() -> str:
    """The three figures as Markdown."""
    return "\n" + "".join(f"- {line}\n" for line in (_cold_start(), _two_callers(), *_large()))


def _cold_start() -> str:
    started = time.perf_counter()
    with servers.ours() as one:
        _ask(one, body(PATIENT_VIEW, 50, 1))
        took = time.perf_counter() - started
    return f"Start of the process to its first answer: {took:.1f} s."


def _two_callers() -> str:
    """Two callers, two workers, 500 resources, every chart seen for the first time."""
    calls = [body(PATIENT_VIEW, 500, seed) for seed in range(CALLERS * (CALLS + 10))]
    with servers.ours(workers=2) as one, ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(lambda call: _ask(one, call), calls[: CALLERS * 10]))
        taken = sorted(pool.map(lambda call: _ask(one, call), calls[CALLERS * 10 :]))
    p50, p99 = statistics.median(taken), taken[int(0.99 * len(taken))]
    return (
        f"{CALLERS} callers at once, 500 resources: p50 {1000 * p50:.0f} ms, "
        f"p99 {1000 * p99:.0f} ms."
    )


def _large() -> Iterator[str]:
    with servers.ours(CDS_MAX_BODY_MB="100") as one:
        _ask(one, body(PATIENT_VIEW, 500, -2))
        for size, count in LARGE.items():
            calls = [body(PATIENT_VIEW, size, 100 + at) for at in range(count)]
            before = one.cpu()
            for call in calls:
                _ask(one, call)
            each = (one.cpu() - before) / count / size
            yield f"Processor time for one of {size:,} resources, first sight: {1e6 * each:.0f} µs."


def _ask(one: Contender, call: bytes) -> float:
    """Seconds that an answer took."""
    started = time.perf_counter()
    answer = requests.post(one.url(PATIENT_VIEW), data=call, headers=HEADERS, timeout=60)
    taken = time.perf_counter() - started
    answer.raise_for_status()
    return taken
