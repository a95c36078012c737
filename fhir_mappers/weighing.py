"""What resources that are alike can do, told from one example of them."""

from __future__ import annotations

import datetime as dt

from fhir_mappers.document import Document
from fhir_mappers.likeness import ALIKE, Weight
from fhir_mappers.memo import Memo
from fhir_mappers.neighbours import Neighbours
from fhir_mappers.readers import READERS
from fhir_mappers.reading import Reading, nothing_in
from fhir_mappers.relevance import ALWAYS_READ, READ_WITH, SILENT, Sign

PERSON = "Patient"
READ = frozenset(READERS)
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
    if example.kind in ALWAYS_READ or telling & READ_WITH or memo.relevance.speaks(example):
        return Weight.ASIDE
    reading = Reading(memo.terms, memo.lexicon, today, Neighbours(()))
    found = memo.facts(example, reading, Sign())
    return Weight.NOTHING if found == nothing_in(example.reference) else Weight.MORE
