"""Renders the figures as a page: tables for everyone, and one picture of the months beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cds_service.insights.disclosure import STEP, Figure
from cds_service.insights.tables import HEADINGS, Insights, Line, Table
from cds_service.web import pages

STYLES = ("rulebook.css", "insights.css")
ANSWERS = ("accepted", "overridden", "unanswered")
WIDTH, HEIGHT, GAP = 56, 180, 12


@dataclass(frozen=True)
class Bar:
    """One piece of the picture, in its units; `kind` is a word of `ANSWERS`."""

    kind: str
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Cards by month, the answers on top of each other; `top` is what the highest bar stands for."""

    bars: tuple[Bar, ...]
    months: tuple[tuple[int, str], ...]
    width: int
    top: int


def page(found: Insights) -> str:
    """The whole page; it needs no other file and runs no script."""
    template = pages.templates().get_template("insights.html")
    return template.render(
        found=found,
        headings=HEADINGS,
        answers=ANSWERS,
        chart=_chart(found.table("months")),
        size=(WIDTH, HEIGHT, GAP),
        style=pages.own_style(*STYLES),
    )


def security_headers() -> dict[str, str]:
    """What a browser may do with the page."""
    return pages.security_headers(pages.own_style(*STYLES))


def _chart(table: Table) -> Chart:
    columns = [[_drawn(figure) for figure in _answers(table, line)] for line in table.lines]
    top = max([sum(column) for column in columns], default=0)
    bars = (
        bar
        for number, column in enumerate(columns)
        for bar in _stacked(number, [HEIGHT * part / top for part in column] if top else column)
    )
    names = (line.names[0].text for line in table.lines)
    months = tuple((number * WIDTH + GAP, name) for number, name in enumerate(names))
    return Chart(tuple(bars), months, max(len(columns), 1) * WIDTH + GAP, round(top))


def _answers(table: Table, line: Line) -> list[Figure]:
    return [line.figures[table.measures.index(name)] for name in ANSWERS]


def _drawn(figure: Figure) -> float:
    """The height of a count; one that is not told is drawn in the middle of what it may be."""
    return STEP / 2 if figure.value is None else figure.value


def _stacked(number: int, heights: list[float]) -> Iterator[Bar]:
    floor = float(HEIGHT)
    for kind, height in zip(ANSWERS, heights, strict=True):
        floor -= height
        if height:
            yield Bar(kind, number * WIDTH + GAP, round(floor, 1), round(height, 1))
