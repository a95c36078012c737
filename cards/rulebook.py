"""Everything that a tumour board reviews, as one document: topics, tables, tumours and sources.

A pure view of the knowledge; nothing here decides. Anchors are stable: the code of a topic, the id
of a decision row, `tumour-…`, `threshold-…`, `reason-…` and the id of a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cards.evidence_register import Citation
from cards.knowledge_base import SURGERY_NOTES, Knowledge
from cards.rulebook_lines import (
    AgnosticLine,
    Gate,
    Review,
    RowLine,
    TextBlock,
    ThresholdLine,
    agnostic_lines,
    gates_of,
    reviews_of,
    sources_of,
    surgery_rows,
    text_blocks,
    threshold_lines,
)
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


def rulebook(knowledge: Knowledge) -> Rulebook:
    """The document of this installation."""
    reviews = reviews_of(knowledge)
    tumours = tumour_pages(knowledge, reviews)
    pages = tuple(
        _page(knowledge, code, text, reviews["topics.toml", ""], tumours, reviews)
        for code, text in knowledge.topics.items()
    )
    return Rulebook(
        version=knowledge.version,
        region=knowledge.region,
        site_files=knowledge.site_files,
        draft=sum(review.status == "draft" for review in reviews.values()),
        pieces=len(reviews),
        topics=pages,
        why_table=knowledge.surgery_notes.why,
        table=surgery_rows(knowledge),
        table_review=reviews[SURGERY_NOTES, ""],
        thresholds=threshold_lines(knowledge, reviews),
        reasons=tuple(knowledge.override_reasons.items()),
        tumours=tumours,
        agnostic=agnostic_lines(knowledge, reviews),
        sources=sources_of(knowledge, knowledge.evidence),
    )


def _page(
    knowledge: Knowledge,
    code: str,
    text: TopicText,
    review: Review,
    tumours: tuple[TumourPage, ...],
    reviews: dict[tuple[str, str], Review],
) -> TopicPage:
    lines = threshold_lines(knowledge, reviews)
    thresholds = tuple(line for line in lines if line.name in text.thresholds)
    gates = gates_of(knowledge, text.gates, reviews)
    shown = tumours if text.panels or text.policies else ()
    agnostic = agnostic_lines(knowledge, reviews) if text.panels else ()
    rows = tuple(row for row in surgery_rows(knowledge) if row.concerns(code))
    cited = _cited(knowledge, text, (thresholds, gates, agnostic, shown), table=bool(rows))
    return TopicPage(
        code=code,
        text=text,
        review=review,
        table=rows,
        thresholds=thresholds,
        gates=gates,
        orders=tuple(knowledge.orders[key].label for key in text.orders),
        wording=text_blocks(knowledge, text.wording),
        tumours=shown,
        agnostic=agnostic,
        sources=sources_of(knowledge, cited),
    )


def _cited(
    knowledge: Knowledge,
    text: TopicText,
    parts: tuple[
        tuple[ThresholdLine, ...],
        tuple[Gate, ...],
        tuple[AgnosticLine, ...],
        tuple[TumourPage, ...],
    ],
    *,
    table: bool,
) -> Iterable[str]:
    """Every source that the page of a topic names, so that each of its links stays on the page."""
    named = [*text.citations, *(knowledge.surgery_notes.citations if table else ())]
    for part in parts:
        for entry in part:
            named.extend(entry.citations)
    return dict.fromkeys(named)
