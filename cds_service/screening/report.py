"""`report.html`: one page that needs no script and no other host.

Plots are tables whose bars are drawn by style: every figure can be read, copied and heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, Template, select_autoescape

Table = Mapping[str, Mapping[str, float]]


_SECTIONS = (
    (
        "cards_by_topic",
        "Cards by topic",
        "Every card that would have been shown, by how urgent it is.",
        "cards",
    ),
    (
        "cards_by_month",
        "Cards by topic and month",
        "The same cards by the month of the call.",
        "cards",
    ),
    (
        "cards_per_100_stage_iv",
        "Cards per 100 patients with stage IV",
        "How often each topic would speak: the alert burden.",
        "cards per 100 patients",
    ),
    (
        "missing_biomarkers",
        "Missing biomarkers by tumour",
        "Required tests without a result and without an order on its way.",
        "patients",
    ),
    (
        "scenarios",
        "Scenarios of stage IV",
        "Undetermined means that the record does not say, not that the disease is in between.",
        "patients",
    ),
    (
        "unknown",
        "Not on record",
        "Patients with cancer of whom this is unknown; unknown never warns as known.",
        "patients",
    ),
)
"""Each plot: where its figures stand in the summary, its title, a note, and what is counted."""


@dataclass(frozen=True)
class Section:
    """A plot: groups of labelled figures in one `unit`; `note` is one sentence for the reader.

    With `by_month` the labels are months, drawn as columns, those without a figure included.
    """

    title: str
    note: str
    table: Table
    unit: str
    by_month: bool = False

    @property
    def most(self) -> float:
        """The largest figure, which fills its bar."""
        return max((value for row in self.table.values() for value in row.values()), default=0)

    @property
    def months(self) -> list[str]:
        """Every month from the first to the last, as `YYYY-MM`."""
        named = sorted({month for row in self.table.values() for month in row})
        first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (named[0], named[-1]))
        return [f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def render(out: Path, told: Mapping[str, Any]) -> Iterator[bytes]:
    """The page for a summary; `out` names the run."""
    page = template("report.html.j2").render(
        told=told, sections=list(_sections(told)), name=out.resolve().name
    )
    yield page.encode()


def template(name: str) -> Template:
    """A page of this package; everything put into it is escaped."""
    environment = Environment(
        loader=PackageLoader("cds_service.screening", "pages"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found: Template = environment.get_template(name)
    return found


def _sections(told: Mapping[str, Any]) -> Iterator[Section]:
    gaps = {gap: entry["patients"] for gap, entry in told["unknown"].items()}
    for key, title, note, unit in _SECTIONS:
        table = gaps if key == "unknown" else told[key]
        yield Section(title, note, _grouped(table), unit, by_month=key == "cards_by_month")


def _grouped(table: Mapping[str, Any]) -> Table:
    """Figures in groups; those without any are one group without a name."""
    flat = not any(isinstance(value, Mapping) for value in table.values())
    return {"": table} if table and flat else table
