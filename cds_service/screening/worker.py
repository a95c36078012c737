"""What runs in each process of a run: content loaded once, then bucket after bucket."""

# ruff: noqa: S608 - put together from our own constants and quoted paths

from __future__ import annotations

import contextlib
import functools
import itertools
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import msgspec

from cards.knowledge_base import Knowledge
from cds_service import boot
from cds_service.screening import parts
from cds_service.screening.database import open_database, text
from cds_service.screening.judge import Desk, Plan, judge
from cds_service.screening.rows import Row, card_rows, other_row, patient_row
from cds_service.settings import Settings
from fhir_mappers.chart import population_memo

FETCH = 2000
MEMORY = "256MB"
Patients = Iterable[tuple[str, list[bytes]]]


@functools.cache
def desk_of(plan: Plan) -> Desk:
    """Content and memory of this process, loaded at the first call."""
    return Desk(plan, content_of(plan.settings), population_memo())


@functools.cache
def content_of(settings: Settings) -> Knowledge:
    """The content of this process, loaded at the first call. Raises like `boot.load_content`."""
    return boot.load_content(settings)


def prepare(plan: Plan) -> None:
    """Load what the first patient would wait for."""
    desk_of(plan)
    boot.build_models()


def judge_bucket(plan: Plan, bucket: Path, folder: Path) -> int:
    """Judge the patients of a bucket and finish its part; how many they were."""
    return judge_part(plan, patients_of(bucket), folder, bucket.name)


def judge_part(plan: Plan, patients: Patients, folder: Path, name: str) -> int:
    """Judge patients, given in order, and finish the part of that name."""
    rows: dict[str, list[bytes]] = {kind: [] for kind in parts.KINDS}
    for patient, lines in patients:
        usable = [line for line in lines if is_json(line)]
        cards, row = judge_patient(plan, patient, usable)
        rows[parts.CARDS].extend(map(parts.encode, cards))
        rows[parts.PATIENTS].append(parts.encode(row))
        if len(usable) < len(lines):
            refused = (line.decode() for line in lines if not is_json(line))
            told = ({"patient": patient, "line": line} for line in refused)
            rows[parts.REFUSED].extend(map(parts.encode, told))
    parts.finish(folder, name, rows)
    return len(rows[parts.PATIENTS])


def is_json(line: bytes) -> bool:
    """Whether our parser takes a line; the databases are a little more lenient."""
    try:
        msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


def judge_patient(plan: Plan, patient: str, lines: Sequence[bytes]) -> tuple[list[Row], Row]:
    """The rows of one patient; no lines for one who cannot have a cancer on record."""
    desk = desk_of(plan)
    judged = judge(patient, lines, desk) if lines else None
    if judged is None:
        return [], other_row(patient, plan.policy.today.isoformat(), desk.knowledge.version)
    chart, answers = judged
    cards = [row for one in answers for row in card_rows(one, plan.hook)]
    return cards, patient_row(chart, answers)


def patients_of(bucket: Path) -> Patients:
    """The patients of a bucket in order; lines only for those who may have a cancer."""
    files = text(bucket / "*.parquet")
    with _database(bucket.parent.with_name(f"spill-{os.getpid()}")) as db:
        people = db.execute(f"SELECT DISTINCT patient FROM {files}").fetchall()
        held: dict[str, list[bytes]] = {str(patient): [] for (patient,) in people}
        rows = db.execute(
            f"SELECT patient, encode(line) FROM {files} "
            f"SEMI JOIN (SELECT DISTINCT patient FROM {files} WHERE more) USING (patient)"
        )
        for patient, line in itertools.chain.from_iterable(iter(lambda: rows.fetchmany(FETCH), [])):
            held[str(patient)].append(line)
    for patient in sorted(held):
        yield patient, sorted(set(held.pop(patient)))


@contextlib.contextmanager
def _database(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A small database: one for all buckets of a process that we started, else one for each.

    A process that we did not start may fork, and no copy of it must hold an open database.
    """
    if multiprocessing.parent_process() is not None:
        yield _kept_database(spill)
        return
    with _new_database(spill) as db:
        yield db


@functools.lru_cache(maxsize=1)
def _kept_database(spill: Path) -> duckdb.DuckDBPyConnection:
    return _new_database(spill)


def _new_database(spill: Path) -> duckdb.DuckDBPyConnection:
    db = open_database(spill, MEMORY)
    # Every bucket is read once.
    db.execute("SET enable_external_file_cache = false")
    return db
