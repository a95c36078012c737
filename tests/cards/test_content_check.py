"""The packaged content is cited and used throughout, and what is not would be found."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from cards import content_check, knowledge_base
from cards.content_check import Remark
from cards.evidence_register import Citation
from cards.knowledge_base import Knowledge
from fhir_mappers import vocabulary

KNOWLEDGE = knowledge_base.load()
WRITTEN = dt.date(2026, 11, 21)
WORDS = vocabulary.words()


def found(knowledge: Knowledge, kind: str) -> list[Remark]:
    """The remarks of one kind on the day that the content was written."""
    return [one for one in content_check.check(knowledge, WRITTEN, WORDS) if one.kind == kind]


@pytest.mark.parametrize("kind", sorted(content_check.ERRORS))
def test_the_packaged_content_has_no_error(kind: str) -> None:
    """Nothing of ours is expired, uncited or out of reach."""
    assert found(KNOWLEDGE, kind) == []


def test_drafts_and_unverified_sources_are_told() -> None:
    """Every entry is draft until a clinician approves it, and sources from memory are named."""
    assert found(KNOWLEDGE, "draft")
    unverified = {one.entry for one in found(KNOWLEDGE, "unverified")}
    assert unverified == {key for key, one in KNOWLEDGE.evidence.items() if not one.verified}


def test_a_source_that_nothing_cites_is_found() -> None:
    """An entry of the register without use is unreachable."""
    extra = {**KNOWLEDGE.evidence, "E99": Citation("E99", "Nobody", "Cites this", verified=True)}

    assert [one.entry for one in found(_with(evidence=extra), "unreachable")] == ["E99"]


def test_content_without_a_reader_is_found() -> None:
    """A marker and a tumour that no record can be read to are unreachable."""
    guideline = KNOWLEDGE.guidelines.by_id["ovary"]
    row = dataclasses.replace(guideline.biomarkers[0], biomarker="CLDN66")
    panel = dataclasses.replace(guideline, type="egg", biomarkers=(row,))
    guidelines = dataclasses.replace(
        KNOWLEDGE.guidelines, by_id={**KNOWLEDGE.guidelines.by_id, "ovary": panel}
    )

    says = [one.says for one in found(_with(guidelines=guidelines), "unreachable")]
    assert says == [
        "no record is read to the tumour type egg",
        "it is required, but no result is read to this marker",
    ]


def test_what_no_topic_uses_is_found() -> None:
    """Override reasons, thresholds and orders that no topic names are unreachable."""
    topic = KNOWLEDGE.topics["advice-unavailable"]
    unused = found(_with(topics={"advice-unavailable": topic}), "unreachable")

    files = {one.file for one in unused}
    assert {"override_reasons.toml", "thresholds.toml", "orders.toml"} <= files


def test_content_without_a_source_is_found() -> None:
    """A piece that cites nothing is uncited."""
    wording = {**KNOWLEDGE.tables["wording.toml"], "citations": []}
    tables = {**KNOWLEDGE.tables, "wording.toml": wording}

    assert [one.file for one in found(_with(tables=tables), "uncited")] == ["wording.toml"]


def _with(**changes: object) -> Knowledge:
    return dataclasses.replace(KNOWLEDGE, **changes)  # type: ignore[arg-type]
