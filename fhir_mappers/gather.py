"""Turns a heap of facts into `ChartFacts`: equal statements folded, everything in a fixed order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from fhir_mappers.biomarker_stains import added_up
from fhir_mappers.facts import (
    Biomarker,
    CareService,
    ChartFacts,
    Encounter,
    Evidence,
    Fact,
    MarkerValue,
    Metastasis,
    Order,
    Patient,
    Procedure,
    Reserve,
    Stage,
    Statement,
    Symptom,
    Tempo,
    Therapy,
    Tumour,
    Unread,
)

Kind = TypeVar("Kind", bound=Fact)


def gather(found: Iterable[Fact | Unread], patient: str, other_patient: int) -> ChartFacts:
    """All facts of one chart; `patient` is the reference used when no Patient resource came."""
    facts = _by_type(found)
    patients = _of(facts, Patient)
    return ChartFacts(
        patient=patients[0] if patients else Patient(patient),
        tumours=_of(facts, Tumour),
        stages=_of(facts, Stage),
        metastases=_of(facts, Metastasis),
        statements=_of(facts, Statement),
        biomarkers=_of({Biomarker: added_up(facts.get(Biomarker, ()))}, Biomarker),
        symptoms=_of(facts, Symptom),
        reserve=_of(facts, Reserve),
        tempo=_of(facts, Tempo),
        marker_values=_of(facts, MarkerValue),
        therapies=_of(facts, Therapy),
        procedures=_of(facts, Procedure),
        orders=_of(facts, Order),
        encounters=_of(facts, Encounter),
        services=_of(facts, CareService),
        unread=tuple(sorted(set(facts.get(Unread, ())))),
        other_patient=other_patient,
    )


def _by_type(found: Iterable[Fact | Unread]) -> dict[type, list[Any]]:
    facts: dict[type, list[Any]] = {}
    for one in found:
        facts.setdefault(type(one), []).append(one)
    return facts


class _Rank:
    """Orders facts by the resource that they rest on, then by all that they say.

    The second needs the whole fact as text, which is only written when the first does not decide.
    """

    __slots__ = ("fact", "where")

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.where = fact.because[0].reference if fact.because else ""

    def __lt__(self, other: _Rank) -> bool:
        if self.where != other.where:
            return self.where < other.where
        return repr(self.fact) < repr(other.fact)


def _of(facts: Mapping[type, Sequence[Any]], kind: type[Kind]) -> tuple[Kind, ...]:
    folded: dict[Kind, set[Evidence]] = {}
    for fact in facts.get(kind, ()):
        bare = dataclasses.replace(fact, because=())
        folded.setdefault(bare, set()).update(fact.because)
    merged = [
        dataclasses.replace(
            bare, because=tuple(sorted(evidence, key=repr) if len(evidence) > 1 else evidence)
        )
        for bare, evidence in folded.items()
    ]
    return tuple(sorted(merged, key=_Rank))
