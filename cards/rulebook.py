"""Everything that a tumour board reviews, as one document: topics, tables, tumours and sources.

A pure view of the knowledge; nothing here decides. Anchors are stable: the code of a topic, the id
of a decision row, `tumour-…`, `threshold-…`, `reason-…` and the id of a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cards.evidence_register import Citation
from cards.knowledge_base import SURGERY_NOTES, Knowledge
from cards.rulebook_gates import Gate, gates_of
from cards.rulebook_lines import (
    AgnosticLine,
    RowLine,
    TextBlock,
    ThresholdLine,
    agnostic_lines,
    sources_of,
    surgery_rows,
    text_blocks,
    threshold_lines,
)
from cards.rulebook_review import Review, reviews_of
from cards.rulebook_tumours import TumourPage, tumour_pages
from cards.topic_texts import TopicText


@dataclass(frozen=True)
class TopicPage:
    """One topic. `table` are the rows of the surgery table that give this topic."""

    code: str
    text: TopicText
    review: Review
    table: tuple[RowLine, ...]
    thresholds: tuple[ThresholdLine, ...]
    gates: tuple[Gate, ...]
    orders: tuple[str, ...]
    wording: tuple[TextBlock, ...]
    tumours: tuple[TumourPage, ...]
    agnostic: tuple[AgnosticLine, ...]
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class Rulebook:
    """The whole document, with the version and the region of its content."""

    version: str
    region: str
    site_files: tuple[str, ...]
    draft: int
    pieces: int
    topics: tuple[TopicPage, ...]
    why_table: str
    table: tuple[RowLine, ...]
    table_review: Review
    thresholds: tuple[ThresholdLine, ...]
    reasons: tuple[tuple[str, str], ...]
    tumours: tuple[TumourPage, ...]
    agnostic: tuple[AgnosticLine, ...]
    sources: tuple[Citation, ...]

    def topic(self, code: str) -> TopicPage | None:
        """The page of one topic, None when there is no such topic."""
        return next((page for page in self.topics if page.code == code), None)


class _Cited(Protocol):
    """A part of a page that names its sources."""

    @property
    def citations(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class _Shelf:
    """What the pages of the topics are taken from."""

    knowledge: Knowledge
    reviews: dict[tuple[str, str], Review]
    table: tuple[RowLine, ...]
    thresholds: tuple[ThresholdLine, ...]
    tumours: tuple[TumourPage, ...]
    agnostic: tuple[AgnosticLine, ...]


def rulebook(knowledge: Knowledge) -> Rulebook:
    """The document of this installation."""
    shelf = _shelf(knowledge)
    reviews = shelf.reviews
    return Rulebook(
        version=knowledge.version,
        region=knowledge.region,
        site_files=knowledge.site_files,
        draft=sum(review.status == "draft" for review in reviews.values()),
        pieces=len(reviews),
        topics=tuple(_page(shelf, code, text) for code, text in knowledge.topics.items()),
        why_table=knowledge.surgery_notes.why,
        table=shelf.table,
        table_review=reviews[SURGERY_NOTES, ""],
        thresholds=shelf.thresholds,
        reasons=tuple(knowledge.override_reasons.items()),
        tumours=shelf.tumours,
        agnostic=shelf.agnostic,
        sources=sources_of(knowledge, knowledge.evidence),
    )


def _shelf(knowledge: Knowledge) -> _Shelf:
    reviews = reviews_of(knowledge)
    return _Shelf(
        knowledge,
        reviews,
        surgery_rows(knowledge),
        threshold_lines(knowledge, reviews),
        tumour_pages(knowledge, reviews),
        agnostic_lines(knowledge, reviews),
    )


def _page(shelf: _Shelf, code: str, text: TopicText) -> TopicPage:
    knowledge = shelf.knowledge
    table = tuple(row for row in shelf.table if row.concerns(code))
    thresholds = tuple(line for line in shelf.thresholds if line.name in text.thresholds)
    gates = gates_of(knowledge, text.gates, shelf.reviews)
    tumours = shelf.tumours if text.panels or text.policies else ()
    agnostic = shelf.agnostic if text.panels else ()
    named = [*text.citations, *(knowledge.surgery_notes.citations if table else ())]
    cited: tuple[_Cited, ...] = (*thresholds, *gates, *tumours, *agnostic)
    named.extend(key for entry in cited for key in entry.citations)
    return TopicPage(
        code=code,
        text=text,
        review=shelf.reviews["topics.toml", ""],
        table=table,
        thresholds=thresholds,
        gates=gates,
        orders=tuple(knowledge.orders[key].label for key in text.orders),
        wording=text_blocks(knowledge, text.wording),
        tumours=tumours,
        agnostic=agnostic,
        sources=sources_of(knowledge, named),
    )
