"""Shows an Explanation as tables on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

LISTS = {
    "Topics": ("topic", "outcome", "row", "because", "missing"),
    "Cards": ("indicator", "summary"),
    "Unread": ("reference", "why"),
}


def show(explanation: Mapping[str, Any], console: Console) -> None:
    """Findings, facts, topics, cards and what was not read, in that order."""
    console.print(_table("Findings", ("finding", "value"), explanation["findings"].items()))
    console.print(_table("Facts", ("kind", "value", "because"), map(_fact, explanation["facts"])))
    for title, columns in LISTS.items():
        rows = ([entry[name] for name in columns] for entry in explanation[title.lower()])
        console.print(_table(title, columns, rows))
    console.print(plain(f"Not received: {_words(explanation['unavailable']) or 'nothing'}"))


def plain(value: object) -> Text:
    """A value as text without markup and without control characters: charts hold both."""
    return Text("".join(sign if sign.isprintable() else " " for sign in _words(value)))


def _table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    table = Table(*columns, title=title, title_justify="left", title_style="bold")
    for row in rows:
        table.add_row(*map(plain, row))
    return table


def _fact(fact: Mapping[str, Any]) -> tuple[object, ...]:
    because = (_words(list(piece.values())) for piece in fact["because"])
    return fact["kind"], fact["value"], "; ".join(because)


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return value if isinstance(value, str) else json.dumps(value)
