"""Which resources of a whole population are alike, and what one of them stands for.

Two resources are alike when they have the same type, the same members and the same content in the
members of `ALIKE`; all their other members are silent ones. One example is then enough to know
whether any of them can say anything. Every other resource stands for itself alone.
"""

from __future__ import annotations

import datetime as dt
import enum

from fhir_mappers.document import Document
from fhir_mappers.memo import Memo
from fhir_mappers.neighbours import Neighbours
from fhir_mappers.readers import READERS
from fhir_mappers.reading import Reading, nothing_in
from fhir_mappers.relevance import ALWAYS_READ, READ_WITH, SILENT, Sign

PERSON = "Patient"
READ = frozenset(READERS)
ALIKE = (
    "bodySite",
    "category",
    "class",
    "code",
    "extension",
    "hospitalization",
    "medicationCodeableConcept",
    "reasonCode",
    "serviceType",
    "type",
    "valueCodeableConcept",
    "component",
)
"""Members whose content is compared."""

NUMBERS_IN = "component"
"""The one of them whose numbers are left out of the comparison."""

REFERRING = (
    "evidence",
    "focus",
    "hasMember",
    "medicationReference",
    "partOf",
    "reasonReference",
    "specimen",
    "stage",
)
"""Members whose references the readers follow."""

_POINTERS = frozenset({"hasMember", "medicationReference", "partOf", "result"})


class Weight(enum.IntEnum):
    """What resources of one kind can do: nothing, add to a cancer patient's record, or more."""

    NOTHING = 0
    ASIDE = 1
    MORE = 2


def weigh(example: Document, memo: Memo, today: dt.date) -> Weight:
    """What every resource like the example can do; one without a type is for others to judge."""
    if example.kind not in READ:
        return Weight.NOTHING if example.kind else Weight.MORE
    if example.kind == PERSON:
        return Weight.ASIDE
    telling = set(example.members) - SILENT - {"resourceType"}
    if telling - set(ALIKE) - _POINTERS or memo.relevance.may_concern_cancer(example):
        return Weight.MORE
    if example.kind in ALWAYS_READ or telling & READ_WITH or memo.relevance.speaks(example):
        return Weight.ASIDE
    reading = Reading(memo.terms, memo.lexicon, today, Neighbours(()))
    found = memo.facts(example, reading, Sign())
    return Weight.NOTHING if found == nothing_in(example.reference) else Weight.MORE
