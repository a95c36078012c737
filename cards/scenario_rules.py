"""Reads `knowledge/scenario.toml`: which statements and sites place a patient on the spectrum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from cards.content_file import ContentFile
from cards.strict import exactly


@dataclass(frozen=True)
class SpectrumException:
    """A plan that lifts row C5 (and C1 where it says so) for certain sites of certain tumours."""

    statement: str
    sites: frozenset[str]
    tumours: frozenset[str]
    lifts_unresectable: bool


@dataclass(frozen=True)
class ScenarioRules:
    """The content of `scenario.toml`; all words are kinds of `Statement`, organ ids or amounts."""

    diffuse_statements: frozenset[str]
    unresectable_statements: frozenset[str]
    resectable_statements: frozenset[str]
    oligometastatic_statements: frozenset[str]
    diffuse_sites: frozenset[str]
    diffuse_manners: frozenset[str]
    same_organ: Mapping[str, str]
    without_code: frozenset[str]
    uncountable_amounts: frozenset[str]
    multiple_amounts: frozenset[str]
    all_sites_plan: frozenset[str]
    board_plan: frozenset[str]
    claims_cure: frozenset[str]
    vague: frozenset[str]
    exceptions: tuple[SpectrumException, ...]
    citations: tuple[str, ...]

    def organ(self, part: str) -> str:
        """The organ that a part is counted with."""
        return self.same_organ.get(part, part)


_PLAN = {"all_sites_plan": "all_sites", "board_plan": "board", "claims_cure": "claims_cure"}


def read(file: ContentFile) -> ScenarioRules:
    """Read and check the file. Raises `ContentError` for a missing or unknown key."""
    table = file.table()
    plan = _section(table, "plan", {*_PLAN.values(), "vague"})
    plain = {field.name for field in fields(ScenarioRules)} - {*_PLAN, "vague", "exceptions"}
    _check(table, plain | {"status", "plan", "exception"}, "top level")
    words = {name: frozenset(table[name]) for name in plain - {"citations", "same_organ"}}
    planned = {name: frozenset(plan[key]) for name, key in _PLAN.items()}
    return ScenarioRules(
        **words,
        **planned,
        same_organ=dict(table["same_organ"]),
        vague=frozenset(plan["vague"]),
        exceptions=tuple(_exception(entry) for entry in table["exception"]),
        citations=tuple(table["citations"]),
    )


def _section(table: Mapping[str, Any], name: str, keys: set[str]) -> Mapping[str, Any]:
    section: Mapping[str, Any] = table.get(name, {})
    _check(section, keys, name)
    return section


def _check(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    exactly(table, keys, f"scenario.toml [{where}]")


def _exception(entry: Mapping[str, Any]) -> SpectrumException:
    _check(entry, {field.name for field in fields(SpectrumException)}, "exception")
    return SpectrumException(
        entry["statement"],
        frozenset(entry["sites"]),
        frozenset(entry["tumours"]),
        bool(entry["lifts_unresectable"]),
    )
