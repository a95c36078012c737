"""Remembers what resources say, so that what was read once is not read again.

Order hooks fire again and again on one chart, and the charts of different patients are full of
resources that differ in nothing but ids and days. Remembering changes no answer: a resource is
known by its stencil (`fhir_mappers.stencil`) or else by its bytes and the day of the call, and one
whose meaning depends on other resources is always read anew. Of those that differ in a quantity as
well, the readers that look at it are asked once for each value, the others not again.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Hashable

from fhir_mappers.document import Document
from fhir_mappers.last_used import LastUsed
from fhir_mappers.reading import Found, Reading
from fhir_mappers.relevance import Relevance, Sign
from fhir_mappers.solitude import Alone, LoneReader, Readers
from fhir_mappers.stencil import Cut, Stencil, cut_apart, stencil_of


class _Kept:
    """What is kept of resources cut alike: what the first of them said.

    `curious` are the readers to ask about one with other numbers, empty where none looks at them,
    None until there was one.
    """

    def __init__(self, cut: Cut, own_id: str, alone: Alone | None) -> None:
        self.alone = alone
        self.cut = cut
        self.curious: Readers | None = None
        self._id = own_id

    @functools.cached_property
    def stencil(self) -> Stencil | None:
        """Made for the second one, because many stay the only one; None: each is for itself."""
        return stencil_of(self.cut, self._id, self.alone.found) if self.alone else None


class Memo:
    """Bounded memory of one process.

    `size` is the most stencils kept, and the most signs of irrelevance; 0 remembers nothing.
    `singles` is the most resources kept by their bytes.
    """

    def __init__(self, reader: LoneReader, size: int, singles: int) -> None:
        """Take what reads one resource."""
        self.terms = reader.terms
        self.lexicon = reader.lexicon
        self.relevance = Relevance(self.terms, self.lexicon, size)
        self._reader = reader
        self._size = size
        self._alike = LastUsed[Hashable, _Kept](size)
        self._singles = singles
        self._alone = functools.lru_cache(maxsize=singles)(self._read_bytes)

    def facts(self, document: Document, reading: Reading, sign: Sign) -> Found:
        """What a resource says, remembered where it depends on nothing but itself."""
        if sign.asks:
            return self._reader.read(document, reading)
        cut = cut_apart(document, reading.today) if self._size else None
        if cut is None:
            return self._single(document, reading, sign)
        kept, first = self._kept(cut, document, reading.today)
        if kept.alone is None or kept.alone.depends_on(reading):
            return self._reader.read(document, reading)
        if first:
            return kept.alone.found
        if kept.stencil is None:
            return self._single(document, reading, sign)
        return kept.stencil.filled(cut)

    def is_deaf_to(self, document: Document, names: frozenset[str], today: dt.date) -> bool:
        """See `LoneReader.is_deaf_to`."""
        return self._reader.is_deaf_to(document, names, today)

    def _kept(self, cut: Cut, document: Document, today: dt.date) -> tuple[_Kept, bool]:
        """What is kept for a resource, and whether it was read just now."""
        kept = self._alike.find(cut.key)
        if kept is None:
            return self._read_for(cut.key, cut, document, today, None), True
        if kept.alone is None or cut.numbers == kept.cut.numbers:
            return kept, False
        if kept.curious is None:
            kept.curious = self._reader.curious(document, today)
        if not kept.curious:
            return kept, False
        # With the key of the first one, so that it is in memory once for all numbers.
        cut = cut._replace(key=kept.cut.key)
        name = (cut.key, cut.numbers)
        same = self._alike.find(name)
        if same is not None:
            return same, False
        return self._read_for(name, cut, document, today, kept.curious), True

    def _read_for(
        self, name: Hashable, cut: Cut, document: Document, today: dt.date, readers: Readers | None
    ) -> _Kept:
        """What a resource says, read and kept under a name."""
        made = _Kept(cut, document.id, self._reader.alone(document, today, readers))
        self._alike.keep(name, made)
        return made

    def _single(self, document: Document, reading: Reading, sign: Sign) -> Found:
        """What a resource says that is like no other."""
        if not self._singles:
            return self._reader.read(document, reading)
        alone = self._alone(document.raw, reading.today)
        if alone is None:
            sign.asks = True
        if alone is None or alone.depends_on(reading):
            return self._reader.read(document, reading)
        return alone.found

    def _read_bytes(self, raw: bytes, today: dt.date) -> Alone | None:
        return self._reader.alone(Document(raw), today)
