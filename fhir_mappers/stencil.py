"""Reads resources of a population once that differ in nothing but ids, references and days.

Two results of one test differ in their ids and dates, and so do the facts read from them. A reader
copies ids and references and compares days with one another and with today; it never counts with
them. So the facts of the second are those of the first with the ids and days exchanged, provided
that its days stand in the same order. What does not fit is read as everywhere else: a resource with
contained ones, with a day that is not fully written or is hidden in a text, whose facts hold a day
of another origin, or which asked for another resource.
Persons are never alike.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import operator
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fhir_mappers.document import Document
from fhir_mappers.facts import Day
from fhir_mappers.memo import Alone, Memo, Read
from fhir_mappers.reading import Found, Reading
from fhir_mappers.relevance import Sign

PERSON = "Patient"
SIZE = 4000
SHORTEST = 4
_TIME = rb"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)"
_VARIES = re.compile(
    rb'"(id|reference)":\s?"([A-Za-z0-9./-]+)"|"([12]\d{3}-\d\d-\d\d)(' + _TIME + rb')?"'
)
_OTHER_DAY = re.compile(rb'(?<!"code":)(?<!"code": )"\s*\d{4}(?:-\d\d){0,2}(?=["T\s])')
_CONTAINED = b'"contained"'
Key = tuple[bytes, tuple[int, ...]]
Leaf = str | Day
Fill = Callable[[Sequence[Leaf]], Any]


@dataclass(frozen=True)
class Cut:
    """A resource taken apart: what it shares with others, and what is its own, in order."""

    key: Key
    names: tuple[str, ...]
    days: tuple[Day, ...]

    def leaves(self) -> tuple[Leaf, ...]:
        """All that is exchanged."""
        return (*self.names, *self.days)


@dataclass(frozen=True)
class Stencil:
    """Facts of a resource that was read by itself; `fill` makes those of one cut alike."""

    alone: Alone
    fill: Fill | None

    def filled(self, cut: Cut) -> Found:
        """The facts of a resource that was cut alike."""
        found: Found = self.fill(cut.leaves()) if self.fill else self.alone.found
        return found


class PopulationMemo(Memo):
    """A memo for many patients: it remembers what alike resources say, not single resources."""

    def __init__(self, read: Read, size: int = SIZE) -> None:
        """Take the function that reads one resource; `size` bounds the stencils kept."""
        super().__init__(read, size)
        self._stencils: OrderedDict[Key, Stencil | None] = OrderedDict()
        self._size = size

    def facts(self, document: Document, reading: Reading, sign: Sign) -> Found:
        """What a resource says."""
        cut = None if sign.asks else cut_apart(document, reading.today)
        if cut is None:
            return self._read(document, reading)
        if cut.key not in self._stencils:
            self._stencils[cut.key] = self._cut_stencil(cut, document, reading.today)
            if len(self._stencils) > self._size:
                self._stencils.popitem(last=False)
        self._stencils.move_to_end(cut.key)
        stencil = self._stencils[cut.key]
        if stencil is None or stencil.alone.depends_on(reading):
            return self._read(document, reading)
        return stencil.filled(cut)

    def _cut_stencil(self, cut: Cut, document: Document, today: dt.date) -> Stencil | None:
        """A stencil, unless something in the facts is neither shared nor exchanged whole."""
        if _OTHER_DAY.search(cut.key[0]):
            return None
        alone = self._read_alone(document.raw, today)
        if alone is None:
            return None
        own = {leaf: number for number, leaf in enumerate(cut.leaves())}
        written = [document.id, *(day.text for day in cut.days)]
        for leaf in _leaves(alone.found):
            if leaf not in own and (isinstance(leaf, Day) or any(text in leaf for text in written)):
                return None
        return Stencil(alone, _filler(alone.found, own))


def cut_apart(document: Document, today: dt.date) -> Cut | None:
    """What a resource shares with others and what is its own; None where that cannot be told."""
    if document.kind == PERSON or _CONTAINED in document.raw or len(document.id) < SHORTEST:
        return None
    own = _Own(document)
    shared = _VARIES.sub(own.taken, document.raw)
    if own.odd:
        return None
    days = tuple(_day(text) for text in own.days)
    order = sorted({today, *(day.first for day in days)})
    ranks = (order.index(today), *(order.index(day.first) for day in days))
    return Cut((shared, ranks), tuple(own.names), days)


class _Own:
    """Collects what is a resource's own; each different value once, its own name first."""

    def __init__(self, document: Document) -> None:
        self._id = document.id.encode()
        self.names: dict[str, int] = {document.reference: 0}
        self.days: dict[bytes, int] = {}
        self.odd = False

    def taken(self, match: re.Match[bytes]) -> bytes:
        """What stands in the shared part for one match."""
        member, name, day, time = match.groups()
        if day is not None:
            self.odd = self.odd or not _is_day(day)
            return b"<day %d%s>" % (
                self.days.setdefault(day, len(self.days)),
                b"T" if time else b"",
            )
        if member == b"id":
            return b"<id>" if name == self._id else match.group()
        kind, slash, rest = name.partition(b"/")
        if not slash or b"/" in rest or not rest or not kind.isalpha():
            return match.group()
        return b"<%s %d>" % (kind, self.names.setdefault(name.decode(), len(self.names)))


@functools.lru_cache(maxsize=20_000)
def _day(text: bytes) -> Day:
    found = dt.date.fromisoformat(text.decode())
    return Day(found, found)


@functools.lru_cache(maxsize=20_000)
def _is_day(text: bytes) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


def _leaves(node: Any) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, tuple):
        for entry in node:
            yield from _leaves(entry)
    elif dataclasses.is_dataclass(node):
        for name in _fields(node.__class__):
            yield from _leaves(getattr(node, name))


@functools.cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _filler(node: Any, own: Mapping[Leaf, int]) -> Fill | None:
    """What makes the same value with its own leaves exchanged; None for a value without any."""
    if isinstance(node, Leaf):
        return operator.itemgetter(own[node]) if node in own else None
    if isinstance(node, tuple):
        return _assembly(node, getattr(node, "_make", tuple), own)
    if dataclasses.is_dataclass(node):
        kind: Any = node.__class__
        values = tuple(getattr(node, name) for name in _fields(kind))
        return _assembly(values, lambda parts: kind(*parts), own)
    return None


def _assembly(
    values: tuple[Any, ...], make: Callable[[list[Any]], Any], own: Mapping[Leaf, int]
) -> Fill | None:
    fillers = ((place, _filler(value, own)) for place, value in enumerate(values))
    changing = [(place, filler) for place, filler in fillers if filler is not None]
    if not changing:
        return None

    def fill(leaves: Sequence[Leaf]) -> Any:
        parts = list(values)
        for place, filler in changing:
            parts[place] = filler(leaves)
        return make(parts)

    return fill
