"""Tells which resources differ in nothing but ids, references and days, and gives one's facts to all.

Two results of one test differ in their ids and dates, and so do the facts read from them. A reader
copies ids and references and compares days with one another and with today; it never counts with
them. So the facts of the second are those of the first with the ids and days exchanged, provided
that its days stand in the same order. A quantity is another matter: what it says is asked anew of
the readers that look at it (`fhir_mappers.memo`).

What does not fit is read as everywhere else: a resource with contained ones, with a day that is not
fully written or is hidden in a text, whose facts hold a day of another origin, or which asked for
another resource. Persons are never alike.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from fhir_mappers.document import Document
from fhir_mappers.facts import Day
from fhir_mappers.reading import Found

PERSON = "Patient"
SHORTEST = 4
_TIME = rb"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)"
_VARIES = re.compile(
    rb'"(id|reference)":\s?"([A-Za-z0-9./-]+)"|"([12]\d{3}-\d\d-\d\d)(' + _TIME + rb')?"'
    rb'|"valueQuantity":\s?\{"value":\s?(-?\d+(?:\.\d+)?)(?=[,}])'
)
_PARTS = _VARIES.groups + 1
_DAY, _TIMED, _QUANTITY = 2, 3, 4
_OTHER_DAY = re.compile(rb'(?<!"code":)(?<!"code": )"\s*\d{4}(?:-\d\d){0,2}(?=["T\s])')
_CONTAINED = b'"contained"'
_OWN_ID = 0
_NUMBER = -1
Mark = int | tuple[bytes, int | bytes]
Key = tuple[tuple[bytes, ...], tuple[Mark, ...], tuple[int, ...]]
Leaf = str | Day
Fill = Callable[[Sequence[Leaf]], Any]


class Cut(NamedTuple):
    """A resource taken apart: what it shares with others, and what is its own, in order.

    The key holds a number for every value that is exchanged. `numbers` are the quantities as
    written; they are no part of what is shared, and are not exchanged either.
    """

    key: Key
    names: tuple[str, ...]
    days: tuple[Day, ...]
    numbers: tuple[bytes, ...]

    def leaves(self) -> tuple[Leaf, ...]:
        """All that is exchanged."""
        return (*self.names, *self.days)


@dataclass(frozen=True)
class Stencil:
    """Facts of a resource that was read by itself; `fill` makes those of one cut alike."""

    found: Found
    fill: Fill | None

    def filled(self, cut: Cut) -> Found:
        """The facts of a resource that was cut alike."""
        found: Found = self.fill(cut.leaves()) if self.fill else self.found
        return found


def cut_apart(document: Document, today: dt.date) -> Cut | None:
    """What a resource shares with others and what is its own; None where that cannot be told."""
    if document.kind == PERSON or _CONTAINED in document.raw or len(document.id) < SHORTEST:
        return None
    pieces = _VARIES.split(document.raw)
    names, days, numbers = {document.reference: 0}, dict[bytes, int](), list[bytes]()
    marks: list[Mark] = []
    for at in range(1, len(pieces), _PARTS):
        day = pieces[at + _DAY]
        if day is not None:
            # Days count upwards, odd with a time of day; the own id is 0, the rest are pairs.
            marks.append(2 * days.setdefault(day, len(days)) + (3 if pieces[at + _TIMED] else 2))
        elif pieces[at] is None:
            numbers.append(pieces[at + _QUANTITY])
            marks.append(_NUMBER)
        else:
            marks.append(_mark(pieces[at], pieces[at + 1], names, document.id))
    known = tuple(map(_day, days))
    if None in known:
        return None
    key = (tuple(pieces[::_PARTS]), tuple(marks), _ranks(_written(today), tuple(days)))
    return Cut(key, tuple(names), cast("tuple[Day, ...]", known), tuple(numbers))


def stencil_of(cut: Cut, own_id: str, found: Found) -> Stencil | None:
    """A stencil, unless something in the facts is neither shared nor exchanged whole."""
    if any(map(_OTHER_DAY.search, cut.key[0])):
        return None
    own = {leaf: number for number, leaf in enumerate(cut.leaves())}
    written = (own_id, *cut.names, *(day.text for day in cut.days))
    return Stencil(found, _filler(found, own)) if _fits(found, own, written) else None


def _mark(member: bytes, name: bytes, names: dict[str, int], own_id: str) -> Mark:
    """A relative reference as its type and its number; any other, or a foreign id, as it is."""
    if member == b"id":
        return _OWN_ID if name == own_id.encode() else (b"id", name)
    kind, slash, rest = name.partition(b"/")
    if not slash or b"/" in rest or not rest or not kind.isalpha():
        return member, name
    return kind, names.setdefault(name.decode(), len(names))


@functools.lru_cache(maxsize=64)
def _written(day: dt.date) -> bytes:
    return day.isoformat().encode()


def _ranks(today: bytes, days: tuple[bytes, ...]) -> tuple[int, ...]:
    """Where today and the days, which are all different, stand among one another."""
    order = sorted({today, *days})
    return (order.index(today), *map(order.index, days))


@functools.lru_cache(maxsize=20_000)
def _day(text: bytes) -> Day | None:
    """The day of ten characters; None for one that no calendar has."""
    try:
        found = dt.date.fromisoformat(text.decode())
    except ValueError:
        return None
    return Day(found, found)


def _fits(node: Any, own: Mapping[Leaf, int], written: tuple[str, ...]) -> bool:
    """Whether all that is a resource's own can be exchanged in what was read from it."""
    if isinstance(node, Leaf):
        foreign = isinstance(node, Day) or any(text in node for text in written)
        return node in own or not foreign
    if isinstance(node, tuple):
        return all(_fits(entry, own, written) for entry in node)
    if dataclasses.is_dataclass(node):
        held = (getattr(node, name) for name in _fields(node.__class__))
        return all(_fits(value, own, written) for value in held)
    # Anything else, such as a whole resource, may hold what is another patient's.
    return node is None or isinstance(node, int | float | enum.Enum)


@functools.cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _filler(node: Any, own: Mapping[Leaf, int]) -> Fill | None:
    """What makes the same value with its own leaves exchanged; None for a value without any."""
    if isinstance(node, Leaf):
        return operator.itemgetter(own[node]) if node in own else None
    if isinstance(node, tuple):
        return _tuple_filler(node, own)
    if dataclasses.is_dataclass(node):
        return _fact_filler(node, own)
    return None


def _tuple_filler(node: tuple[Any, ...], own: Mapping[Leaf, int]) -> Fill | None:
    changing = [(at, other) for at, value in enumerate(node) if (other := _filler(value, own))]
    make: Callable[[list[Any]], Any] = getattr(node, "_make", tuple)

    def fill(leaves: Sequence[Leaf]) -> Any:
        parts = list(node)
        for at, own_part in changing:
            parts[at] = own_part(leaves)
        return make(parts)

    return fill if changing else None


def _fact_filler(node: Any, own: Mapping[Leaf, int]) -> Fill | None:
    """Copies a fact with some fields exchanged; facts only hold, they do nothing when made."""
    kind, held = node.__class__, {name: getattr(node, name) for name in _fields(node.__class__)}
    changing = [(name, other) for name, value in held.items() if (other := _filler(value, own))]

    def fill(leaves: Sequence[Leaf]) -> Any:
        made = object.__new__(kind)
        fields = made.__dict__
        fields.update(held)
        for name, own_part in changing:
            fields[name] = own_part(leaves)
        return made

    return fill if changing else None
