"""All clinical content, read and checked once: what to advise."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from cards import (
    decision_table,
    drug_gates,
    evidence_register,
    fatigue_rules,
    guideline_index,
    order_texts,
    organs,
    scenario_rules,
    thresholds,
    wording,
)
from cards.decision_table import DecisionTable
from cards.drug_gates import DrugGates
from cards.evidence_register import Citation
from cards.fatigue_rules import FatigueRules
from cards.guideline_index import Guidelines
from cards.order_texts import OrderText, OrderTexts
from cards.organs import Organs
from cards.scenario_rules import ScenarioRules
from cards.thresholds import Thresholds
from cards.wording import TopicText, Wording

SURGERY_OUTPUTS = {
    "topic": (
        "stage-iv-surgery",
        "surgical-intent-missing",
        "surgical-red-flags",
        "staging-incomplete",
        "none",
    ),
    "at_select": ("info", "warning", "none"),
    "at_sign": ("info", "warning", "critical", "none"),
    "also_red_flags": ("yes", "no"),
}


@dataclass(frozen=True)
class Knowledge:
    """Everything that the rules advise from. `version` changes with any byte of the content."""

    version: str
    evidence: Mapping[str, Citation]
    thresholds: Thresholds
    guidelines: Guidelines
    surgery_table: DecisionTable
    scenario: ScenarioRules
    organs: Organs
    order_texts: OrderTexts
    wording: Wording
    topics: Mapping[str, TopicText]
    drug_gates: DrugGates
    fatigue: FatigueRules

    @property
    def orders(self) -> Mapping[str, OrderText]:
        """Orders that cards propose, by key."""
        return self.order_texts.orders

    def alternatives_for(self, organ: str | None) -> tuple[str, ...]:
        """Less invasive ways to the same goal for an operation on this organ (section 9)."""
        table = self.wording.alternatives
        return (*table.get(organ or "", ()), *table["any"])

    def misconceptions_in(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """What to say to beliefs that the order's own words suggest; nothing otherwise."""
        text = " ".join(words).lower()
        return tuple(
            entry.says
            for entry in self.wording.misconceptions
            if any(word in text for word in entry.words)
        )


@functools.cache
def load() -> Knowledge:
    """The packaged content. Raises `ContentError` on the first thing that is wrong."""
    return read(resources.files("cards") / "knowledge")


def read(folder: Traversable) -> Knowledge:
    """Read all content of a folder that has the packaged layout."""
    register = evidence_register.read(folder / "evidence.toml")
    topics = wording.read_topics(folder / "topics.toml", folder / "override_reasons.toml")
    return Knowledge(
        version=_version(folder),
        evidence=register,
        thresholds=thresholds.read(folder / "thresholds.toml", register),
        guidelines=guideline_index.read(folder / "guidelines", register),
        surgery_table=decision_table.read(folder / "decisions" / "surgery.csv", SURGERY_OUTPUTS),
        scenario=scenario_rules.read(folder / "scenario.toml"),
        organs=organs.read(folder / "organs.toml"),
        order_texts=order_texts.read(folder / "orders.toml"),
        wording=wording.read_wording(folder / "wording.toml"),
        topics=topics,
        drug_gates=drug_gates.read(folder / "drug_gates.toml"),
        fatigue=fatigue_rules.read(folder / "alert_fatigue.toml", register, topics),
    )


def _version(folder: Traversable) -> str:
    digest = hashlib.sha256()
    for name, content in _files(folder, ""):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith((".toml", ".csv")):
            yield f"{path}{entry.name}", entry.read_bytes()
