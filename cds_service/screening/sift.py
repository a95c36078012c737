"""Takes an export apart into buckets of patients that hold only the lines that may matter.

DuckDB reads the lines; no Python object is made for any of them. One example of each kind of line
(`fhir_mappers.likeness`) found in a sample is weighed elsewhere; kinds that can say nothing are left out, and
lines of every other kind are kept. What is kept is therefore a superset of what the readers read. A
line that a kept line refers to is kept as well, because dates and names are looked up there.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from cds_service.screening import lines_sql as sql
from cds_service.screening.bad_lines import Place
from cds_service.screening.export import Export, first_lines
from cds_service.screening.long_lines import LongLine, long_lines
from cds_service.screening.work_folder import LINES

MEMORY_MB, THREADS, MB_A_THREAD = 360, 2, 80
"""Memory for so many threads, and for each one more."""
HELD, LEAST_HELD = 20_000, 256
"""Lines held before they are written: in all buckets together, and in one of many."""
ROUNDS = 5
AT_ONCE = 500
"""Long lines that are held together."""
_BEGINNING = re.compile(r'\{\s*"resourceType"\s*:\s*"(\w+)"')


class Sieve:
    """An embedded database at work on one export."""

    def __init__(self, export: Export, threads: int) -> None:
        """Open the database; nothing is read yet."""
        self._export = export
        self._kinds: list[int] = []
        self._beginnings: dict[str, str] = {}
        self._db = duckdb.connect(":memory:", config={"threads": threads})
        self._db.execute("SET preserve_insertion_order = false")
        # Joins are written with the small table behind; lines must never be the ones in memory.
        self._db.execute("SET disabled_optimizers = 'join_order, build_side_probe_side'")
        # The system keeps what was read of a file, and no part of it is read often.
        self._db.execute("SET enable_external_file_cache = false")
        self._db.execute("SET enable_progress_bar = true")
        self._db.execute("SET enable_progress_bar_print = false")
        limit = MEMORY_MB + MB_A_THREAD * max(0, threads - THREADS)
        self._db.execute(f"SET memory_limit = '{limit}MB'")
        self._db.execute("SET VARIABLE files = ?", [[str(file) for file in export.files]])

    def examples(self) -> list[str]:
        """One line of each kind in a sample of every file."""
        found = self._db.execute(sql.EXAMPLES, [list(self._sample())]).fetchall()
        self._kinds = [kind for kind, _line in found]
        self._beginnings = dict(_beginnings(line for _kind, line in found))
        return [line for _kind, line in found]

    def sift(
        self, work: Path, buckets: int, weights: Sequence[int], types: Iterable[str]
    ) -> list[Place]:
        """Write the lines that may matter into that many buckets; returns lines of no use.

        `weights` are those of the examples, in their order; `types` are read at all. What does
        not fit into memory is spilled into the work folder.
        """
        lines = work / LINES
        self._db.execute("SET temp_directory = ?", [str(work / "spill")])
        # The database counts by bucket.
        held = max(LEAST_HELD, HELD // buckets)
        self._db.execute(f"SET partitioned_write_flush_threshold = {held}")
        self._db.execute(sql.WEIGHTS, [self._kinds, list(weights)])
        read = frozenset(types)
        unread = sorted(start for start, kind in self._beginnings.items() if kind not in read)
        self._write(sql.kept(read, unread), lines, buckets, "kept")
        refused = self._read_long_ones(lines, buckets, read)
        for number in range(ROUNDS):
            if not self._find_references(lines, f"{'referred' if number else 'kept'}-*", number):
                break
            self._write(sql.referred(number), lines, buckets, f"referred-{number}")
        return refused + self._patientless(lines)

    def progress(self) -> float:
        """Percent of the statement at work, negative before it knows."""
        return float(self._db.query_progress())

    def stop(self) -> None:
        """Break off the statement at work."""
        self._db.interrupt()

    def _read_long_ones(self, lines: Path, buckets: int, types: frozenset[str]) -> list[Place]:
        """Write the lines that the reader could not take; returns those that nobody can."""
        rows = self._db.execute(sql.REFUSED).fetchall()
        files = {Path(file) for (file,) in rows} & set(self._export.files)
        every = (found for file in sorted(files) for found in long_lines(file, types))
        refused: list[Place] = []
        for number, some in enumerate(iter(lambda: list(itertools.islice(every, AT_ONCE)), [])):
            held = [found for found in some if isinstance(found, LongLine)]
            refused += [found for found in some if isinstance(found, Place)]
            named = [(one.patient, one.line, str(one.file)) for one in held]
            self._db.execute(
                sql.HOLD, [list(column) for column in zip(*named, strict=True)] or [[]] * 3
            )
            self._write(sql.HELD, lines, buckets, f"kept-{number}")
        return refused

    def _patientless(self, lines: Path) -> list[Place]:
        """Lines that are no JSON object, or name no patient although their type needs one."""
        folder = lines / f"bucket={sql.NOBODY}"
        if not folder.is_dir():
            return []
        rows = self._db.execute(sql.patientless(folder)).fetchall()
        return [Place(Path(file), None, line) for file, line in rows]

    def _sample(self) -> Iterator[str]:
        for line in first_lines(self._export.files):
            if len(line) <= sql.LONG:
                with contextlib.suppress(UnicodeDecodeError):
                    yield line.decode()

    def _write(self, source: str, lines: Path, buckets: int, name: str) -> None:
        self._db.execute(sql.write(source, lines, buckets, name))

    def _find_references(self, lines: Path, pattern: str, number: int) -> bool:
        """Names that the lines just kept refer to; whether there is any new one."""
        if not list(lines.glob(f"*/{pattern}.parquet")):
            return False
        self._db.execute(sql.references(f"{lines}/*/{pattern}.parquet", number))
        return bool(len(self._db.table(f"referred_{number}")))


def _beginnings(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """How lines begin that tell their type at once, and that type."""
    for line in lines:
        if match := _BEGINNING.match(line):
            yield match[0], match[1]
