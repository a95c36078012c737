"""The embedded engine: DuckDB sifts, then one process a core judges bucket after bucket."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from pathlib import Path

from cds_service import boot
from cds_service.screening import parts, worker
from cds_service.screening.bad_lines import Place
from cds_service.screening.judge import Plan
from cds_service.screening.run import Task, Watcher
from cds_service.screening.sift import Sieve

FEWEST, MOST = 16, 1024
BYTES_A_BUCKET = 48_000_000
_LOOK_EVERY_S = 0.2


class Embedded:
    """DuckDB and a pool of processes; a single process is this one."""

    def __init__(self, processes: int, plan: Plan) -> None:
        """Load the content of the plan and start the processes."""
        worker.prepare(plan)
        self._processes = processes
        self._pool = _processes(processes, plan) if processes > 1 else ThreadPoolExecutor(1)

    def close(self) -> None:
        """End the processes; what has not begun is left for `--resume`."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def sift(self, task: Task, watcher: Watcher) -> list[Place]:
        """Write the buckets; returns the lines that cannot be used."""
        sieve = Sieve(task.export, task.work, self._processes)

        def weigh(examples: Sequence[str]) -> list[int]:
            return self._pool.submit(worker.weigh_examples, task.plan, examples).result()

        with ThreadPoolExecutor(1) as aside:
            sifting = aside.submit(sieve.sift, _buckets(task), weigh)
            try:
                while wait([sifting], timeout=_LOOK_EVERY_S).not_done:
                    watcher.reading(max(0.0, sieve.progress()))
            except KeyboardInterrupt:
                sieve.stop()
                raise
            sifting.result()
            watcher.reading(100.0)
            return sieve.refused() + sieve.patientless()

    def judge(self, task: Task, watcher: Watcher) -> list[str]:
        """Judge every bucket that has no part yet."""
        folders = sorted((task.work / "lines").glob("bucket=[0-9]*"))
        left = [folder for folder in folders if not parts.is_done(task.parts, folder.name)]
        futures: list[Future[int]] = [
            self._pool.submit(worker.judge_bucket, task.plan, folder, task.parts) for folder in left
        ]
        seen = 0
        watcher.judged(0, 0.0)
        for number, future in enumerate(as_completed(futures), start=1):
            seen += future.result()
            watcher.judged(seen, number / len(futures))
        return [folder.name for folder in folders]


def _processes(number: int, plan: Plan) -> Executor:
    """Processes that have the content loaded, or load it while the lines are sifted.

    Forked ones share it with this process. That is safe while it has one thread, so they are
    started at once; elsewhere new ones start empty.
    """
    forks = _threads() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    pool = ProcessPoolExecutor(number, context, initializer=boot.tune_collector)
    # What a child never collects stays shared; this process collects as it did before.
    gc.freeze()
    for _ in range(number):
        pool.submit(worker.prepare, plan)
    gc.unfreeze()
    return pool


def _threads() -> int:
    """The threads of this process, those of libraries included; 0 where that cannot be told."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 0


def _buckets(task: Task) -> int:
    """As many as keep one bucket small, whatever the size of the export."""
    total = sum(_plain_size(file) for file in task.export.files)
    return min(MOST, max(FEWEST, total // BYTES_A_BUCKET))


def _plain_size(file: Path) -> int:
    return file.stat().st_size * (10 if file.name.endswith(".gz") else 1)
