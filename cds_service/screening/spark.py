"""The engine for a cluster: PySpark (extra `spark`) sifts and groups, the same Python judges.

Spark reads the lines, weighs kinds of line by example as the embedded engine does, brings the lines
of a patient together and hands them, partition by partition, to the function that the embedded
engine calls for a bucket. Parts are written to the work folder, which all executors must see
(a shared file system); putting together is the same code for both engines.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import sys
import urllib.parse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as fn

from cds_service.screening import parts, weighing, worker
from cds_service.screening.bad_lines import Place, unreadable
from cds_service.screening.judge import Plan
from cds_service.screening.lines_sql import LINE_LIMIT, PATIENT
from cds_service.screening.run import Task, Watcher
from fhir_mappers.likeness import ALIKE, NUMBERS_IN, REFERRING, Weight
from fhir_mappers.weighing import READ

SAMPLE = 40_000
ROUNDS = 5
PARTITIONS = 64
SUBMITTED = "PYSPARK_GATEWAY_PORT"  # what spark-submit sets for the program that it runs
MEMBERS = ("resourceType", "id", "subject", "patient", *ALIKE)
_REFERENCE = r'"reference"\s*:\s*"([^"#][^"]*)"'
_NEVER = "^(Patient|Encounter|Practitioner|PractitionerRole|Organization|Location)/"
_NO_NAME = "resourceType RLIKE '^([^A-Za-z]|true$|false$)'"
_LINE = "line"
_READABLE = (
    f"octet_length(line) <= {LINE_LIMIT} AND "
    "encode(decode(CAST(line AS BINARY), 'UTF-8'), 'UTF-8') = CAST(line AS BINARY)"
)
"""Whether a line is text: Spark keeps bytes as they are until somebody decodes them."""


@contextlib.contextmanager
def open_spark(processes: int) -> Iterator[Spark]:
    """A session: the cluster that `spark-submit` names, else this machine."""
    builder = (
        SparkSession.builder.appName("cds-service screen")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", str(PARTITIONS))
    )
    if SUBMITTED not in os.environ and SparkSession.getActiveSession() is None:
        # Without it the processes of Spark run whatever python3 is first in the path.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(f"local[{processes}]")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield Spark(session)
    finally:
        session.stop()


class Spark:
    """One session at work on one export."""

    def __init__(self, session: SparkSession) -> None:
        """Read nothing yet."""
        self._session = session
        self._kept: DataFrame | None = None

    def sift(self, task: Task, watcher: Watcher) -> list[Place]:
        """Find the lines that may matter; returns those that cannot be used."""
        lines = self._lines(task)
        told = _told(lines.where(_READABLE))
        kept = self._weighed(task, told)
        patients = kept.where("patient IS NOT NULL")
        for _ in range(ROUNDS):
            more = _referred(patients, told)
            grown = patients.unionByName(more).dropDuplicates(["patient", _LINE]).cache()
            if grown.count() == patients.dropDuplicates(["patient", _LINE]).count():
                break
            patients = grown
        self._kept = patients
        watcher.reading(100.0)
        bad = kept.where("patient IS NULL").select("file", _LINE).collect()
        files = lines.where(f"NOT ({_READABLE})").select("file").distinct().collect()
        broken = sorted(_path(row["file"]) for row in files)
        return [Place(_path(row["file"]), None, row[_LINE]) for row in bad] + [
            Place(file, number) for file in broken for number in unreadable(file)
        ]

    def judge(self, task: Task, watcher: Watcher) -> list[str]:
        """Judge every partition that has no part yet."""
        if self._kept is None:
            self.sift(task, watcher)
        kept = cast("DataFrame", self._kept)
        watcher.judged(0, 0.0)
        grouped = kept.select("patient", "more", _LINE).repartition(PARTITIONS, "patient")
        rows = grouped.sortWithinPartitions("patient", _LINE).rdd
        finish = functools.partial(_judge, plan=task.plan, folder=str(task.parts.resolve()))
        names = rows.mapPartitionsWithIndex(finish).collect()
        watcher.judged(sum(count for _name, count in names), 1.0)
        return sorted(name for name, _count in names)

    def _lines(self, task: Task) -> DataFrame:
        files = [str(file.resolve()) for file in task.export.files]
        lines = self._session.read.text(files, lineSep="\n").withColumn(
            "file", fn.input_file_name()
        )
        return lines.withColumnRenamed("value", _LINE).where("trim(line) NOT IN ('', '\r')")

    def _weighed(self, task: Task, told: DataFrame) -> DataFrame:
        """Lines whose kind may say something; lines of nobody that should have a patient."""
        examples = told.limit(SAMPLE).where("resourceType IS NOT NULL")
        seen = examples.groupBy("kind").agg(fn.first(_LINE).alias(_LINE)).collect()
        usable = [row for row in seen if worker.is_json(row[_LINE].encode())]
        weights = weighing.weigh_examples([row[_LINE] for row in usable], task.plan.policy.today)
        pairs = [(row["kind"], weight) for row, weight in zip(usable, weights, strict=True)]
        table = self._session.createDataFrame(pairs, "kind long, weight int")
        names = ", ".join(f"'{name}'" for name in sorted(READ))
        return (
            told.join(fn.broadcast(table), "kind", "left")
            .where(f"weight IS NULL OR weight > {int(Weight.NOTHING)}")
            .where(f"resourceType IS NULL OR resourceType IN ({names}) OR {_NO_NAME}")
            .withColumn("more", fn.expr(f"weight IS NULL OR weight > {int(Weight.ASIDE)}"))
            .select("patient", _LINE, "file", "more")
            .cache()
        )


def _told(lines: DataFrame) -> DataFrame:
    """Lines with type, name and patient, and a number for their kind."""
    told = lines.select("*", fn.json_tuple(_LINE, *MEMBERS).alias(*MEMBERS))
    subject = fn.coalesce(
        fn.get_json_object("subject", "$.reference"), fn.get_json_object("patient", "$.reference")
    )
    found = fn.regexp_extract(subject, PATIENT, 1)
    own = fn.when(fn.col("resourceType") == "Patient", fn.col("id"))
    numbers = fn.regexp_replace(NUMBERS_IN, r'"value"\s*:\s*-?[0-9.eE+-]+', "")
    shared = [fn.col(name) for name in ("resourceType", *ALIKE) if name != NUMBERS_IN]
    keys = fn.expr(f"array_join(json_object_keys({_LINE}), ',')")
    return told.select(
        _LINE,
        "file",
        "resourceType",
        "id",
        fn.when(found != "", found).otherwise(own).alias("patient"),
        fn.xxhash64(*(fn.coalesce(one, fn.lit("\0")) for one in (*shared, numbers, keys))).alias(
            "kind"
        ),
    )


def _referred(kept: DataFrame, told: DataFrame) -> DataFrame:
    """Lines that kept lines refer to: the patient's own, or nobody's."""
    members = fn.concat_ws(" ", *(fn.get_json_object(_LINE, f"$.{name}") for name in REFERRING))
    names = kept.select(
        fn.col("patient").alias("whose"),
        fn.explode(fn.regexp_extract_all(members, fn.lit(_REFERENCE), 1)).alias("name"),
    ).where(~fn.col("name").rlike(_NEVER))
    named = told.where("id IS NOT NULL").withColumn(
        "name",
        fn.explode(
            fn.array(fn.concat_ws("/", "resourceType", "id"), fn.concat(fn.lit("urn:uuid:"), "id"))
        ),
    )
    return (
        named.join(names.distinct(), "name")
        .where("patient IS NULL OR patient = whose")
        .select(fn.col("whose").alias("patient"), _LINE, "file", fn.lit(True).alias("more"))
    )


def _judge(
    index: int, rows: Iterable[Any], *, plan: Plan, folder: str
) -> Iterator[tuple[str, int]]:
    """Finish the part of one partition, unless a run before has done so."""
    name = f"partition={index}"
    if parts.is_done(Path(folder), name):
        yield name, 0
        return
    yield name, worker.judge_part(plan, _patients(rows), Path(folder), name)


def _patients(rows: Iterable[Any]) -> Iterator[tuple[str, list[bytes]]]:
    for patient, group in itertools.groupby(rows, key=lambda row: str(row["patient"])):
        held = list(group)
        lines = dict.fromkeys(row[_LINE].encode() for row in held)
        yield patient, list(lines) if any(row["more"] for row in held) else []


def _path(url: str) -> Path:
    return Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
