"""Figures of one run, counted from its finished tables."""

# ruff: noqa: S608 - put together from our own constants and quoted paths

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from cds_service.screening.bad_lines import BadLines
from cds_service.screening.database import text

if TYPE_CHECKING:
    from cds_service.screening.run import Task

MOST_REASONS = 5
GAPS = {
    "stage group": "NOT stage_known",
    "M category": "NOT m_known",
    "ECOG": "NOT ecog_known",
    "intent of the operation": "intent = 'none-evidenced'",
}
"""What may be unknown about a patient with cancer, and how the table says so."""
OUTCOMES = (
    '[{"order":"VARCHAR","as_of":"VARCHAR","topics":[{"topic":"VARCHAR","outcome":"VARCHAR",'
    '"row":"VARCHAR","because":["VARCHAR"],"missing":["VARCHAR"]}]}]'
)
_SILENT = f"""
    SELECT patient, topic.topic AS topic, unnest(topic.because) AS reason
    FROM (SELECT patient, unnest(event.topics) AS topic
          FROM (SELECT patient, unnest(from_json(outcomes, '{OUTCOMES}')) AS event
                FROM patients WHERE has_cancer))
    WHERE topic.outcome IN ('silent', 'suppressed')
"""
_COUNTS = """
    SELECT count(*) AS patients,
           count(*) FILTER (has_cancer) AS with_cancer,
           count(*) FILTER (stage_iv = 'yes') AS stage_iv,
           count(*) FILTER (intent NOT IN ('', 'not-applicable')) AS with_operation
    FROM patients
"""


def summarise(db: duckdb.DuckDBPyConnection, task: Task, bad: BadLines) -> dict[str, Any]:
    """The summary of a finished run."""
    for name in ("cards", "patients"):
        db.execute(f"CREATE VIEW {name} AS FROM {text(task.out / f'{name}.parquet')}")
    return _about(task, bad) | figures(db)


def figures(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Counts over the tables `cards` and `patients`."""
    counts = dict(zip(*_named(db, _COUNTS), strict=True))
    (cards, carded) = _rows(db, "SELECT count(*), count(DISTINCT patient) FROM cards")[0]
    return counts | {
        "cards": cards,
        "patients_with_card": carded,
        "cards_by_topic": _tree(db, "topic, indicator", "cards"),
        "cards_by_month": _tree(db, "topic, strftime(as_of, '%Y-%m')", "cards"),
        "cards_per_100_stage_iv": _per_stage_iv(db, counts["stage_iv"]),
        "scenarios": _tree(db, "scenario", "patients WHERE stage_iv = 'yes'"),
        "missing_biomarkers": _tree(
            db,
            "tumour, marker",
            "(SELECT tumours[1] AS tumour, unnest(missing_biomarkers) AS marker FROM patients)",
        ),
        "unknown": _unknown(db),
        "silent_because": _reasons(db),
    }


def encode(told: Mapping[str, Any]) -> bytes:
    """The summary as a file."""
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def read(folder: Path) -> dict[str, Any]:
    """The summary of a finished run. Raises `OSError` or `ValueError` when there is none."""
    told: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return told


def _about(task: Task, bad: BadLines) -> dict[str, Any]:
    plan = task.plan
    return {
        "hook": plan.hook,
        "as_of": plan.policy.today.isoformat(),
        "replay": plan.replay,
        "content_version": plan.version,
        "topics_off": sorted(plan.policy.topics_off),
        "files": len(task.export.files),
        "unavailable": sorted(plan.unavailable),
        "unusable_lines": {"count": bad.count, "first": list(bad.named)},
    }


def _per_stage_iv(db: duckdb.DuckDBPyConnection, stage_iv: int) -> dict[str, float]:
    found = _rows(
        db,
        "SELECT topic, count(*) FROM cards SEMI JOIN (FROM patients WHERE stage_iv = 'yes') "
        "USING (patient) GROUP BY topic ORDER BY topic",
    )
    return {topic: round(100 * count / stage_iv, 1) for topic, count in found}


def _unknown(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """How often something was unknown in cancer patients, and which topics spoke then and else."""
    return {gap: _gap(db, rule) for gap, rule in GAPS.items()}


def _gap(db: duckdb.DuckDBPyConnection, rule: str) -> dict[str, Any]:
    found = _rows(
        db,
        f"SELECT topic, count(*) FILTER (gap), count(*) FILTER (NOT gap) FROM "
        f"(SELECT DISTINCT patient, topic, {rule} AS gap FROM cards JOIN patients USING (patient) "
        "WHERE has_cancer) GROUP BY topic ORDER BY topic",
    )
    ((unknown, known),) = _rows(
        db,
        f"SELECT count(*) FILTER ({rule}), count(*) FILTER (NOT {rule}) FROM patients "
        f"WHERE has_cancer",
    )
    return {
        "patients": unknown,
        "known": known,
        "spoke": {
            topic: {"unknown": _percent(among, unknown), "known": _percent(others, known)}
            for topic, among, others in found
        },
    }


def _percent(part: int, whole: int) -> float | None:
    """A share in percent; None of nobody."""
    return round(100 * part / whole, 1) if whole else None


def _reasons(db: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """The most frequent reasons of silence by topic."""
    found = _rows(
        db,
        f"SELECT topic, reason, count(DISTINCT patient) AS patients FROM ({_SILENT}) "
        "GROUP BY topic, reason QUALIFY row_number() OVER "
        f"(PARTITION BY topic ORDER BY patients DESC, reason) <= {MOST_REASONS} "
        "ORDER BY topic, patients DESC, reason",
    )
    told: dict[str, dict[str, int]] = {}
    for topic, reason, patients in found:
        told.setdefault(topic, {})[reason] = patients
    return told


def _tree(db: duckdb.DuckDBPyConnection, columns: str, source: str) -> dict[str, Any]:
    """Counts by one column, or by a first and a second one."""
    told: dict[str, Any] = {}
    for *names, count in _rows(
        db, f"SELECT {columns}, count(*) FROM {source} GROUP BY ALL ORDER BY ALL"
    ):
        if len(names) == 1:
            told[str(names[0])] = count
        else:
            told.setdefault(str(names[0]), {})[str(names[1])] = count
    return told


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return db.execute(query).fetchall()


def _named(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Sequence[str], tuple[Any, ...]]:
    found = db.execute(query)
    names = [column[0] for column in found.description or []]
    return names, found.fetchall()[0]
