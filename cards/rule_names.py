"""The rules that a card can name as what decided, by their anchors in the rulebook."""

from __future__ import annotations

from collections.abc import Mapping

from cards.knowledge_base import Knowledge


def rule_names(knowledge: Knowledge) -> Mapping[str, str]:
    """In words: rows of the surgery table, panels of the tumours, rows that topics have of their own."""
    return {
        **{row.id: knowledge.surgery_notes.rows[row.id] for row in knowledge.surgery_table.rows},
        **{
            f"tumour-{key}": f"panel of {one.name}"
            for key, one in knowledge.guidelines.by_id.items()
        },
        **{
            f"{code}-{row.id}": row.when
            for code, text in knowledge.topics.items()
            for row in text.rows
        },
    }
