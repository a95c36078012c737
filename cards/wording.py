"""Reads `knowledge/wording.toml`: texts that cards share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.strict import STATUSES, check, known, one_of

WORDING = {
    "status": str,
    "citations": list,
    "team_questions": list,
    "staging_questions": list,
    "testing_advice": list,
    "pregnancy": list,
    "control_conditions": list,
    "intent_statement": list,
    "optimise_first": list,
    "misconception": list,
    "alternatives": dict,
    "marker_names": dict,
}
CONDITIONS = 4


@dataclass(frozen=True)
class Misconception:
    """A belief, the words in an order that suggest it, and what to say."""

    words: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Wording:
    """Texts of the content library (clinical logic sections 9 and 20)."""

    team_questions: tuple[str, ...]
    staging_questions: tuple[str, ...]
    testing_advice: tuple[str, ...]
    pregnancy: tuple[str, ...]
    control_conditions: tuple[str, ...]
    intent_statement: tuple[str, ...]
    optimise_first: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    alternatives: Mapping[str, tuple[str, ...]]
    marker_names: Mapping[str, str]

    def marker(self, name: str) -> str:
        """A marker as people write it; its id where nothing else is usual."""
        return self.marker_names.get(name, name)


def read(file: ContentFile, register: Mapping[str, object]) -> Wording:
    """Read and check the texts. Raises `ContentError`."""
    table = file.table()
    check(table, file.name, WORDING)
    one_of(table["status"], STATUSES, file.name)
    known(tuple(table["citations"]), register, file.name)
    if len(table["control_conditions"]) != CONDITIONS:
        raise ContentError(f"{file.name}: control_conditions must be the four of source S0.")
    return Wording(
        **{
            name: tuple(table[name])
            for name in WORDING
            if name not in ("status", "citations", "misconception", "alternatives", "marker_names")
        },
        misconceptions=tuple(_misconception(file.name, entry) for entry in table["misconception"]),
        alternatives={organ: tuple(lines) for organ, lines in table["alternatives"].items()},
        marker_names=table["marker_names"],
    )


def _misconception(name: str, entry: Mapping[str, Any]) -> Misconception:
    check(entry, f"{name} [misconception]", {"words": list, "says": str})
    return Misconception(tuple(entry["words"]), entry["says"])
