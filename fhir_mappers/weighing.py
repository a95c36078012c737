"""What resources that are alike can do, told from one example of them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

import msgspec

from fhir_mappers.document import Document
from fhir_mappers.fhir import InvalidResourceError, Resource
from fhir_mappers.known import HAPPENED, WRITTEN
from fhir_mappers.likeness import ALIKE, NUMBERS_IN, Weight
from fhir_mappers.memo import Memo
from fhir_mappers.neighbours import Neighbours
from fhir_mappers.one_resource import as_sent, bounded
from fhir_mappers.readers import READERS
from fhir_mappers.reading import Found, Reader, Reading, nothing_in
from fhir_mappers.relevance import ALWAYS_READ, READ_WITH, SILENT, Sign
from fhir_mappers.solitude import LoneReader

PERSON, STATUS = "Patient", "status"
EXAMPLES = 1000
"""As many examples are remembered."""
READ = frozenset(READERS)
_COMPARED = frozenset({"resourceType", "id", STATUS, *ALIKE, *WRITTEN, *HAPPENED}) - {NUMBERS_IN}
"""Members that are the same in all alike resources, or that alone make none speak."""
_STATUSES = {
    "MedicationRequest": (
        "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft",
        "unknown",
    ),
    "Observation": (
        "registered", "preliminary", "final", "amended", "corrected", "cancelled",
        "entered-in-error", "unknown",
    ),
    "Procedure": (
        "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed",
        "entered-in-error", "unknown",
    ),
}  # fmt: skip
"""Every status of the types whose readers look at no day but to see whether it lies ahead."""
_POINTERS = frozenset({"hasMember", "medicationReference", "partOf", "result"})


def scales() -> Memo:
    """A memory to weigh with; it reads resources as they were sent.

    What would be found in one that is not valid weighs at the least as much so, and the models of
    FHIR, which take long to load, are not waited for.
    """
    return Memo(LoneReader(bounded(_unchecked), READERS), EXAMPLES, singles=0)


def _unchecked(document: Document, readers: Sequence[Reader], reading: Reading) -> Found:
    resource = Resource(document.kind, document.reference, document.json)
    found = as_sent(resource, readers, reading)
    if found is None:
        raise InvalidResourceError("its shape is not that of its type")
    return found or nothing_in(document.reference)


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
    return example.kind in _STATUSES and all(
        memo.is_deaf_to(one, differing, dt.date.max)
        for one in itertools.chain((example,), _with_every_status(example))
    )


def _with_every_status(example: Document) -> Iterator[Document]:
    if STATUS in example.members:
        for status in _STATUSES.get(example.kind, ()):
            yield Document(msgspec.json.encode({**example.json, STATUS: status}))
