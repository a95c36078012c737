"""The small parts of the rulebook: table rows, thresholds, gates, texts, approvals and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cards.decision_table import Row
from cards.evidence_register import Citation
from cards.knowledge_base import Knowledge
from cards.rulebook_gates import written
from cards.rulebook_review import Review

RED_FLAGS = "surgical-red-flags"
COLUMNS = {
    "distant_met": "distant metastasis",
    "hard_reserve": "little reserve",
    "hard_progression": "progression",
    "relief": "symptom to relieve",
    "aim": "long-term aim",
    "basis": "extent known by",
}


@dataclass(frozen=True)
class RowLine:
    """One row of the surgery table: as a sentence, and as the table has it."""

    id: str
    says: str
    when: tuple[tuple[str, str], ...]
    topic: str
    at_select: str
    at_sign: str
    also_red_flags: bool

    def concerns(self, topic: str) -> bool:
        """Whether the row gives this topic, alone or beside another."""
        return self.topic == topic or (self.also_red_flags and topic == RED_FLAGS)


@dataclass(frozen=True)
class ThresholdLine:
    """One window or cut-off."""

    name: str
    value: str
    unit: str
    why: str
    citations: tuple[str, ...]
    review: Review


@dataclass(frozen=True)
class TextBlock:
    """Texts that a card may show, under the name that they have in `wording.toml`."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AgnosticLine:
    """One approval by marker; `here` says whether it holds in this installation's region."""

    marker: str
    alteration: str
    drugs: str
    since: int
    regions: str
    here: bool
    note: str
    citations: tuple[str, ...]
    review: Review


def surgery_rows(knowledge: Knowledge) -> tuple[RowLine, ...]:
    """The rows in order of precedence."""
    table, notes = knowledge.surgery_table, knowledge.surgery_notes
    return tuple(_row(row, table.inputs, notes.rows[row.id]) for row in table.rows)


def _row(row: Row, inputs: Mapping[str, tuple[str, ...]], says: str) -> RowLine:
    narrowed = {
        name: words for name, words in row.accepts.items() if len(words) < len(inputs[name])
    }
    outputs = row.outputs
    return RowLine(
        id=row.id,
        says=says,
        when=tuple(
            (COLUMNS.get(name, name), " or ".join(word for word in inputs[name] if word in words))
            for name, words in narrowed.items()
        ),
        topic=outputs["topic"],
        at_select=outputs["at_select"],
        at_sign=outputs["at_sign"],
        also_red_flags=outputs["also_red_flags"] == "yes",
    )


def threshold_lines(
    knowledge: Knowledge, reviews: Mapping[tuple[str, str], Review]
) -> tuple[ThresholdLine, ...]:
    """Every threshold, in the order of its file."""
    file = "thresholds.toml"
    return tuple(
        ThresholdLine(
            name,
            written(entry["value"]),
            entry["unit"],
            entry["why"],
            tuple(entry["citations"]),
            reviews[file, name],
        )
        for name, entry in knowledge.tables[file].items()
    )


def text_blocks(knowledge: Knowledge, names: Iterable[str]) -> tuple[TextBlock, ...]:
    """The named texts of `wording.toml`, each as lines."""
    table = knowledge.tables["wording.toml"]
    return tuple(TextBlock(name.replace("_", " "), tuple(_texts(table[name]))) for name in names)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for organ, lines in value.items():
            yield f"{organ}: {'; '.join(lines)}"
    else:
        for one in value:
            yield _belief(one) if isinstance(one, dict) else str(one)


def _belief(entry: Mapping[str, Any]) -> str:
    return (
        f"If the order says {' or '.join(repr(word) for word in entry['words'])}: {entry['says']}"
    )


def agnostic_lines(
    knowledge: Knowledge, reviews: Mapping[tuple[str, str], Review]
) -> tuple[AgnosticLine, ...]:
    """Every approval by marker, those of the other region too, so that the choice can be seen."""
    file = "tumour_agnostic.toml"
    return tuple(
        AgnosticLine(
            marker=entry["id"],
            alteration=entry["alteration"],
            drugs=", ".join(entry["drugs"]),
            since=entry["since"],
            regions=", ".join(region.upper() for region in entry["regions"]),
            here=knowledge.region in entry["regions"],
            note=entry.get("note", ""),
            citations=tuple(entry["citations"]),
            review=reviews.get((file, f"agnostic {entry['id']}"), Review("not used here", "")),
        )
        for entry in knowledge.tables[file]["agnostic"]
    )


def sources_of(knowledge: Knowledge, ids: Iterable[str]) -> tuple[Citation, ...]:
    """The sources in the order of the register."""
    wanted = set(ids)
    return tuple(one for key, one in knowledge.evidence.items() if key in wanted)
