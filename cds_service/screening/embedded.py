"""The embedded engine: DuckDB sifts, then one process a core judges bucket after bucket.

Reading starts before the content is loaded, and what only judging needs is loaded while DuckDB
sifts: a run of a few seconds would else spend a quarter of it with one core at work.
"""

from __future__ import annotations

import gc
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from pathlib import Path

from cds_service import boot
from cds_service.screening import children, parts, worker
from cds_service.screening.bad_lines import Place
from cds_service.screening.export import Export
from cds_service.screening.judge import Plan
from cds_service.screening.run import Task, Watcher
from cds_service.screening.sifting import Sifting

FEWEST, MOST = 8, 1024
BYTES_A_BUCKET = 96_000_000


class Embedded:
    """A sieve beside this process, then a pool of processes; a single process is this one."""

    def __init__(self, export: Export, processes: int) -> None:
        """Start to read the export."""
        self._processes = processes
        self._sifting = Sifting(export, processes)
        self._started: Executor | None = None

    def close(self) -> None:
        """End the processes; what has not begun is left for `--resume`."""
        self._sifting.close()
        if self._started is not None:
            self._started.shutdown(wait=True, cancel_futures=True)

    def sift(self, task: Task, watcher: Watcher) -> list[Place]:
        """Write the buckets; returns the lines that cannot be used."""
        weights = worker.weigh_examples(task.plan, self._sifting.examples())
        self._sifting.sift(task.work, _buckets(task), weights)
        # What the patients will wait for is loaded while the lines are read.
        self._pool(task.plan)
        return self._sifting.wait(watcher)

    def judge(self, task: Task, watcher: Watcher) -> list[str]:
        """Judge every bucket that has no part yet."""
        folders = sorted((task.work / "lines").glob("bucket=[0-9]*"))
        left = [folder for folder in folders if not parts.is_done(task.parts, folder.name)]
        pool = self._pool(task.plan)
        futures: list[Future[int]] = [
            pool.submit(worker.judge_bucket, task.plan, folder, task.parts) for folder in left
        ]
        seen = 0
        watcher.judged(0, 0.0)
        for number, future in enumerate(as_completed(futures), start=1):
            seen += future.result()
            watcher.judged(seen, number / len(futures))
        return [folder.name for folder in folders]

    def _pool(self, plan: Plan) -> Executor:
        if self._started is None:
            worker.prepare(plan)
            self._started = _processes(self._processes, plan)
        return self._started


def _processes(number: int, plan: Plan) -> Executor:
    """Processes that have the content loaded, or load it while the lines are sifted."""
    if number == 1:
        return ThreadPoolExecutor(1)
    pool = ProcessPoolExecutor(number, children.context(), initializer=_begin)
    # What a child never collects stays shared; this process collects as it did before.
    gc.freeze()
    for _ in range(number):
        pool.submit(worker.prepare, plan)
    gc.unfreeze()
    return pool


def _begin() -> None:
    children.end_with_parent()
    boot.tune_collector()


def _buckets(task: Task) -> int:
    """As many as keep one bucket small, whatever the size of the export."""
    total = sum(_plain_size(file) for file in task.export.files)
    return min(MOST, max(FEWEST, total // BYTES_A_BUCKET))


def _plain_size(file: Path) -> int:
    return file.stat().st_size * (10 if file.name.endswith(".gz") else 1)
