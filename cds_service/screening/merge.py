"""Puts the parts together: the same rows give the same bytes, in whatever order they were judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb

from cds_service.screening import parts
from cds_service.screening.database import text
from cds_service.screening.rows import CARDS, LIST, PATIENTS

COLUMNS = {parts.CARDS: CARDS, parts.PATIENTS: PATIENTS}
MEMORY, AT_ONCE = "256MB", 2
"""What two statements at work may need together."""
ROWS_A_GROUP = 8192
_LEAST = 1_000_000


def merge(db: duckdb.DuckDBPyConnection, work: Path, names: Sequence[str], out: Path) -> None:
    """Write cards and patients as Parquet and CSV into `out`, each file whole or not at all."""
    written: list[Future[None]] = []
    with ThreadPoolExecutor(AT_ONCE) as aside:
        for kind, columns in COLUMNS.items():
            rows, longest = parts.write_merged(work, names, kind)
            table = _read(rows, columns, max(_LEAST, 2 * longest))
            files = {
                out / f"{kind}.parquet": (table, f"FORMAT parquet, ROW_GROUP_SIZE {ROWS_A_GROUP}"),
                out / f"{kind}.csv": (_flat(table, columns), "FORMAT csv, HEADER"),
            }
            written += [aside.submit(_copy, db.cursor(), *how, file) for file, how in files.items()]
    for one in written:
        one.result()


def _copy(db: duckdb.DuckDBPyConnection, query: str, options: str, target: Path) -> None:
    beside = target.with_name(f".{target.name}.new")
    db.execute(f"COPY ({query}) TO {text(beside)} ({options})")
    parts.settle(beside, target)


def _read(rows: Path, columns: Mapping[str, str], longest: int) -> str:
    named = ", ".join(f"{text(name)}: {text(kind)}" for name, kind in columns.items())
    return (
        f"FROM read_json({text(rows)}, format = 'newline_delimited', columns = {{{named}}}, "
        f"maximum_object_size = {longest})"
    )


def _flat(table: str, columns: Mapping[str, str]) -> str:
    """The same with lists as one text."""
    shown = (
        f'array_to_string("{name}", \'; \') AS "{name}"' if kind == LIST else f'"{name}"'
        for name, kind in columns.items()
    )
    return f"SELECT {', '.join(shown)} {table}"
