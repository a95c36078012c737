"""What somebody asked of a run, before anything is loaded to do it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cds_service.screening.export import Export
from cds_service.screening.work_folder import WORK

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)


@dataclass(frozen=True)
class Options:
    """The options of the command; without `as_of` the whole record counts, on the day of the call."""

    export: Export
    out: Path
    as_of: dt.date | None
    hook: str
    engine: str
    processes: int

    @property
    def work(self) -> Path:
        """Where unfinished work lies."""
        return self.out / WORK
