"""`report.html`: one page that needs no script and no other host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, Template, select_autoescape
from markupsafe import Markup

from cds_service.screening import plots

Table = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Section:
    """A plot and the same figures as a table; `note` is one sentence for the reader."""

    title: str
    note: str
    table: Table
    plot: Markup
    first: str

    @property
    def columns(self) -> list[str]:
        """All series, in the order of the alphabet."""
        return sorted({name for row in self.table.values() for name in row})


def render(out: Path, told: Mapping[str, Any]) -> Iterator[bytes]:
    """The page for a summary; `out` names the run."""
    page = template("report.html.j2").render(
        told=told, sections=list(_sections(told)), plots=plots.available(), name=out.resolve().name
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
    yield _section(
        "Cards by topic and month",
        "Every card that would have been shown, by the month of the call.",
        told["cards_by_month"],
        "cards",
        "topic",
    )
    yield _section(
        "Cards per 100 patients with stage IV",
        "How often each topic would speak: the alert burden.",
        _single(told["cards_per_100_stage_iv"], "cards per 100"),
        "cards per 100 patients",
        "topic",
    )
    yield _section(
        "Missing biomarkers by tumour",
        "Required tests without a result and without an order on its way.",
        told["missing_biomarkers"],
        "patients",
        "tumour",
    )
    yield _section(
        "Scenarios of stage IV",
        "Undetermined means that the record does not say, not that the disease is in between.",
        _single(told["scenarios"], "patients"),
        "patients",
        "scenario",
    )
    yield _section(
        "Not on record",
        "Patients with cancer of whom this is unknown; unknown never warns as known.",
        _single({gap: entry["patients"] for gap, entry in told["unknown"].items()}, "patients"),
        "patients",
        "unknown",
    )


def _single(bars: Mapping[str, float], name: str) -> Table:
    return {label: {name: value} for label, value in bars.items()}


def _section(title: str, note: str, table: Table, unit: str, first: str) -> Section:
    drawn = plots.stacked(table, unit) if table and plots.available() else ""
    return Section(title, note, table, Markup(drawn), first)  # noqa: S704 - drawn by matplotlib
