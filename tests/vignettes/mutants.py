"""Every small change to the knowledge that a vignette must notice, one at a time."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from cards.biomarker_row import ASSAYS, STAGES
from cards.card import INDICATORS
from cards.catalogue import TOPICS
from cards.fatigue_rules import BASES, CLASS, TOPIC
from cards.guideline import POLICIES, STAGE_IV
from tests.vignettes.mutable import ALIKE, is_equivalent, is_prose

FOLDER = Path(str(resources.files("cards") / "knowledge"))
WORDS = {
    "from_stage": STAGES,
    "stage_iv": STAGE_IV,
    "policy": POLICIES,
    "reach": (CLASS, TOPIC),
    "topic": tuple(topic for topic, _ in TOPICS),
    "indicator": INDICATORS,
}
MORE = {"rests_on": BASES, "again_at_sign": INDICATORS}
NONSENSE = "no-such-word"
Route = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    """One changed file. `name` says file, place and change; `table` is the whole changed content."""

    name: str
    file: str
    table: Mapping[str, Any]


def tables() -> dict[str, dict[str, Any]]:
    """The TOML files of the knowledge by their path in the folder."""
    files = sorted(FOLDER.rglob("*.toml"))
    return {
        file.relative_to(FOLDER).as_posix(): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in files
    }


def toml_mutants() -> Iterator[Mutant]:
    """Mutants of all TOML files, in a fixed order, without those that are known to be equivalent."""
    for file, table in tables().items():
        for route, change, value in _changes(file, table, ()):
            name = f"{file}/{_told(table, route)} {change}"
            if not is_equivalent(name):
                yield Mutant(name, file, _changed(table, route, value))


def _told(table: Mapping[str, Any], route: Route) -> str:
    """The place for people: list entries by their id where they have one."""
    parts, here = [], table
    for step in route:
        here = here[step]  # type: ignore[index]
        named = here.get("id") if isinstance(here, Mapping) and isinstance(step, int) else None
        parts.append(str(named or step))
    return "/".join(parts)


DELETE = object()


def _changes(file: str, value: Any, route: Route) -> Iterator[tuple[Route, str, Any]]:
    """Every change below one value."""
    path = tuple(str(step) for step in route)
    if path and is_prose(file, path):
        return
    if isinstance(value, Mapping):
        yield from _table_changes(file, value, route)
    elif isinstance(value, list):
        yield from _list_changes(file, value, route)
    else:
        yield from ((route, change, new) for change, new in _leaf_changes(route, value))


def _list_changes(file: str, entries: list[Any], route: Route) -> Iterator[tuple[Route, str, Any]]:
    """Each entry taken out or changed, and each word put in that could stand there as well."""
    for word in MORE.get(str(route[-1]), ()):
        if word not in entries:
            yield route, f"with {word}", [*entries, word]
    for index, entry in enumerate(entries):
        if not isinstance(entry, (int, float)):
            yield (*route, index), f"deleted ({_short(entry)})", DELETE
        if not isinstance(entry, str):
            yield from _changes(file, entry, (*route, index))


def _table_changes(
    file: str, table: Mapping[str, Any], route: Route
) -> Iterator[tuple[Route, str, Any]]:
    for key, entry in table.items():
        if key == "tier":
            yield route, "tier changed", _other_tier(table)
        elif key == "assay":
            yield from _other_assays(table, route)
        elif not (key == "policy" and not table["applies_card"]):
            yield from _changes(file, entry, (*route, key))


def _other_assays(row: Mapping[str, Any], route: Route) -> Iterator[tuple[Route, str, Any]]:
    """Another kind of test; germline tests have no order of their own."""
    for word in ASSAYS:
        if word not in (row["assay"], ALIKE.get(row["assay"])):
            changed = {"order": {"text": "any test"}, **row, "assay": word}
            if word == "germline":
                changed.pop("order")
            yield route, f"assay to {word}", changed


def _other_tier(row: Mapping[str, Any]) -> dict[str, Any]:
    """A required marker that is only considered, or the other way round."""
    dropped = ("assay", "order", "unless_positive")
    kept = {key: value for key, value in row.items() if key not in dropped}
    if row["tier"] == "R":
        kept.pop("from_stage", None)
        return {**kept, "tier": "C"}
    order = {"assay": "other", "order": {"text": "any test"}, "from_stage": "any"}
    return {**order, **kept, "tier": "R"}


def _leaf_changes(route: Route, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield "flipped", not value
    elif isinstance(value, (int, float)):
        step = 0.1 if isinstance(value, float) and value < 10 else 1
        yield "+1", round(value + step, 1)
        yield "-1", round(value - step, 1)
    elif route[-1] in WORDS:
        words = WORDS[str(route[-1])]
        yield from ((f"to {word}", word) for word in words if word not in (value, ALIKE.get(value)))
    else:
        yield "to nonsense", NONSENSE


def _short(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return str(
            next((entry[key] for key in ("id", "key", "code", "statement") if key in entry), "row")
        )
    return str(entry)


def _changed(table: Mapping[str, Any], route: Route, value: Any) -> dict[str, Any]:
    """A copy of the table with one place changed."""
    whole = copy.deepcopy(dict(table))
    here: Any = whole
    for step in route[:-1]:
        here = here[step]
    if value is DELETE:
        del here[route[-1]]
    else:
        here[route[-1]] = value
    return whole


@dataclass(frozen=True)
class ChangedFile:
    """A file of the knowledge with other content, for the loaders."""

    name: str
    content: Mapping[str, Any]

    def table(self) -> dict[str, Any]:
        """The content as parsed."""
        return dict(self.content)
