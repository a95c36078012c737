"""The service under load: at 80 % of what it can do, no call fails and no memory is lost.

A minute in the quick profile, half an hour in the deep one. The load comes from this machine, so
the capacity is what is left beside the sender; that is a lower bound, and steady.
"""

from __future__ import annotations

import itertools
import json
import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from tests.cds_service.samples import VIGNETTES
from tests.conftest import AS_OF, PROFILE
from tests.serving import serving

SENDERS = 4
MEASURED_SECONDS = 6
LOAD_SECONDS = 1_800 if PROFILE == "deep" else 60
SHARE = 0.8
DRIFT = 0.10
SAMPLE_SECONDS = 0.5
BODIES = [
    (f"/cds-services/oncology-{one['hook']}", json.dumps(one["request"]).encode())
    for one in VIGNETTES.values()
]


@dataclass
class Tally:
    """What the senders saw."""

    calls: int = 0
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, failure):
        """Count one call; `failure` is empty for a good one."""
        with self.lock:
            self.calls += 1
            self.failures += [failure] if failure else []


def send(session, url, body):
    """One call; what went wrong, or nothing."""
    headers = {"Content-Type": "application/json"}
    try:
        answer = session.post(url, data=body, headers=headers, timeout=30)
    except requests.RequestException as error:
        return type(error).__name__
    return "" if answer.status_code == 200 and "cards" in answer.json() else str(answer.status_code)


def keep_sending(service, seconds, tally, pause):
    """Send one call after the other until the time is up, `pause` seconds from start to start."""
    end = due = time.monotonic()
    end += seconds
    with requests.Session() as session:
        for path, body in itertools.cycle(BODIES):
            time.sleep(max(0.0, due - time.monotonic()))
            if time.monotonic() >= end:
                return
            # What could not be sent in time is left out, not made up for: the rate is a ceiling.
            due = max(due + pause, time.monotonic() - pause)
            tally.add(send(session, service.url + path, body))


def load(service, seconds, rate=None):
    """Send from several threads, at most `rate` calls a second together; the tally."""
    tally = Tally()
    pause = SENDERS / rate if rate else 0.0
    arguments = (service, seconds, tally, pause)
    threads = [threading.Thread(target=keep_sending, args=arguments) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    return tally, threads


def finished(tally, threads):
    """The tally, once all threads have ended."""
    for thread in threads:
        thread.join()
    return tally


def resident(service):
    """Resident memory of the workers together, in bytes."""
    first = service.process.pid
    workers = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    pages = [Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1] for one in workers]
    return sum(map(int, pages)) * 4096


def watched(service, threads):
    """Memory of the workers, twice a second, while the threads run."""
    samples = []
    while any(thread.is_alive() for thread in threads):
        samples.append(resident(service))
        time.sleep(SAMPLE_SECONDS)
    return samples


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service with two workers that keeps its audit trail on disk, as in a hospital."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("this system does not tell the memory of a process under /proc")
    folder = tmp_path_factory.mktemp("load")
    settings = {"CDS_AS_OF": AS_OF, "CDS_DATABASE_URL": f"sqlite:///{folder}/cds.sqlite3"}
    with serving(folder, "--workers", "2", settings=settings) as running:
        yield running


@pytest.mark.timeout(LOAD_SECONDS + 120)
def test_under_load_nothing_fails_and_memory_is_flat(service):
    """At 80 % of capacity no call fails, and the last third takes the memory of the first."""
    capacity = finished(*load(service, MEASURED_SECONDS)).calls / MEASURED_SECONDS
    tally, threads = load(service, LOAD_SECONDS, rate=SHARE * capacity)
    memory = watched(service, threads)
    finished(tally, threads)
    third = len(memory) // 3
    first, last = statistics.mean(memory[:third]), statistics.mean(memory[-third:])

    assert tally.failures == []
    assert tally.calls > LOAD_SECONDS
    assert last == pytest.approx(first, rel=DRIFT)
