"""Reads the datatypes of FHIR from plain JSON, whatever its shape.

Values are always taken from the JSON as sent, because a round trip through the models changes
decimals; what of it is valid is told by `fhir_mappers.validity`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from fhir_mappers.facts import Day, Evidence
from fhir_mappers.last_seen import of_last_nodes

Json = Mapping[str, Any]

_DATE = re.compile(r"^\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|T|\s)")


class InvalidResourceError(Exception):
    """A resource that no pruning makes valid. The message names elements, never values."""


class Coding(NamedTuple):
    """One coding as sent, blanks at the ends removed."""

    system: str
    code: str
    display: str = ""


class Concept(NamedTuple):
    """A CodeableConcept: all codings, and the text (empty when there is none)."""

    codings: tuple[Coding, ...] = ()
    text: str = ""

    @property
    def words(self) -> str:
        """Text if there is one, else the first display, else an empty string."""
        return self.text or next((c.display for c in self.codings if c.display), "")


_NO_CONCEPT = Concept()
REMEMBERED_DAYS = 8192


@dataclass(frozen=True)
class Resource:
    """One resource that may be read: its type, relative reference, valid JSON and what was cut."""

    type: str
    reference: str
    json: Json
    pruned: tuple[str, ...] = ()


def items(node: Any) -> Iterator[Json]:
    """The objects in a list, or the object itself where a list was expected; anything else: none."""
    if isinstance(node, dict):
        yield node
    elif isinstance(node, list):
        yield from (entry for entry in node if isinstance(entry, dict))


def text(node: Any) -> str:
    """A string without blanks at its ends; anything else reads as empty."""
    return node.strip() if isinstance(node, str) else ""


def concept(node: Any) -> Concept:
    """A CodeableConcept (or nothing); codings without a code are left out, displays are kept."""
    return _concept(node) if isinstance(node, dict) else _NO_CONCEPT


@of_last_nodes
def _concept(node: Json) -> Concept:
    sent = (
        Coding(text(entry.get("system")), text(entry.get("code")), text(entry.get("display")))
        for entry in items(node.get("coding"))
    )
    codings = tuple(coding for coding in sent if coding.code or coding.display)
    return Concept(codings, text(node.get("text")))


def concepts(node: Any) -> tuple[Concept, ...]:
    """CodeableConcepts of a list element, also where a single object was sent instead."""
    return tuple(concept(entry) for entry in items(node))


def day(value: Any) -> Day | None:
    """A FHIR date, dateTime or instant as the interval of days it may mean; None when unreadable."""
    return _day(value) if isinstance(value, str) else None


@functools.lru_cache(maxsize=REMEMBERED_DAYS)
def _day(value: str) -> Day | None:
    match = _DATE.match(value)
    if match is None:
        return None
    year, month, day_of_month = (int(part) if part else None for part in match.groups())
    if year is None or not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    try:
        first = dt.date(year, month or 1, day_of_month or 1)
    except ValueError:
        return None
    last_month = month or 12
    last_day = day_of_month or calendar.monthrange(year, last_month)[1]
    return Day(first, dt.date(year, last_month, last_day))


def choice_day(json: Json, *names: str, latest: bool = True) -> Day | None:
    """The first readable date among the elements named; a Period gives its end (or its start)."""
    for name in names:
        value = json.get(name)
        found = _period_day(value, latest=latest) if isinstance(value, dict) else day(value)
        if found is not None:
            return found
    return None


def _period_day(period: Json, *, latest: bool) -> Day | None:
    start, end = day(period.get("start")), day(period.get("end"))
    return (end or start) if latest else (start or end)


def reference(node: Any) -> str | None:
    """The reference string of a Reference element, None when it has none."""
    return text(node.get("reference")) or None if isinstance(node, dict) else None


def extensions(json: Json, *endings: str) -> Iterator[Json]:
    """Extensions of an element whose URL ends in one of the names given."""
    for entry in items(json.get("extension")):
        if text(entry.get("url")).rstrip("/").endswith(endings):
            yield entry


def notes(json: Json, *names: str) -> tuple[str, ...]:
    """Texts of Annotation lists (`note` unless other elements are named), as written."""
    found: Iterable[str] = (
        text(entry.get("text")) for name in (names or ("note",)) for entry in items(json.get(name))
    )
    return tuple(entry for entry in found if entry)


def evidence(
    resource: Resource,
    coding: Coding | None = None,
    *,
    on: Day | None = None,
    shown: str = "",
    verified: bool = True,
) -> Evidence:
    """Evidence from this resource; without a coding it counts as read from free text."""
    code = f"{coding.system}|{coding.code}" if coding else ""
    label = shown or (coding.display if coding else "")
    return Evidence(
        resource.reference, code, on, label, from_text=coding is None, verified=verified
    )
