"""Reads `knowledge/wording.toml` and `knowledge/topics.toml`: texts that cards share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from cards.content_errors import ContentError
from cards.strict import check, table_of

WORDING = {
    "status": str,
    "team_questions": list,
    "staging_questions": list,
    "testing_advice": list,
    "pregnancy": list,
    "control_conditions": list,
    "intent_statement": list,
    "optimise_first": list,
    "misconception": list,
    "alternatives": dict,
}
TOPIC = {"display": str, "source_label": str, "is_not": str, "override_reasons": list}
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


@dataclass(frozen=True)
class OverrideReason:
    """Why a clinician may set a card aside."""

    code: str
    display: str


@dataclass(frozen=True)
class TopicText:
    """How one topic is named, whose guidance it is, and what it is not."""

    display: str
    source_label: str
    is_not: str
    override_reasons: tuple[OverrideReason, ...]


def read_wording(file: Traversable) -> Wording:
    """Read and check the texts. Raises `ContentError`."""
    table = table_of(file)
    check(table, file.name, WORDING)
    if len(table["control_conditions"]) != CONDITIONS:
        raise ContentError(f"{file.name}: control_conditions must be the four of source S0.")
    return Wording(
        **{
            name: tuple(table[name])
            for name in WORDING
            if name not in ("status", "misconception", "alternatives")
        },
        misconceptions=tuple(_misconception(file.name, entry) for entry in table["misconception"]),
        alternatives={organ: tuple(lines) for organ, lines in table["alternatives"].items()},
    )


def _misconception(name: str, entry: Mapping[str, Any]) -> Misconception:
    check(entry, f"{name} [misconception]", {"words": list, "says": str})
    return Misconception(tuple(entry["words"]), entry["says"])


def read_topics(file: Traversable, reasons: Traversable) -> Mapping[str, TopicText]:
    """Read topics with their override reasons. Raises `ContentError`."""
    displays: dict[str, str] = table_of(reasons)
    return {key: _topic(file.name, key, entry, displays) for key, entry in table_of(file).items()}


def _topic(name: str, key: str, entry: Mapping[str, Any], displays: Mapping[str, str]) -> TopicText:
    where = f"{name} [{key}]"
    check(entry, where, TOPIC)
    unknown = sorted(set(entry["override_reasons"]) - set(displays))
    if unknown:
        raise ContentError(f"{where}: override reason {', '.join(unknown)} is not defined.")
    return TopicText(
        entry["display"],
        entry["source_label"],
        entry["is_not"],
        tuple(OverrideReason(code, displays[code]) for code in entry["override_reasons"]),
    )
