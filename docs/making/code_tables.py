"""Pages of the tables that clinicians review: what codes mean, and what phrases mean."""
# ruff: noqa: INP001 - run by MkDocs, no package

from __future__ import annotations

import csv
import html
from collections.abc import Iterator
from importlib import resources

from markdown_pieces import table

# Longer tables are given by count and file: a page of thousands of rows helps nobody.
LONGEST = 400
FOLDERS = {"code_sets": "What codes mean", "lexicon": "What phrases mean"}


def code_sets() -> str:
    """All tables of meaning, with their size and a page for each that can be read."""
    parts = [
        "# Code sets\n\nClinicians review these tables; each row says where its meaning comes from.\n"
    ]
    for folder, title in FOLDERS.items():
        rows = [
            (_link(folder, name, found), str(len(found)), ", ".join(found[0]))
            for name, found in _tables(folder)
        ]
        parts.append(f"\n## {title}\n\n{table(('Table', 'Rows', 'Columns'), rows)}")
    return "\n".join(parts)


def code_set_pages() -> Iterator[tuple[str, str]]:
    """A page for each table that is short enough."""
    for folder in FOLDERS:
        for name, found in _tables(folder):
            if len(found) <= LONGEST:
                head = "".join(f"<th>{html.escape(column)}</th>" for column in found[0])
                body = "\n".join(
                    "<tr>"
                    + "".join(f"<td>{html.escape(cell)}</td>" for cell in row.values())
                    + "</tr>"
                    for row in found
                )
                title = f"# {name.removesuffix('.csv').replace('_', ' ')}\n\n`fhir_mappers/{folder}/{name}`\n"
                yield (
                    f"reference/{folder}/{name.removesuffix('.csv')}.md",
                    f"---\nsearch:\n  exclude: true\n---\n{title}\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n",
                )


def _tables(folder: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for file in sorted(
        (resources.files("fhir_mappers") / folder).iterdir(), key=lambda one: one.name
    ):
        if file.name.endswith(".csv"):
            with file.open(encoding="utf-8") as stream:
                yield file.name, list(csv.DictReader(stream))


def _link(folder: str, name: str, found: list[dict[str, str]]) -> str:
    stem = name.removesuffix(".csv")
    shown = stem.replace("_", " ")
    return (
        f"[{shown}]({folder}/{stem}.md)"
        if len(found) <= LONGEST
        else f"{shown} (`fhir_mappers/{folder}/{name}`)"
    )
