"""Remembers what single resources say, so that a chart seen again is not read again.

Order hooks fire again and again on the same chart. Remembering changes no answer: a resource is
known by its bytes and the day of the call, and one whose meaning depends on other resources is
always read anew.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fhir_mappers import terminology, text
from fhir_mappers.document import Document
from fhir_mappers.fhir import Json
from fhir_mappers.neighbours import Indexed, with_member
from fhir_mappers.reading import Found, Reading
from fhir_mappers.relevance import Relevance, Sign

Read = Callable[[Document, Reading], Found]
SIZE = 10_000


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


class Memo:
    """Bounded memory of one process; `size` is the most resources kept, 0 remembers nothing."""

    def __init__(self, read: Read, size: int = SIZE) -> None:
        """Take the function that reads one resource."""
        self.terms = terminology.load()
        self.lexicon = text.load()
        self.relevance = Relevance(self.terms, self.lexicon, size)
        self._read = read
        self._alone = functools.lru_cache(maxsize=size)(self._read_alone)

    def facts(self, document: Document, reading: Reading, sign: Sign) -> Found:
        """What a resource says, remembered where it depends on nothing but itself."""
        if sign.asks:
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
