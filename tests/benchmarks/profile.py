"""`python -m tests.benchmarks.profile`: who spends what in one call, as a table.

The steps of a patient-view call on charts that were never seen, one after the other in this
process, in processor milliseconds. What Flask and gunicorn add is in the table of `run`.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from cards.advice import judge
from cards.rule import PATIENT_VIEW, Situation
from cds_service import boot, collector, memory, wire
from cds_service.answer import Judged, told
from cds_service.hooks import parse_request
from cds_service.prefetch import gather
from cds_service.recall import Recall, key_of
from cds_service.routes import Desk
from cds_service.settings import Settings
from cds_service.storage import open_store
from fhir_mappers.chart import chart_facts, new_memo, shelve
from tests.benchmarks.bodies import body

CALLS = {50: 60, 500: 20, 5000: 4}


class Clock:
    """Processor seconds by step and call."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        self.taken: dict[str, list[float]] = defaultdict(list)

    def __call__(self, step: str, work: Callable[[], Any]) -> Any:
        """Do the work and keep what it took."""
        started = time.process_time()
        result = work()
        self.taken[step].append(1000 * (time.process_time() - started))
        return result


def profile(size: int, calls: int) -> dict[str, float]:
    """Median milliseconds of each step, after as many calls to warm up."""
    settings = Settings(_env_file=None, as_of="2026-11-20T09:00:00Z", database_url="sqlite://")
    desk = Desk(
        settings,
        boot.load_content(settings),
        open_store(settings),
        new_memo(10_000),
        Recall(0),
    )
    boot.build_models()
    collector.leave_out_what_is_loaded()
    clock = Clock()
    for seed in range(calls):
        one_call(body(PATIENT_VIEW, size, seed), desk, Clock())
    for seed in range(calls, 2 * calls):
        one_call(body(PATIENT_VIEW, size, seed), desk, clock)
    return {step: statistics.median(taken) for step, taken in clock.taken.items()}


def one_call(sent: bytes, desk: Desk, clock: Clock) -> None:
    """The steps of one call, in the order in which a route takes them."""
    policy, settings = desk.settings.policy(), desk.settings
    call = clock("envelope found, all of it checked", lambda: wire.decode_call(sent))
    asked = parse_request(call, PATIENT_VIEW)
    clock("digest for the memory of calls", lambda: key_of(asked, policy, may_read=False))
    record = clock("entries and their members found", lambda: gather(asked))
    chart = record.documents, asked.patient_id, policy.today, desk.memo
    shelf = clock("sorted out by subject and status", lambda: shelve(*chart))
    facts = clock("relevance, readers, validation, facts", lambda: chart_facts(shelf))
    gaps = {"unavailable": record.unavailable, "incomplete": record.incomplete}
    seen = Situation(facts, policy.today, **gaps)
    found = Judged(clock("findings and topics", lambda: judge(seen, desk.knowledge)))
    past = clock(
        "history of cards read",
        lambda: memory.recollect(desk.store, asked, found.judgement, settings),
    )
    answer = clock("cards composed", lambda: told(found, asked, policy, past.memory))
    clock("cards and audit row stored", lambda: memory.keep(desk.store, "x", answer, past))
    clock("answer written", lambda: wire.encode(answer.to_json()))


def main() -> None:
    """Print the table."""
    found = {size: profile(size, calls) for size, calls in CALLS.items()}
    print("| Step |", " | ".join(f"{size:,}" for size in found), "|")  # noqa: T201
    print("|---|" + "---|" * len(found))  # noqa: T201
    for step in found[50]:
        print(f"| {step} |", " | ".join(f"{one[step]:.2f}" for one in found.values()), "|")  # noqa: T201


if __name__ == "__main__":
    main()
