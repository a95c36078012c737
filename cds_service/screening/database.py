"""The small embedded database of one step of a run."""

from __future__ import annotations

from pathlib import Path

import duckdb


def open_database(spill: Path, memory: str) -> duckdb.DuckDBPyConnection:
    """One thread, results in a fixed order; `spill` is its own folder for what needs more memory."""
    db = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": memory})
    db.execute("SET preserve_insertion_order = true")
    db.execute("SET enable_progress_bar = false")
    db.execute("SET temp_directory = ?", [str(spill)])
    return db


def text(value: Path | str) -> str:
    """A string of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
