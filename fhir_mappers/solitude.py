"""Reads one resource by itself, as if it were the only one of its chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from fhir_mappers import terminology, text
from fhir_mappers.document import Document
from fhir_mappers.fhir import Json
from fhir_mappers.neighbours import Indexed, with_member
from fhir_mappers.reading import Found, Reader, Reading, nothing_in
from fhir_mappers.watched import Watched

Readers = tuple[Reader, ...]
_QUANTITY = b'"valueQuantity"'


class Read(Protocol):
    """Reads one resource."""

    def __call__(
        self, document: Document, reading: Reading, readers: Readers | None = None
    ) -> Found:
        """What the readers of its type say, or those given."""


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


class LoneReader:
    """Reads resources by themselves, with the code sets and phrases of this installation."""

    def __init__(self, read: Read, readers: Mapping[str, Readers]) -> None:
        """Take the function that reads one resource, and the readers of each type."""
        self.terms = terminology.load()
        self.lexicon = text.load()
        self.read = read
        self._readers = readers

    def alone(
        self, document: Document, today: dt.date, readers: Readers | None = None
    ) -> Alone | None:
        """Facts of a resource by itself; None when it asked for another one by name, or for all."""
        others = _Nobody()
        reading = Reading(self.terms, self.lexicon, today, others)
        found = self.read(document, reading, readers)
        return None if others.asked else Alone(found, tuple(others.sought))

    def curious(self, document: Document, today: dt.date) -> Readers:
        """The readers to ask about a resource that is the same but for its quantities.

        Those that take out a member with a quantity, and with them those that say something or might
        in another chart; none where no reader takes one out. The others find nothing whatever the
        quantities are.
        """
        members = document.members.items()
        names = frozenset(name for name, raw in members if _QUANTITY in bytes(raw))
        names |= {"valueQuantity"}
        asked = [
            (reader, *self._ask(reader, document, names, today))
            for reader in self._readers.get(document.kind, ())
        ]
        if not any(looked for _, looked, _ in asked):
            return ()
        return tuple(reader for reader, looked, may_speak in asked if looked or may_speak)

    def is_deaf_to(self, document: Document, names: frozenset[str], today: dt.date) -> bool:
        """Whether no reader says anything, or might elsewhere, or takes out a member of the names."""
        asked = (
            self._ask(reader, document, names, today)
            for reader in self._readers.get(document.kind, ())
        )
        return not any(looked or may_speak for looked, may_speak in asked)

    def _ask(
        self, reader: Reader, document: Document, names: frozenset[str], today: dt.date
    ) -> tuple[bool, bool]:
        """Whether one reader looks at those members, and whether it says something anywhere."""
        json = Watched(dict(document.json), names)
        alone = self.alone(Document(document.members, None, json), today, (reader,))
        silent = alone is not None and alone.found == nothing_in(document.reference)
        return json.looked, alone is None or bool(alone.sought) or not silent
