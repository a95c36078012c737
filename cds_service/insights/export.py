"""The figures as CSV: one figure a row, so that a spreadsheet or a script can filter and pivot."""

from __future__ import annotations

import csv
import io

from cds_service.insights.tables import Insights, Line, Table, rows

DIMENSIONS = ("month", "hook", "topic", "rule", "reason", "type")
HEADER = ("table", *DIMENSIONS, "measure", "value")
MEDIA_TYPE = "text/csv; charset=utf-8"


def as_csv(found: Insights) -> str:
    """All tables. A value is a number, `under 5`, or empty where there is no rate."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for table, line in rows(found):
        writer.writerows(_rows(table, line))
    return out.getvalue()


def _rows(table: Table, line: Line) -> list[tuple[str, ...]]:
    codes = dict(zip(table.dims, (name.code for name in line.names), strict=True))
    place = (table.id, *(codes.get(name, "") for name in DIMENSIONS))
    return [
        (*place, measure, _value(figure.text, figure.value))
        for measure, figure in zip(table.measures, line.figures, strict=True)
    ]


def _value(text: str, value: float | None) -> str:
    """A dash is for people; a script wants nothing there."""
    return "" if value is None and not text[:1].isalnum() else text
