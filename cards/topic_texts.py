"""Reads `knowledge/topics.toml`: what a tumour board is told about each topic.

Names, trigger, rows and wording as a person reads them. The rules themselves are code and tables;
tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, fields
from typing import Any

from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.strict import STATUSES, check, exactly, known, one_of
from cards.thresholds import Thresholds

TOPIC = {
    "display": str,
    "source_label": str,
    "is_not": str,
    "trigger": str,
    "silent_when": list,
    "says": list,
    "citations": list,
    "override_reasons": list,
}
OPTIONAL = {
    "rows": list,
    "thresholds": list,
    "orders": list,
    "gates": list,
    "wording": list,
    "policies": bool,
    "panels": bool,
}
ROW = {"id": str, "when": str, "gives": str}
THRESHOLDS = frozenset(field.name for field in fields(Thresholds))


@dataclass(frozen=True)
class OverrideReason:
    """Why a clinician may set a card aside."""

    code: str
    display: str


@dataclass(frozen=True)
class TopicRow:
    """One decision that is made in code: its id as the Explanation names it, when, and what."""

    id: str
    when: str
    gives: str


@dataclass(frozen=True)
class TopicText:
    """One topic for people.

    `says` are the summaries with `{…}` for what the chart fills in. `thresholds`, `orders` (keys of
    `orders.toml`), `gates` (tables of `drug_gates.toml`) and `wording` (keys of `wording.toml`) are
    what its card uses; `policies` and `panels` say whether it rests on the tumours' files.
    """

    display: str
    source_label: str
    is_not: str
    trigger: str
    silent_when: tuple[str, ...]
    says: tuple[str, ...]
    citations: tuple[str, ...]
    override_reasons: tuple[OverrideReason, ...]
    rows: tuple[TopicRow, ...] = ()
    thresholds: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    policies: bool = False
    panels: bool = False


def read_reasons(file: ContentFile) -> Mapping[str, str]:
    """Every override reason: what people read by its code. Raises `ContentError`."""
    table = file.table()
    exactly(table, ("status", "citations", "reasons"), file.name)
    one_of(table["status"], STATUSES, file.name)
    check(table["reasons"], f"{file.name} [reasons]", dict.fromkeys(table["reasons"], str))
    reasons: dict[str, str] = table["reasons"]
    return reasons


def read(
    file: ContentFile, reasons: Mapping[str, str], register: Mapping[str, object]
) -> Mapping[str, TopicText]:
    """Every topic. Raises `ContentError`."""
    table = file.table()
    one_of(table.get("status", ""), STATUSES, file.name)
    named = {key: entry for key, entry in table.items() if key != "status"}
    return {
        key: _topic(f"{file.name} [{key}]", entry, reasons, register)
        for key, entry in named.items()
    }


def _topic(
    where: str, entry: Mapping[str, Any], reasons: Mapping[str, str], register: Mapping[str, object]
) -> TopicText:
    check(entry, where, TOPIC, OPTIONAL)
    known(tuple(entry["citations"]), register, where)
    _defined(entry["override_reasons"], reasons, f"{where} override reason")
    _defined(entry.get("thresholds", []), THRESHOLDS, f"{where} threshold")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    values["override_reasons"] = tuple(
        OverrideReason(code, reasons[code]) for code in entry["override_reasons"]
    )
    values["rows"] = tuple(_row(where, row) for row in entry.get("rows", []))
    return TopicText(**values)


def _row(where: str, entry: Mapping[str, Any]) -> TopicRow:
    check(entry, f"{where} rows", ROW)
    return TopicRow(**entry)


def _defined(names: list[str], defined: Container[str], where: str) -> None:
    wrong = sorted(name for name in names if name not in defined)
    if wrong:
        raise ContentError(f"{where}: {', '.join(wrong)} is not defined.")
