"""Reads decision tables: CSV rows in order of precedence, first match wins, total and without waste.

A cell is `*`, one allowed word, or several joined by `|`. The allowed words of a column stand in the
line that begins with `allowed`. The loader refuses a combination without a row and a row that no
combination reaches.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.strict import STATUSES, exactly, known, one_of

ANY = "*"
HEAD = 2
NOTES = ("status", "why", "citations", "rows")


@dataclass(frozen=True)
class Row:
    """One row: its name, the words it accepts for each input, and what it gives."""

    id: str
    accepts: Mapping[str, frozenset[str]]
    outputs: Mapping[str, str]

    def fits(self, inputs: Mapping[str, str]) -> bool:
        """Whether the row accepts these inputs."""
        return all(inputs[name] in words for name, words in self.accepts.items())


@dataclass(frozen=True)
class DecisionTable:
    """A total table; `decide` always finds exactly one row."""

    name: str
    inputs: Mapping[str, tuple[str, ...]]
    rows: tuple[Row, ...]

    def decide(self, **inputs: str) -> Row:
        """The first row that fits. Raises `ContentError` for a word outside the allowed ones."""
        for name, words in self.inputs.items():
            if inputs.get(name) not in words:
                raise ContentError(f"{self.name}: {name}={inputs.get(name)!r} is not allowed.")
        return next(row for row in self.rows if row.fits(inputs))

    def combinations(self) -> Iterator[dict[str, str]]:
        """Every combination of allowed inputs."""
        for words in itertools.product(*self.inputs.values()):
            yield dict(zip(self.inputs, words, strict=True))


def read(file: ContentFile, outputs: Mapping[str, tuple[str, ...]]) -> DecisionTable:
    """Read a table whose output columns, with their allowed words, are named."""
    header, allowed, *body = _lines(file, outputs)
    columns = [name for name in header[1:] if name not in outputs]
    inputs = {name: tuple(allowed[header.index(name)].split("|")) for name in columns}
    rows = tuple(_row(file.name, header, line, inputs, outputs) for line in body)
    table = DecisionTable(file.name, inputs, rows)
    _check(table)
    return table


def refuse_other_questions(table: DecisionTable, packaged: DecisionTable) -> None:
    """A site may answer differently, but the service asks what the packaged table asks."""
    for name, words in packaged.inputs.items():
        if set(table.inputs.get(name, ())) != set(words):
            raise ContentError(
                f"{table.name}: column {name} must exist and allow {'|'.join(words)}."
            )
    exactly(table.inputs, packaged.inputs, f"{table.name} columns")


def _lines(file: ContentFile, outputs: Collection[str]) -> list[list[str]]:
    """Header, allowed words and rows. Raises `ContentError` when one of them is not there."""
    lines = file.rows()
    if len(lines) < HEAD or len(lines[1]) != len(lines[0]) or set(outputs) - set(lines[0]):
        raise ContentError(
            f"{file.name}: expected a header with the columns {', '.join(outputs)}, then a line "
            "of allowed words as wide as the header."
        )
    return lines


@dataclass(frozen=True)
class TableNotes:
    """What a table is for, in words: why it exists, and each row as a sentence."""

    why: str
    citations: tuple[str, ...]
    rows: Mapping[str, str]


def read_notes(
    file: ContentFile, table: DecisionTable, register: Mapping[str, object]
) -> TableNotes:
    """Read the words of a table. Raises `ContentError` unless every row has its sentence."""
    notes = file.table()
    exactly(notes, NOTES, file.name)
    one_of(notes["status"], STATUSES, file.name)
    exactly(notes["rows"], {row.id for row in table.rows}, f"{file.name} [rows]")
    citations = known(tuple(notes["citations"]), register, file.name)
    return TableNotes(notes["why"], citations, notes["rows"])


def _row(
    name: str,
    header: Sequence[str],
    line: Sequence[str],
    inputs: Mapping[str, tuple[str, ...]],
    outputs: Mapping[str, tuple[str, ...]],
) -> Row:
    if len(line) != len(header):
        raise ContentError(f"{name} row {line[0]}: {len(line)} cells, expected {len(header)}.")
    cells = dict(zip(header, line, strict=True))
    accepts = {
        column: _words(name, line[0], column, cells[column], words)
        for column, words in inputs.items()
    }
    for column, words in outputs.items():
        if cells[column] not in words:
            raise ContentError(f"{name} row {line[0]}: {column}={cells[column]!r} is not allowed.")
    return Row(line[0], accepts, {column: cells[column] for column in outputs})


def _words(name: str, row: str, column: str, cell: str, allowed: Sequence[str]) -> frozenset[str]:
    words = frozenset(allowed) if cell == ANY else frozenset(cell.split("|"))
    wrong = sorted(words - set(allowed))
    if wrong:
        raise ContentError(f"{name} row {row}: {column} cannot be {', '.join(wrong)}.")
    return words


def _check(table: DecisionTable) -> None:
    """Refuse a combination without a row and a row that no combination reaches."""
    fitting = _fitting(table)
    if 0 in fitting:
        raise ContentError(f"{table.name}: no row for {fitting[0]}.")
    first = {rows & -rows for rows in fitting}
    dead = [row.id for number, row in enumerate(table.rows) if 1 << number not in first]
    if dead:
        raise ContentError(f"{table.name}: rows that no combination reaches: {', '.join(dead)}.")


def _fitting(table: DecisionTable) -> dict[int, dict[str, str]]:
    """The sets of rows that fit some combination, as bits, each with one such combination.

    Column by column, so that combinations which leave the same rows are followed once.
    """
    found: dict[int, dict[str, str]] = {(1 << len(table.rows)) - 1: {}}
    for name, words in table.inputs.items():
        bits = {
            word: sum(
                1 << number for number, row in enumerate(table.rows) if word in row.accepts[name]
            )
            for word in words
        }
        found = {
            rows & bits[word]: {**inputs, name: word}
            for rows, inputs in found.items()
            for word in words
        }
    return found
