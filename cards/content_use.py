"""Content that nothing uses: no rule, no card and no reader ever reaches it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from cards import review
from cards.biomarker_row import BiomarkerRow
from cards.guideline import Guideline
from cards.knowledge_base import Knowledge
from cards.thresholds import Thresholds

ANYWHERE = "any"
REQUIRED = "R"
VARIANT = "-pregnant"


@dataclass(frozen=True)
class Unused:
    """One piece that nothing uses, and why."""

    file: str
    entry: str
    says: str


def unused(knowledge: Knowledge, vocabulary: frozenset[str]) -> tuple[Unused, ...]:
    """Evidence, thresholds, reasons, orders, texts and panel entries that are there for nothing."""
    return (
        *_evidence(knowledge),
        *_thresholds(knowledge),
        *_reasons(knowledge),
        *_orders(knowledge),
        *_alternatives(knowledge, vocabulary),
        *_panels(knowledge, vocabulary),
    )


def cited(knowledge: Knowledge) -> frozenset[str]:
    """Every citation that a piece of content names."""
    return frozenset(entry for piece in review.pieces(knowledge) for entry in piece.citations)


def _evidence(knowledge: Knowledge) -> Iterator[Unused]:
    topics = {entry for topic in knowledge.topics.values() for entry in topic.citations}
    for key in sorted(set(knowledge.evidence) - cited(knowledge) - topics):
        yield Unused(review.EVIDENCE, key, "is cited by nothing")


def _thresholds(knowledge: Knowledge) -> Iterator[Unused]:
    used = {name for topic in knowledge.topics.values() for name in topic.thresholds}
    for field in dataclasses.fields(Thresholds):
        if field.name not in used:
            yield Unused("thresholds.toml", field.name, "no topic names it")


def _reasons(knowledge: Knowledge) -> Iterator[Unused]:
    used = {reason.code for topic in knowledge.topics.values() for reason in topic.override_reasons}
    for code in sorted(set(knowledge.override_reasons) - used):
        yield Unused("override_reasons.toml", code, "no topic offers it")


def _orders(knowledge: Knowledge) -> Iterator[Unused]:
    used = {name for topic in knowledge.topics.values() for name in topic.orders}
    used |= set(_offered(knowledge.tables["drug_gates.toml"]))
    for key in knowledge.orders:
        if key.removesuffix(VARIANT) not in used:
            yield Unused("orders.toml", key, "no topic proposes it")


def _offered(table: object) -> Iterator[str]:
    """Every value of a key `offers`, at any depth."""
    if isinstance(table, list):
        for entry in table:
            yield from _offered(entry)
    if isinstance(table, dict):
        for key, value in table.items():
            if key == "offers":
                yield str(value)
            else:
                yield from _offered(value)


def _alternatives(knowledge: Knowledge, vocabulary: frozenset[str]) -> Iterator[Unused]:
    for organ in sorted(set(knowledge.wording.alternatives) - vocabulary - {ANYWHERE}):
        yield Unused("wording.toml", f"alternatives {organ}", "no order is read to this organ")


def _panels(knowledge: Knowledge, vocabulary: frozenset[str]) -> Iterator[Unused]:
    for guideline in knowledge.guidelines.by_id.values():
        file = f"guidelines/{guideline.id}.toml"
        if guideline.type not in vocabulary:
            yield Unused(file, "", f"no record is read to the tumour type {guideline.type}")
        for row in guideline.biomarkers:
            reason = _out_of_reach(guideline, row, vocabulary)
            if reason:
                yield Unused(file, f"biomarkers {row.biomarker}", reason)


def _out_of_reach(guideline: Guideline, row: BiomarkerRow, vocabulary: frozenset[str]) -> str:
    if row.biomarker not in vocabulary and row.tier == REQUIRED:
        return "it is required, but no result is read to this marker"
    if row.from_stage != ANYWHERE and guideline.staging.stage_iv == "not-used":
        return "this tumour never has the stage that the entry needs"
    if row.breast and guideline.type != "breast":
        return "receptor subtypes belong to breast cancer alone"
    return ""
