"""Remembers what resources say, so that what was read once is not read again.

Order hooks fire again and again on one chart, and the charts of different patients are full of
resources that differ in nothing but ids and days. Remembering changes no answer: a resource is
known by its stencil (`fhir_mappers.stencil`) or else by its bytes and the day of the call, and one
whose meaning depends on other resources is always read anew.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fhir_mappers import terminology, text
from fhir_mappers.document import Document
from fhir_mappers.fhir import Json
from fhir_mappers.last_used import LastUsed
from fhir_mappers.neighbours import Indexed, with_member
from fhir_mappers.reading import Found, Reading
from fhir_mappers.relevance import Relevance, Sign
from fhir_mappers.stencil import Cut, Key, Stencil, cut_apart, stencil_of

Read = Callable[[Document, Reading], Found]


class _Nobody(Indexed):
    """Neighbours of a resource that is read by itself: none, and what was asked for."""

    def __init__(self) -> None:
        self.asked = False
        self.sought: set[str] = set()

    def with_member(self, name: str) -> Iterator[Json]:
        self.sought.add(name)
        return iter(())

    def __getitem__(self, target: str) -> Json:
        self.asked = True
        raise KeyError(target)

    def __iter__(self) -> Iterator[str]:
        self.asked = True
        return iter(())

    def __len__(self) -> int:
        self.asked = True
        return 0


@dataclass(frozen=True)
class Alone:
    """What a resource says by itself; `sought` are members that it looked for in others."""

    found: Found
    sought: tuple[str, ...]

    def depends_on(self, reading: Reading) -> bool:
        """Whether a chart holds a resource with a member that was looked for."""
        return any(True for member in self.sought for _ in with_member(reading.others, member))


class _Kept:
    """What is kept of resources cut alike: what the first of them said."""

    def __init__(self, cut: Cut, own_id: str, alone: Alone | None) -> None:
        self.alone = alone
        self._cut = cut
        self._id = own_id

    @functools.cached_property
    def stencil(self) -> Stencil | None:
        """Made for the second one, because many stay the only one; None: each is for itself."""
        return stencil_of(self._cut, self._id, self.alone.found) if self.alone else None


class Memo:
    """Bounded memory of one process.

    `size` is the most stencils kept, and the most signs of irrelevance; 0 remembers nothing.
    `singles` is the most resources kept by their bytes.
    """

    def __init__(self, read: Read, size: int, singles: int) -> None:
        """Take the function that reads one resource."""
        self.terms = terminology.load()
        self.lexicon = text.load()
        self.relevance = Relevance(self.terms, self.lexicon, size)
        self._read = read
        self._size = size
        self._alike = LastUsed[Key, _Kept](size)
        self._singles = singles
        self._alone = functools.lru_cache(maxsize=singles)(self._read_alone)

    def facts(self, document: Document, reading: Reading, sign: Sign) -> Found:
        """What a resource says, remembered where it depends on nothing but itself."""
        if sign.asks:
            return self._read(document, reading)
        cut = cut_apart(document, reading.today) if self._size else None
        if cut is None:
            return self._single(document, reading, sign)
        kept = self._alike.find(cut.key)
        first = kept is None
        if kept is None:
            kept = self._keep(cut, document, reading.today)
        if kept.alone is None or kept.alone.depends_on(reading):
            return self._read(document, reading)
        if first:
            return kept.alone.found
        if kept.stencil is None:
            return self._single(document, reading, sign)
        return kept.stencil.filled(cut)

    def _keep(self, cut: Cut, document: Document, today: dt.date) -> _Kept:
        made = _Kept(cut, document.id, self._read_alone(document.raw, today))
        self._alike.keep(cut.key, made)
        return made

    def _single(self, document: Document, reading: Reading, sign: Sign) -> Found:
        """What a resource says that is like no other."""
        if not self._singles:
            return self._read(document, reading)
        alone = self._alone(document.raw, reading.today)
        if alone is None:
            sign.asks = True
        if alone is None or alone.depends_on(reading):
            return self._read(document, reading)
        return alone.found

    def _read_alone(self, raw: bytes, today: dt.date) -> Alone | None:
        """Facts of a resource by itself; None when it asked for another one by name, or for all."""
        others = _Nobody()
        found = self._read(Document(raw), Reading(self.terms, self.lexicon, today, others))
        return None if others.asked else Alone(found, tuple(others.sought))
