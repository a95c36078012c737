"""An acknowledged feedback is never lost, whatever happens to the processes."""

from __future__ import annotations

import os
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from tests.databases import rows
from tests.integration.running import Service

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
THREADS = 8
POSTS, KILLS = (500, 5) if DEEP else (60, 3)
PATIENCE = 540 if DEEP else 100


@dataclass
class Told:
    """What the clients were told: cards acknowledged, and how often they had to ask again."""

    acknowledged: set[str] = field(default_factory=set)
    repeats: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> int:
        """Entries acknowledged so far."""
        with self.lock:
            return len(self.acknowledged)


def entry() -> dict[str, Any]:
    """One outcome of a card that nobody else speaks of."""
    return {
        "card": str(uuid.uuid4()),
        "outcome": "overridden",
        "outcomeTimestamp": "2026-11-20T09:00:00.123Z",
        "overrideReason": {"reason": {"code": "mdt-recommended"}},
    }


def client(url: str, told: Told, deadline: float) -> None:
    """Post one entry after the other; one that was not acknowledged is sent again."""
    address = f"{url}/cds-services/oncology-order-sign/feedback"
    with requests.Session() as session:
        for _ in range(POSTS):
            body = {"feedback": [entry()]}
            while not acknowledged(session, address, body) and time.monotonic() < deadline:
                with told.lock:
                    told.repeats += 1
                time.sleep(0.02)
            with told.lock:
                told.acknowledged.add(body["feedback"][0]["card"])


def acknowledged(session: requests.Session, address: str, body: dict[str, Any]) -> bool:
    """Whether the service said that it has it."""
    try:
        return session.post(address, json=body, timeout=20).status_code == 200
    except requests.RequestException:
        return False


def kill_on_the_way(service: Service, told: Told, deadline: float) -> int:
    """Kill and restart in the middle of the traffic, at even distances; how often it was done."""
    for number in range(1, KILLS + 1):
        while told.count() < THREADS * POSTS * number / (KILLS + 1):
            assert time.monotonic() < deadline, f"stuck at {told.count()} acknowledged entries"
            time.sleep(0.005)
        service.kill()
        service.start()
    return KILLS


@pytest.mark.timeout(PATIENCE + 60)
def test_what_was_acknowledged_is_stored_once(database, tmp_path):
    """Eight clients post while every process is killed again and again; nothing is lost or twice."""
    service, told = Service(database, tmp_path / "stderr.log"), Told()
    deadline = time.monotonic() + PATIENCE
    service.start()
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            clients = [pool.submit(client, service.url, told, deadline) for _ in range(THREADS)]
            kills = kill_on_the_way(service, told, deadline)
            for one in clients:
                one.result()
    finally:
        service.kill()
    stored = [row.card for row in rows(database, "SELECT card FROM feedback")]
    print(f"{len(stored)} stored, {told.repeats} sent again, {kills} kills")  # noqa: T201

    assert time.monotonic() < deadline
    assert told.repeats > 0
    assert len(told.acknowledged) == THREADS * POSTS
    assert set(stored) == told.acknowledged
    assert len(stored) == len(set(stored))
    assert "locked" not in service.log.read_text()
