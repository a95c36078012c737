"""Turns a heap of facts into `ChartFacts`: equal statements folded, everything in a fixed order."""

from __future__ import annotations

import dataclasses
import functools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from fhir_mappers.biomarker_stains import added_up
from fhir_mappers.facts import (
    Biomarker,
    CareService,
    ChartFacts,
    Encounter,
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
from fhir_mappers.ties import Tie

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


def _rank(fact: Fact) -> tuple[str, Tie]:
    """Orders facts by the resource that they rest on, then by all that they say."""
    return fact.because[0].reference if fact.because else "", Tie(fact)


def _of(facts: Mapping[type, Sequence[Any]], kind: type[Kind]) -> tuple[Kind, ...]:
    says = _statement(cast("Any", kind))
    saying: dict[tuple[Any, ...], list[Kind]] = {}
    for fact in facts.get(kind, ()):
        saying.setdefault(says(fact), []).append(fact)
    return tuple(sorted(map(_folded, saying.values()), key=_rank))


@functools.cache
def _statement(kind: Any) -> Callable[[Fact], tuple[Any, ...]]:
    """All that makes a fact equal to another, without what it rests on."""
    fields = [field for field in dataclasses.fields(kind) if field.compare]
    return operator.attrgetter(*(field.name for field in fields if field.name != "because"))


def _folded(alike: list[Kind]) -> Kind:
    """One fact for several that say the same, resting on what any of them rests on."""
    if len(alike) == 1 and len(alike[0].because) == 1:
        return alike[0]
    evidence = {entry for fact in alike for entry in fact.because}
    return dataclasses.replace(alike[0], because=tuple(sorted(evidence, key=repr)))
