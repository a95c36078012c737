"""Drug gates as the rulebook shows them: every table as names and values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cards.knowledge_base import Knowledge
from cards.rulebook_review import Review

GATES = "drug_gates.toml"


@dataclass(frozen=True)
class Gate:
    """One table of `drug_gates.toml`, as names and values."""

    name: str
    lines: tuple[tuple[str, str], ...]
    citations: tuple[str, ...]
    review: Review


def gates_of(
    knowledge: Knowledge, names: Iterable[str], reviews: Mapping[tuple[str, str], Review]
) -> tuple[Gate, ...]:
    """The named tables of `drug_gates.toml`; a list of tables gives one gate an entry."""
    tables = knowledge.tables[GATES]
    found: list[Gate] = []
    for name in names:
        entries = tables[name] if isinstance(tables[name], list) else [tables[name]]
        found.extend(_gate(name, entry, reviews[GATES, ""]) for entry in entries)
    return tuple(found)


def _gate(name: str, entry: Mapping[str, Any], reviewed: Review) -> Gate:
    citations = tuple(
        dict.fromkeys(
            one for key, value in entry.items() if key.endswith("citations") for one in value
        )
    )
    return Gate(name, tuple(_flat(entry)), citations, reviewed)


def _flat(entry: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in entry.items():
        if key.endswith("citations") or value in ("", []):
            continue
        if isinstance(value, dict):
            yield f"{prefix}{key}", "; ".join(_pair(*item) for item in value.items())
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{prefix}{key}", "; ".join(written(list(one.values())) for one in value)
        else:
            yield f"{prefix}{key}", written(value)


def _pair(name: str, value: Any) -> str:
    return f"{name} ({written(value)})" if value else name


def written(value: Any) -> str:
    """A value of a TOML file in words."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
