"""The progress of a run on a terminal: reading, then patients with rate and time left."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


class Bar:
    """A progress bar on stderr; silent where that is no terminal. Use it as a context."""

    def __init__(self) -> None:
        """Draw nothing yet."""
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

    def __enter__(self) -> Self:
        """Draw from the first report on: drawing takes a thread, and processes come first."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
