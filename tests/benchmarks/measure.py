"""Sends calls in turn to every server and keeps what each took."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import requests

from tests.benchmarks.servers import Contender

WARM_UP = 3
HEADERS = {"Content-Type": "application/json"}


@dataclass
class Figures:
    """What one server needed, round by round: seconds a call, processor seconds a call."""

    latency: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def milliseconds(self, share: float) -> float:
        """A percentile of the latency."""
        ranked = sorted(self.latency)
        return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    @property
    def cpu_ms(self) -> float:
        """Median of the rounds."""
        return 1000 * statistics.median(self.cpu)

    @property
    def per_second(self) -> float:
        """Calls one sequential client gets through in a second."""
        return 1 / statistics.median(self.latency)


Bodies = Callable[[int], Sequence[bytes]]


def compare(
    contenders: Sequence[Contender], hook: str, bodies: Bodies, rounds: int, dice: random.Random
) -> dict[str, Figures]:
    """Figures by server name. Every round visits all servers in a new order with new bodies.

    `bodies` gives the calls of a round by its number; the first `WARM_UP` rounds do not count, so
    that every server has seen other charts before.
    """
    figures = {one.name: Figures() for one in contenders}
    sessions = {one.name: requests.Session() for one in contenders}
    for number in range(rounds + WARM_UP):
        calls = bodies(number)
        for one in dice.sample(list(contenders), len(contenders)):
            taken = _round(one, sessions[one.name], hook, calls)
            if number >= WARM_UP:
                figures[one.name].latency.extend(taken.latency)
                figures[one.name].cpu.extend(taken.cpu)
    return figures


def _round(
    contender: Contender, session: requests.Session, hook: str, calls: Sequence[bytes]
) -> Figures:
    taken = Figures()
    before = contender.cpu()
    for call in calls:
        started = time.perf_counter()
        answer = session.post(contender.url(hook), data=call, headers=HEADERS, timeout=60)
        taken.latency.append(time.perf_counter() - started)
        if answer.status_code != requests.codes.ok or "cards" not in answer.json():
            raise SystemExit(f"{contender.name} did not answer: {answer.status_code}")
    taken.cpu.append((contender.cpu() - before) / len(calls))
    return taken
