"""Two runs side by side: who gains, who loses and whose card changes, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cds_service.screening import parts
from cds_service.screening.database import text
from cds_service.screening.report import template
from cds_service.screening.summary import OUTCOMES, read

COLUMNS = ("change", "patient", "hook", "order", "topic", "before", "after", "why")
_RUN = """
    CREATE VIEW cards_{side} AS
    SELECT patient, hook, "order", topic, string_agg(indicator || ': ' || summary, ' | ') AS said
    FROM {cards} GROUP BY ALL;
    CREATE VIEW why_{side} AS
    SELECT patient, event."order" AS "order", topic.topic AS topic,
           concat_ws(' ', topic.outcome, nullif(topic.row, ''),
                     array_to_string(list_concat(topic.because, topic.missing), '; ')) AS why
    FROM (SELECT patient, event, unnest(event.topics) AS topic
          FROM (SELECT patient, unnest(from_json(outcomes, '{outcomes}')) AS event
                FROM {patients}));
    CREATE VIEW patients_{side} AS SELECT patient, has_cancer FROM {patients};
"""
_CHANGES = """
    SELECT CASE WHEN a.said IS NULL THEN 'gains' WHEN b.said IS NULL THEN 'loses'
                ELSE 'changes' END AS change,
           patient, hook, "order", topic, coalesce(a.said, '') AS before,
           coalesce(b.said, '') AS after,
           concat(coalesce(why_a.why, before_a.why, 'not in this run'), ' → ',
                  coalesce(why_b.why, after_b.why, 'not in this run')) AS why
    FROM cards_a AS a FULL JOIN cards_b AS b USING (patient, hook, "order", topic)
    LEFT JOIN why_a USING (patient, "order", topic)
    LEFT JOIN why_b USING (patient, "order", topic)
    LEFT JOIN (SELECT patient, 'no cancer on record' AS why FROM patients_a WHERE NOT has_cancer)
        AS before_a USING (patient)
    LEFT JOIN (SELECT patient, 'no cancer on record' AS why FROM patients_b WHERE NOT has_cancer)
        AS after_b USING (patient)
    WHERE a.said IS DISTINCT FROM b.said
    ORDER BY patient, hook, "order", topic
"""
_REASONS = """
    SELECT change, topic, why, count(*) AS cards, count(DISTINCT patient) AS patients
    FROM changes GROUP BY ALL ORDER BY change, topic, cards DESC, why
"""


class CompareError(Exception):
    """A folder that holds no finished run. The message says which."""


@dataclass(frozen=True)
class Comparison:
    """Summaries of both runs, every change, and the changes counted by topic and reason."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changes: tuple[tuple[Any, ...], ...]
    reasons: tuple[tuple[Any, ...], ...]


def compare(before: Path, after: Path) -> Comparison:
    """What changed from the first run to the second. Raises `CompareError`."""
    told = [_summary(folder) for folder in (before, after)]
    with duckdb.connect(":memory:", config={"threads": 1}) as db:
        db.execute("SET enable_progress_bar = false")
        for side, folder in (("a", before), ("b", after)):
            db.execute(
                _RUN.format(
                    side=side,
                    cards=text(folder / "cards.parquet"),
                    patients=text(folder / "patients.parquet"),
                    outcomes=OUTCOMES,
                )
            )
        db.execute(f"CREATE TABLE changes AS {_CHANGES}")
        changes = db.execute("FROM changes").fetchall()
        reasons = db.execute(_REASONS).fetchall()
    return Comparison(told[0], told[1], tuple(changes), tuple(reasons))


def write(found: Comparison, names: Sequence[str], out: Path) -> None:
    """Write `compare.csv` (every change) and `compare.html` (counts and reasons)."""
    parts.replace_file(out / "compare.csv", _csv(found))
    page = template("compare.html.j2").render(found=found, names=names, columns=COLUMNS)
    parts.replace_file(out / "compare.html", [page.encode()])


def _csv(found: Comparison) -> Iterator[bytes]:
    for row in (COLUMNS, *found.changes):
        yield ",".join('"' + str(cell).replace('"', '""') + '"' for cell in row).encode() + b"\n"


def _summary(folder: Path) -> dict[str, Any]:
    try:
        return read(folder)
    except (OSError, ValueError) as error:
        raise CompareError(f"{folder}: no finished run (summary.json cannot be read)") from error
