"""What is not in order in the clinical content, beyond what already stops the loader.

Five kinds: draft, unverified, past its review date, uncited, and unreachable (nothing uses it, so
that a reviewer would read it for nothing). The last three are errors of the content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cards import review
from cards.content_use import unused
from cards.knowledge_base import Knowledge

DRAFT, UNVERIFIED, EXPIRED = "draft", "unverified", "expired"
UNCITED, UNREACHABLE = "uncited", "unreachable"
KINDS = (DRAFT, UNVERIFIED, EXPIRED, UNCITED, UNREACHABLE)
ERRORS = frozenset({EXPIRED, UNCITED, UNREACHABLE})


@dataclass(frozen=True)
class Remark:
    """One thing to look at: its kind, the file, the entry in it, and a sentence."""

    kind: str
    file: str
    entry: str
    says: str


def check(knowledge: Knowledge, today: dt.date, vocabulary: frozenset[str]) -> tuple[Remark, ...]:
    """Every remark, by kind and place. `vocabulary` are all words that charts can be read to."""
    found = [*_pieces(knowledge, today), *_evidence(knowledge)]
    found.extend(
        Remark(UNREACHABLE, one.file, one.entry, one.says) for one in unused(knowledge, vocabulary)
    )
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.file, one.entry)))


def _pieces(knowledge: Knowledge, today: dt.date) -> Iterator[Remark]:
    for piece in review.pieces(knowledge):
        if piece.draft:
            yield Remark(DRAFT, piece.file, piece.entry, "no clinician has approved it")
        if piece.review_by < today:
            says = f"was due for review on {piece.review_by.isoformat()}"
            yield Remark(EXPIRED, piece.file, piece.entry, says)
        if not piece.citations:
            yield Remark(UNCITED, piece.file, piece.entry, "names no source")


def _evidence(knowledge: Knowledge) -> Iterator[Remark]:
    for citation in knowledge.evidence.values():
        if not citation.verified:
            says = f"{citation.short}: not verified against the source"
            yield Remark(UNVERIFIED, review.EVIDENCE, citation.id, says)
