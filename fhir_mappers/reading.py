"""What a reader may use beside the resource that it reads."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fhir_mappers import fhir
from fhir_mappers.facts import Day, Fact, Unread
from fhir_mappers.fhir import Concept, Json, Resource
from fhir_mappers.terminology import Terminology
from fhir_mappers.text import Lexicon

REMEMBERED = 4096
TEXT_DATES = (
    "effectiveDateTime",
    "effectivePeriod",
    "issued",
    "recordedDate",
    "performedDateTime",
    "performedPeriod",
)
"""Members that tell the day of what a resource says in words."""


@dataclass(frozen=True)
class Reading:
    """Code sets, phrases, the calendar day of the call, and the other resources of the chart.

    `others` maps every form of reference under which an admitted resource of this patient is known
    (relative, absolute, `urn:uuid:`) to its JSON. A reference that is not in it is unknown, which
    is never a negative statement.
    """

    terms: Terminology
    lexicon: Lexicon
    today: dt.date
    others: Mapping[str, Json]

    def resolve(self, container: Json, node: object) -> Json | None:
        """The resource a Reference points to, contained ones (`#id`) first; None when not at hand."""
        target = fhir.reference(node)
        if target is None:
            return None
        if target.startswith("#"):
            contained = fhir.items(container.get("contained"))
            return next((entry for entry in contained if entry.get("id") == target[1:]), None)
        return self.others.get(target)

    def event_day(self, json: Json, *names: str, latest: bool = True) -> Day | None:
        """When something happened; a date after today is implausible and reads as none (I13)."""
        found = fhir.choice_day(json, *names, latest=latest)
        return found if found is None or found.first <= self.today else None


Found = tuple[Fact | Unread, ...]
Reader = Callable[[Resource, Reading], Found]
NOTHING = "nothing in it is a fact that we know"


def nothing_in(reference: str) -> Found:
    """What is found in a resource whose readers say nothing."""
    return (Unread(reference, NOTHING),)


@functools.lru_cache(maxsize=REMEMBERED)
def words(*concepts: Concept) -> str:
    """All texts and displays of some concepts, one sentence each, for the lexicon."""
    parts: list[str] = []
    for concept in concepts:
        parts.extend([concept.text, *(coding.display for coding in concept.codings)])
    return ". ".join(dict.fromkeys(part for part in parts if part))
