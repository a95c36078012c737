"""The embedded engine: DuckDB sifts, then one process a core judges bucket after bucket."""

from __future__ import annotations

import gc
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)

from cds_service import collector
from cds_service.screening import children, parts, worker
from cds_service.screening.bad_lines import Place
from cds_service.screening.judge import Plan
from cds_service.screening.run import Task, Watcher
from cds_service.screening.sifting import Sifting


class Embedded:
    """A sieve beside this process, then a pool of processes; a single process is this one."""

    def __init__(self, sifting: Sifting, processes: int) -> None:
        """Take the sieve, which is at work unless a run before has done that."""
        self._processes = processes
        self._sifting = sifting
        self._started: Executor | None = None

    def close(self) -> None:
        """End the processes; what has not begun is left for `--resume`."""
        if self._started is not None:
            self._started.shutdown(wait=True, cancel_futures=True)

    def sift(self, task: Task, watcher: Watcher) -> list[Place]:
        """Wait for the buckets; returns the lines that cannot be used."""
        # What the patients will wait for is loaded while the lines are read.
        self._pool(task.plan)
        return self._sifting.wait(watcher.reading)

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
        # What the processes hold is not needed while the parts are put together.
        self.close()
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
    collector.leave_out_what_is_loaded()
