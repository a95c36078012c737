"""What resources that are alike can do, told from one example of them."""

from __future__ import annotations

import datetime as dt

import msgspec

from fhir_mappers.document import Document
from fhir_mappers.known import HAPPENED, WRITTEN
from fhir_mappers.likeness import ALIKE, NUMBERS_IN, Weight
from fhir_mappers.memo import Memo
from fhir_mappers.neighbours import Neighbours
from fhir_mappers.readers import READERS
from fhir_mappers.reading import Reading, nothing_in
from fhir_mappers.relevance import ALWAYS_READ, READ_WITH, SILENT, Sign

PERSON, STATUS = "Patient", "status"
READ = frozenset(READERS)
_COMPARED = frozenset({"resourceType", "id", STATUS, *ALIKE, *WRITTEN, *HAPPENED}) - {NUMBERS_IN}
"""Members that are the same in all alike resources, or that alone make none speak."""
_STATUSES = ("registered", "preliminary", "final", "cancelled", "not-done", "entered-in-error")
"""One of each sort."""
_POINTERS = frozenset({"hasMember", "medicationReference", "partOf", "result"})


def weigh(example: Document, memo: Memo, today: dt.date) -> Weight:
    """What every resource like the example can do; one without a type is for others to judge."""
    if example.kind not in READ:
        return Weight.NOTHING if example.kind else Weight.MORE
    if example.kind == PERSON:
        return Weight.ASIDE
    telling = set(example.members) - SILENT - {"resourceType"}
    if telling - set(ALIKE) - _POINTERS or memo.relevance.may_concern_cancer(example):
        return Weight.MORE
    if example.kind in ALWAYS_READ or telling & READ_WITH:
        return Weight.ASIDE
    if memo.relevance.speaks(example):
        return Weight.NOTHING if _is_silent(example, memo) else Weight.ASIDE
    reading = Reading(memo.terms, memo.lexicon, today, Neighbours(()))
    found = memo.facts(example, reading, Sign())
    return Weight.NOTHING if found == nothing_in(example.reference) else Weight.MORE


def _is_silent(example: Document, memo: Memo) -> bool:
    """Whether nothing is read from alike resources, although a word or a code in them is known.

    So it is when the readers say nothing whatever the status is, and look at nothing that may
    differ. No day counts as to come, because a reader may pass over what has not happened yet.
    """
    differing = frozenset(example.members) - _COMPARED
    statuses = _STATUSES if STATUS in example.members else (None,)
    return all(
        memo.is_deaf_to(_with_status(example, status), differing, dt.date.max)
        for status in statuses
    )


def _with_status(example: Document, status: str | None) -> Document:
    if status is None:
        return example
    return Document(msgspec.json.encode({**example.json, STATUS: status}))
