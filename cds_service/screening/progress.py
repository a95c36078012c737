"""The progress of a run on a terminal: reading, then patients with rate and time left.

Where nobody looks, nothing is drawn, and what draws is not loaded.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator

from cds_service.screening.run import Watcher


@contextlib.contextmanager
def shown() -> Iterator[Watcher]:
    """A watcher that draws on stderr, if that is a terminal; what it drew stays there."""
    if not sys.stderr.isatty():
        yield _Nobody()
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.stop()


class _Nobody:
    """Told of everything, says nothing."""

    def reading(self, percent: float) -> None:
        """How much of the export has been read."""

    def judged(self, patients: int, done: float) -> None:
        """Patients judged so far, and the share of the work done."""


class _Bar:
    """Draws from the first report on: drawing takes a thread, and processes come first."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - see above
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._reading = self._bar.add_task("Reading the export", total=100, rate="")
        self._judging = self._bar.add_task("Judging patients", total=100, rate="", start=False)
        self._since: float | None = None

    def stop(self) -> None:
        """Leave the last state on the screen."""
        self._bar.stop()

    def reading(self, percent: float) -> None:
        """How much of the export has been read."""
        self._bar.start()
        self._bar.update(self._reading, completed=percent)

    def judged(self, patients: int, done: float) -> None:
        """Patients judged so far, and the share of the work done."""
        self._bar.start()
        if self._since is None:
            self._bar.start_task(self._judging)
            self._since = time.monotonic()
        passed = max(time.monotonic() - self._since, 0.001)
        rate = f"{patients / passed:,.0f} patients/s" if patients else ""
        self._bar.update(self._judging, completed=100 * done, rate=rate)
