"""No content is untested: whatever is changed in the knowledge, a clinical vignette fails."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from cards import (
    drug_gates,
    fatigue_rules,
    guideline,
    knowledge_base,
    order_texts,
    organs,
    scenario_rules,
    topic_texts,
    wording,
)
from cards import thresholds as cutoffs
from cards.guideline_index import Guidelines
from cards.knowledge_base import Knowledge
from tests.vignettes.mutants import ChangedFile, Mutant, toml_mutants
from tests.vignettes.replay import faults
from tests.vignettes.row_mutants import row_mutants
from tests.vignettes.shorthand import Vignette, read_all

SAMPLE = 300
KNOWLEDGE = knowledge_base.load()
VIGNETTES = read_all()
WORDS = {
    one.id: set(re.split(r"[/#:, =]", " ".join((one.id, *one.covers, one.shows)).lower()))
    for one in VIGNETTES
}
GUIDELINES = {
    one.id: {
        KNOWLEDGE.guidelines.for_tumour(tumour.type, tumour.subtype, tumour.histology).id
        for tumour in one.situation.chart.tumours
    }
    for one in VIGNETTES
}
Reader = Callable[[ChangedFile], Mapping[str, Any]]


def _fatigue(file: ChangedFile) -> Mapping[str, Any]:
    """A topic that was taken out of its family is one that is never silenced."""
    table = file.table()
    placed = {topic for family in table["family"].values() for topic in family["topics"]}
    loose = sorted(KNOWLEDGE.topics.keys() - placed)
    whole = ChangedFile(file.name, {**table, "never_silent": loose})
    return {"fatigue": fatigue_rules.read(whole, KNOWLEDGE.evidence, KNOWLEDGE.topics)}


READERS: dict[str, Reader] = {
    "alert_fatigue.toml": _fatigue,
    "thresholds.toml": lambda file: {"thresholds": cutoffs.read(file, KNOWLEDGE.evidence)},
    "scenario.toml": lambda file: {"scenario": scenario_rules.read(file)},
    "organs.toml": lambda file: {"organs": organs.read(file)},
    "orders.toml": lambda file: {"order_texts": order_texts.read(file)},
    "drug_gates.toml": lambda file: {"drug_gates": drug_gates.read(file)},
    "wording.toml": lambda file: {"wording": wording.read(file, KNOWLEDGE.evidence)},
    "topics.toml": lambda file: {
        "topics": topic_texts.read(file, KNOWLEDGE.override_reasons, KNOWLEDGE.evidence)
    },
}


def _guideline(file: ChangedFile) -> Mapping[str, Any]:
    changed = guideline.read_guideline(file, KNOWLEDGE.evidence)
    return {"guidelines": Guidelines({**KNOWLEDGE.guidelines.by_id, changed.id: changed})}


def knowledge_with(mutant: Mutant) -> Knowledge:
    """The knowledge with one file of it changed."""
    reader = READERS.get(mutant.file, _guideline)
    return dataclasses.replace(KNOWLEDGE, **reader(ChangedFile(mutant.file, mutant.table)))


def every_mutant() -> dict[str, Callable[[], Knowledge]]:
    """All mutants by name; each makes its knowledge when it is asked."""
    named: dict[str, Callable[[], Knowledge]] = {
        mutant.name: (lambda mutant=mutant: knowledge_with(mutant))  # type: ignore[misc]
        for mutant in toml_mutants()
    }
    for name, table in row_mutants(KNOWLEDGE.surgery_table):
        named[name] = lambda table=table: dataclasses.replace(  # type: ignore[misc]
            KNOWLEDGE, surgery_table=table
        )
    return named


MUTANTS = every_mutant()


def chosen() -> list[str]:
    """A fixed sample spread over all content; everything in the deep profile."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "deep":
        return sorted(MUTANTS)
    by_hash = sorted(MUTANTS, key=lambda name: hashlib.sha256(name.encode()).digest())
    return sorted(by_hash[:SAMPLE])


def nearest_first(name: str) -> list[Vignette]:
    """All vignettes, those first that share most words with the place that is changed.

    A guideline is heard only where it speaks for one of the patient's cancers, what follows from
    earlier calls only where there are any.
    """
    if name.startswith("alert_fatigue.toml/"):
        return _by_words(name, [one for one in VIGNETTES if one.earlier])
    words = _words(name)
    able = [one for one in VIGNETTES if GUIDELINES[one.id] & words] or VIGNETTES
    choosing = {"type", "subtypes", "histologies"} & words
    concerned = able if name.startswith("guidelines/") and not choosing else VIGNETTES
    return _by_words(name, concerned)


def _words(name: str) -> set[str]:
    return set(re.split(r"[/ .()]", name)) - {"toml", "value"}


def _by_words(name: str, vignettes: Iterable[Vignette]) -> list[Vignette]:
    words = _words(name)
    return sorted(vignettes, key=lambda one: -len(words & WORDS[one.id]))


@pytest.mark.parametrize("name", chosen())
def test_a_change_of_the_knowledge_is_noticed(name: str) -> None:
    """At least one vignette fails when this one place of the knowledge says something else."""
    knowledge = MUTANTS[name]()

    killed = any(next(faults(one, knowledge), None) for one in nearest_first(name))

    assert killed, f"no vignette notices: {name}"


def test_the_sample_is_large_enough() -> None:
    """At least 200 places are changed, out of far more."""
    assert len(chosen()) >= 200
    assert len(MUTANTS) > 1000
