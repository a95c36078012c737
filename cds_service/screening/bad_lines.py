"""Finds where the lines stand that could not be used: a person wants file and line, not a text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cds_service.screening.export import open_lines
from cds_service.screening.lines_sql import LINE_LIMIT

NAMED = 100


@dataclass(frozen=True)
class Place:
    """A line that cannot be used: its file, its number where that is known already, and its text."""

    file: Path
    number: int | None = None
    line: str = ""


@dataclass(frozen=True)
class BadLines:
    """How many lines could not be used, and where the first ones stand (`file:line`)."""

    count: int = 0
    named: tuple[str, ...] = ()


def locate(places: Sequence[Place], folder: Path) -> BadLines:
    """Count all; name the first hundred in the order of files and lines."""
    known = {(place.file, place.number) for place in places if place.number is not None}
    sought: dict[Path, Counter[bytes]] = defaultdict(Counter)
    for place in places:
        if place.number is None:
            sought[place.file][place.line.strip().encode()] += 1
    for file in sorted(sought):
        if len(known) < NAMED:
            known.update((file, number) for number in _numbers(file, sought[file]))
    where = sorted((str(file.relative_to(folder)), number or 0) for file, number in known)
    return BadLines(len(places), tuple(f"{file}:{number}" for file, number in where[:NAMED]))


def unreadable(file: Path) -> Iterator[int]:
    """The numbers of lines that are no text, or longer than a line may be."""
    with open_lines(file) as stream:
        for number, line in enumerate(stream, start=1):
            if not is_readable(line):
                yield number


def is_readable(line: bytes) -> bool:
    """Whether a line is text and no longer than a line may be."""
    if len(line) > LINE_LIMIT:
        return False
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _numbers(file: Path, sought: Counter[bytes]) -> Iterator[int]:
    """The numbers of the lines sought, the first hundred of them."""
    left = min(NAMED, sum(sought.values()))
    with open_lines(file) as stream:
        for number, line in enumerate(stream, start=1):
            if left == 0:
                return
            if sought.get(line.strip(), 0):
                sought[line.strip()] -= 1
                left -= 1
                yield number
