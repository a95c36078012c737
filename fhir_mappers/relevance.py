"""Tells, before anything is parsed, whether a resource can say anything that we read.

A resource speaks through what it is coded with and through its words. Dates, numbers, units and
references only add to that, so two laboratory values of one test are alike here: if one test means
nothing to us, neither does the next value of it. A resource is passed over only when no code in it
is known to any code set, no phrase of the lexicon stands in its words, and its readers, asked once,
found nothing either. Everything else is read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from fhir_mappers import fhir
from fhir_mappers.document import Document
from fhir_mappers.fhir import Coding
from fhir_mappers.intake import ACT, Admission
from fhir_mappers.terminology import Terminology
from fhir_mappers.text import Lexicon

SILENT = frozenset(
    {
        "abatementDateTime", "abatementPeriod", "appointment", "asserter", "authoredOn", "basedOn",
        "clinicalStatus", "context", "dataAbsentReason", "derivedFrom", "device",
        "dispenseRequest", "dosageInstruction", "effectiveDateTime", "effectiveInstant",
        "effectivePeriod", "encounter", "groupIdentifier", "id", "identifier", "implicitRules",
        "informationSource", "insurance", "intent", "interpretation", "issued", "language",
        "length", "location", "meta", "method", "occurrenceDateTime", "occurrencePeriod",
        "onsetAge", "onsetDateTime", "onsetPeriod", "participant", "patient", "performedDateTime",
        "performedPeriod", "performer", "period", "priority", "reasonReference", "recordedDate",
        "recorder", "referenceRange", "requester", "serviceProvider", "specimen", "status",
        "subject", "substitution", "text", "valueBoolean", "valueDateTime", "valueInteger",
        "valueQuantity", "verificationStatus",
    }
)  # fmt: skip
"""Members that say nothing unless a code or a word beside them does."""

ALWAYS_READ = frozenset({"DiagnosticReport", "Patient", "ServiceRequest"})
READ_WITH = frozenset(
    {"conclusion", "contained", "evidence", "hasMember", "medicationReference", "note", "partOf",
     "result", "stage", "valueString"}
)  # fmt: skip
"""Members whose meaning lies elsewhere or in free text: a resource that has one is read."""

_POINTING = frozenset({"hasMember", "medicationReference", "partOf", "result"})
"""Members that send their reader to another resource."""

_ANSWERS = frozenset({"answers", "order_categories", "routes"})
"""Code sets whose codes mean something only beside a code of another set."""
_ASIDE = frozenset(
    {"amounts", "cues", "label_words", "lesion_counts", "node_regions", "note_verdicts", "order_acts", "trial_words",
     "order_categories", "order_words", "report_words", "results", "routes", "symptom_cues",
     "test_words", "tumour_seats"}
)  # fmt: skip
"""Phrases that only qualify what another phrase or a code says, or that only orders are read for."""
BESIDE_CANCER = frozenset(
    {"biomarker_words", "care", "care_codes", "measures", "organs", "performance", "procedures",
     "reserve", "status_words", "symptoms", "topographies"}
)  # fmt: skip
"""Code sets and lexicons that are read about cancer patients and mean nothing about others."""
_NUMBER = re.compile(rb'"value"\s*:\s*-?[\d.eE+-]+')
_COMPONENT = "component"
_REMEMBERED = 4096


@dataclass
class Sign:
    """What is known about all resources that speak alike.

    `matters` is None until one was read; `asks` says that one asked for another resource;
    `of_cancer` whether one may be about a cancer, and `act` whether what they say counts at all,
    each None until somebody wanted to know.
    """

    matters: bool | None = None
    asks: bool = False
    of_cancer: bool | None = None
    act: Admission | None = None


class Relevance:
    """Remembers, by what resources are coded and worded with, whether such ones say anything.

    `size` bounds how many different ones are remembered; 0 remembers none.
    """

    def __init__(self, terms: Terminology, lexicon: Lexicon, size: int) -> None:
        """Start with nothing known."""
        self._terms = terms
        self._lexicon = lexicon
        self._kinds = sorted(lexicon.kinds - _ASIDE)
        self._code_sets = sorted(set(terms.tables) - _ANSWERS)
        self._remembers = size > 0
        self._signs = functools.lru_cache(maxsize=size)(_new_sign)

    def sign_of(self, document: Document) -> Sign:
        """The sign of a resource; one that cannot be passed over has `matters` True."""
        if not self._remembers or _is_always_read(document):
            asks = not _POINTING.isdisjoint(document.members)
            return Sign(matters=True, asks=asks)
        return self._sign(document)

    def matters(self, document: Document, sign: Sign) -> bool | None:
        """Whether a resource of that sign says anything; None when its readers have to be asked."""
        if sign.matters is None and self.speaks(document):
            sign.matters = True
        return sign.matters

    def _sign(self, document: Document) -> Sign:
        """The sign that is shared by all that speak like this resource."""
        members = document.members
        told = _told(tuple(members))
        if _COMPONENT in members:
            return self._signs(told, *(_bytes(name, members[name]) for name in told))
        return self._signs(told, *[bytes(members[name]) for name in told])

    def speaks(self, document: Document) -> bool:
        """Whether a code is known or a phrase stands anywhere in the telling members."""
        return any(True for _ in self._kinds_in(document))

    def may_concern_cancer(self, document: Document) -> bool:
        """Whether a resource may be about a cancer, its tests, drugs or stage.

        False for what is read for cancer patients alone: weights, symptoms, care, operations. A
        patient with nothing else gets no advice, because every topic starts from a cancer or from
        a drug for one.
        """
        sign = self._sign(document)
        if sign.of_cancer is None:
            sign.of_cancer = any(kind not in BESIDE_CANCER for kind in self._kinds_in(document))
        return sign.of_cancer

    def _kinds_in(self, document: Document) -> Iterator[str]:
        """Code sets and lexicons that know a code or a phrase anywhere in the telling members."""
        telling = {name: value for name, value in document.json.items() if name not in SILENT}
        for said in _said(telling):
            yield from self._knows(said) if isinstance(said, Coding) else self._words_in(said)

    def _knows(self, coding: Coding) -> Iterator[str]:
        return (kind for kind in self._code_sets if self._terms.coding(kind, coding))

    def _words_in(self, words: str) -> Iterator[str]:
        return (mention.kind for mention in self._lexicon.find(words, *self._kinds))


def _is_always_read(document: Document) -> bool:
    return document.kind in ALWAYS_READ or not READ_WITH.isdisjoint(document.members)


def _new_sign(names: tuple[str, ...], *members: bytes) -> Sign:
    del names, members
    return Sign()


@functools.lru_cache(maxsize=_REMEMBERED)
def _told(names: tuple[str, ...]) -> tuple[str, ...]:
    """The members that make a sign, of all that a resource has."""
    return tuple(name for name in names if name in ACT or name not in SILENT)


def _bytes(name: str, raw: msgspec.Raw) -> bytes:
    """The bytes of a member; numbers inside components are as silent as those beside a code."""
    return _NUMBER.sub(b"", bytes(raw)) if name == _COMPONENT else bytes(raw)


def _said(node: Any) -> Iterator[Coding | str]:
    """Every coding and every string below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("code"), str):
            system, code = fhir.text(node.get("system")), fhir.text(node.get("code"))
            yield Coding(system, code, fhir.text(node.get("display")))
        for name, value in node.items():
            if name not in ("system", "url", "reference"):
                yield from _said(value)
    elif isinstance(node, list):
        for entry in node:
            yield from _said(entry)
    elif isinstance(node, str):
        yield node
