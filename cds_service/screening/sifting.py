"""The sieve at work beside this process: it reads lines while the rest of the program is loaded.

It answers over a pipe: first the examples; then, once it has been told what they weigh, how far it
is, again and again, until it is done or has failed.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

import duckdb

from cds_service.screening import children
from cds_service.screening.bad_lines import Place
from cds_service.screening.export import Export, ExportError
from cds_service.screening.sift import Sieve

_LOOK_EVERY_S = 0.2
FEWEST, MOST = 8, 1024
BYTES_A_BUCKET = 192_000_000


@dataclass(frozen=True)
class _Examples:
    lines: list[str]


@dataclass(frozen=True)
class _Done:
    unusable: list[Place]


class Sifting:
    """One sieve: a process of its own, or a thread of this one where one process must do."""

    def __init__(self, export: Export, processes: int) -> None:
        """Start nothing yet."""
        self._export, self._processes = export, processes
        self._pipe, self._theirs = Pipe()
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Start it; it looks for examples at once."""
        if self._processes == 1:
            Thread(target=_work, args=(self._theirs, self._export, 1), daemon=True).start()
            return
        self._process = children.start(_work_alone, self._theirs, self._export, self._processes)
        self._theirs.close()

    def examples(self) -> list[str]:
        """One line of each kind; waits for them. Raises what went wrong."""
        while not isinstance(said := self._answer(), _Examples):
            pass
        return said.lines

    def sift(self, work: Path, weights: Sequence[int], types: frozenset[str]) -> None:
        """Let it write the lines that may matter; returns at once. See `Sieve.sift`."""
        self._pipe.send((work, _buckets(self._export), list(weights), types))

    def wait(self, reading: Callable[[float], None]) -> list[Place]:
        """Wait until it is done; returns the lines of no use. Raises what went wrong.

        `reading` is told how much of the export has been read, 0 to 100.
        """
        while not isinstance(said := self._answer(), _Done):
            if isinstance(said, float):
                reading(said)
        reading(100.0)
        return said.unusable

    def close(self) -> None:
        """End it, done or not."""
        self._pipe.close()
        if self._process is not None:
            self._process.terminate()
            self._process.join()

    def _answer(self) -> _Examples | _Done | float:
        try:
            said: _Examples | _Done | float | Exception = self._pipe.recv()
        except EOFError as error:
            raise BrokenProcessPool("what reads the lines has ended") from error
        if isinstance(said, Exception):
            raise said
        return said


def _work_alone(pipe: Connection, export: Export, threads: int) -> None:
    """The same in a process of its own, which the one that started it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children.end_with_parent()
    _work(pipe, export, threads)


def _work(pipe: Connection, export: Export, threads: int) -> None:
    with pipe, contextlib.suppress(EOFError, BrokenPipeError):
        try:
            sieve = Sieve(export, threads)
            pipe.send(_Examples(sieve.examples()))
            pipe.send(_Done(_sifted(sieve, pipe, pipe.recv())))
        except BrokenPipeError:
            raise
        except (duckdb.Error, ExportError, OSError) as error:
            pipe.send(error)


def _sifted(
    sieve: Sieve, pipe: Connection, told: tuple[Path, int, list[int], frozenset[str]]
) -> list[Place]:
    """Sift, and say how far it is; broken off when nobody listens any more."""
    with ThreadPoolExecutor(1) as aside:
        sifting = aside.submit(sieve.sift, *told)
        try:
            while wait([sifting], timeout=_LOOK_EVERY_S).not_done:
                pipe.send(max(0.0, sieve.progress()))
        except BrokenPipeError:
            sieve.stop()
            raise
        return sifting.result()


def _buckets(export: Export) -> int:
    """As many as keep one bucket small, whatever the size of the export."""
    total = sum(map(_plain_size, export.files))
    return min(MOST, max(FEWEST, total // BYTES_A_BUCKET))


def _plain_size(file: Path) -> int:
    return file.stat().st_size * (10 if file.name.endswith(".gz") else 1)
