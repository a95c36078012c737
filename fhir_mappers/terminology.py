"""What codes mean: reads `code_sets/*.csv` once and answers for one coding or one concept.

A code set is a CSV file named after the kind of meaning it gives, with the columns
`system,code,display,means,source,verified`. `system` is a short name from `code_systems.csv`, which
lists every URL under which a system was seen. A code that ends in `-` stands for all codes below
it (`C18.-`, `5-455.-`); the longest one that fits wins. The loader refuses an unknown column, an
unknown system, an empty meaning and a code that is listed twice in one file.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from fhir_mappers.fhir import Coding, Concept

COLUMNS = ["system", "code", "display", "means", "source", "verified"]
SYSTEMS_FILE = "code_systems.csv"
ICD_STEM = 3
REMEMBERED = 32_768
# Registries write 8041/3 also as 80413, M8041/3 or, with the grade behind it, 8041/33.
_MORPHOLOGY = re.compile(r"M?-?(\d{4})/?(\d)\d?")


class CodeSetError(Exception):
    """A code set that must not be used; the message names file, line and what was expected."""


class Meaning(NamedTuple):
    """What one coding means within one code set. `verified` is false for codes from memory."""

    kind: str
    means: str
    coding: Coding
    verified: bool


class Row(NamedTuple):
    """One line of a code set, as written."""

    system: str
    code: str
    display: str
    means: str
    verified: bool


class Terminology:
    """All code sets, compiled: exact codes in one dictionary, prefixes in a second."""

    def __init__(self, tables: dict[str, tuple[Row, ...]], systems: dict[str, str]) -> None:
        """Take rows by kind, and system short names by every known URL (lower case)."""
        self._systems = systems
        self._exact: dict[tuple[str, str, str], Row] = {}
        self._prefix: dict[tuple[str, str, str], Row] = {}
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self.tables = tables
        for kind, rows in tables.items():
            for row in rows:
                self._add(kind, row)
        self._row = functools.lru_cache(maxsize=REMEMBERED)(self._look_up)
        self._all = functools.lru_cache(maxsize=REMEMBERED)(self._meanings)

    def _add(self, kind: str, row: Row) -> None:
        if row.code.endswith("-"):
            stem = row.code.rstrip("-").rstrip(".")
            self._prefix[(kind, row.system, stem)] = row
        else:
            self._exact[(kind, row.system, row.code)] = row

    def system(self, url: str) -> str:
        """Short name of a code system URL; an unknown URL is returned as it is."""
        key = url.strip().rstrip("/").lower()
        return self._systems.get(key, url.strip())

    def knows(self, url: str) -> bool:
        """Whether the URL is one of a code system on record."""
        return url.strip().rstrip("/").lower() in self._systems

    def coding(self, kind: str, coding: Coding) -> Meaning | None:
        """Meaning of one coding within one kind, or None when the code set does not know it."""
        row = self._row(kind, coding.system, coding.code)
        return None if row is None else Meaning(kind, row.means, coding, row.verified)

    def _look_up(self, kind: str, url: str, written: str) -> Row | None:
        system = self.system(url)
        for code in _spellings(system, written):
            row = self._exact.get((kind, system, code)) or self._longest(kind, system, code)
            if row is not None:
                return row
        return None

    def _longest(self, kind: str, system: str, code: str) -> Row | None:
        for end in range(len(code), 0, -1):
            row = self._prefix.get((kind, system, code[:end].rstrip(".")))
            if row is not None:
                return row
        return None

    def all(self, kind: str, concept: Concept) -> tuple[Meaning, ...]:
        """Meanings of every coding of the concept that the code set knows, in coding order."""
        return self._all(kind, concept.codings) if concept.codings else ()

    def _meanings(self, kind: str, codings: tuple[Coding, ...]) -> tuple[Meaning, ...]:
        found = (self.coding(kind, coding) for coding in codings)
        return tuple(meaning for meaning in found if meaning is not None)

    def first(self, kind: str, concept: Concept) -> Meaning | None:
        """The first known meaning, verified ones before unverified ones; None when unknown."""
        known = self.all(kind, concept)
        return next((meaning for meaning in known if meaning.verified), known[0]) if known else None


def _spellings(system: str, code: str) -> Iterator[str]:
    """The code without the padding, dots left out, markers and expressions of real data."""
    code = code.strip()
    if system.startswith("icd"):
        yield _dotted(code)
    yield code
    cells = _MORPHOLOGY.fullmatch(code) if system == "icdo3" else None
    if cells is not None:
        yield f"{cells[1]}/{cells[2]}"
    if system == "sct" and ":" in code:
        yield code.split(":", 1)[0].split("|", 1)[0].strip()
    elif code.upper() != code:
        yield code.upper()


def _dotted(code: str) -> str:
    """An ICD code with its dot, without what German systems put behind it (`C187 G`)."""
    bare = code.upper().split(" ")[0].rstrip("*!+-†")
    if "." in bare or len(bare) <= ICD_STEM:
        return bare
    return f"{bare[:ICD_STEM]}.{bare[ICD_STEM:]}"


@functools.cache
def load() -> Terminology:
    """Read the packaged code sets. Raises `CodeSetError` on the first thing that is wrong."""
    return read(resources.files("fhir_mappers") / "code_sets")


def read(folder: Traversable) -> Terminology:
    """Read all code sets of a folder that has the layout described above."""
    systems = _read_systems(folder / SYSTEMS_FILE)
    names = frozenset(systems.values())
    tables = {
        file.name.removesuffix(".csv"): _read_table(file, names)
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if file.name.endswith(".csv") and file.name != SYSTEMS_FILE
    }
    return Terminology(tables, systems)


def _read_systems(file: Traversable) -> dict[str, str]:
    systems: dict[str, str] = {}
    for number, (name, written, _source) in _lines(file, ["name", "url", "source"]):
        url = written.strip().rstrip("/").lower()
        if url in systems:
            raise CodeSetError(f"{file.name}:{number}: URL {url} is listed twice; keep one line.")
        systems[url] = name
    return systems


def _read_table(file: Traversable, systems: frozenset[str]) -> tuple[Row, ...]:
    name = file.name
    seen: set[tuple[str, str]] = set()
    rows: list[Row] = []
    for number, line in _lines(file, COLUMNS):
        row = _row(name, number, line, systems)
        if (row.system, row.code) in seen:
            raise CodeSetError(
                f"{name}:{number}: {row.system} {row.code} is listed twice; keep one line."
            )
        seen.add((row.system, row.code))
        rows.append(row)
    return tuple(rows)


def _row(name: str, number: int, line: list[str], systems: frozenset[str]) -> Row:
    system, code, display, means, _source, verified = line
    if system not in systems:
        raise CodeSetError(
            f"{name}:{number}: unknown system {system!r}; add it to {SYSTEMS_FILE} first."
        )
    if not code or not means:
        raise CodeSetError(f"{name}:{number}: code and means must both be filled in.")
    if verified not in ("true", "false"):
        raise CodeSetError(f"{name}:{number}: verified must be true or false.")
    return Row(system, code, display, means, verified == "true")


def _lines(file: Traversable, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    with file.open(encoding="utf-8") as stream:
        reader = csv.reader(stream)
        names = next(reader, None)
        if names != columns:
            raise CodeSetError(
                f"{file.name}:1: columns must be {','.join(columns)}, found {names}."
            )
        for number, line in enumerate(filter(None, reader), start=2):
            if len(line) != len(columns):
                raise CodeSetError(f"{file.name}:{number}: wrong number of columns.")
            yield number, line
