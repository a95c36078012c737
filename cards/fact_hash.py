"""A digest of the facts that a card rests on: it changes when they do, and with nothing else.

It covers values, not records: the order of resources, the ids of duplicates and the day of the
call do not enter. A record that merely grows old is no change, a newer progression is one.
Which facts matter to which topics is content (`rests_on` in `knowledge/alert_fatigue.toml`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cards.findings.assessment import Assessment
from cards.findings.profile import CancerProfile
from cards.findings.reserve import flags_of
from fhir_mappers.facts import Day, Stage

Basis = Callable[[Assessment, CancerProfile | None, str | None], Any]


def fact_hash(
    assessment: Assessment, topic: str, order: str | None, rests_on: Sequence[str]
) -> str:
    """The digest for one topic and the order it speaks about (None: about the patient)."""
    profile = _profile(assessment, order)
    facts = {name: READERS[name](assessment, profile, order) for name in rests_on}
    told = json.dumps([topic, facts], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _profile(assessment: Assessment, order: str | None) -> CancerProfile | None:
    aimed = (one.target.profile for one in assessment.advised if one.order.reference == order)
    return next((profile for profile in aimed if profile is not None), assessment.subject)


def _tumour(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    del assessment, order
    return profile and [profile.cancer.type, profile.cancer.subtype, profile.cancer.histology]


def _stage(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    del assessment, order
    if profile is None:
        return None
    staging = profile.staging
    return [
        staging.stage_iv.value,
        staging.distant,
        _value(staging.group),
        _value(staging.m),
        staging.recurrent.value,
        staging.ned,
    ]


def _value(stage: Stage | None) -> str:
    return stage.prefix + stage.value if stage else ""


def _spread(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    """Sites with their lesions, and what people have stated of the disease as a whole."""
    del order
    stated = _set(statement.kind for statement in assessment.situation.chart.statements)
    sites = profile.staging.sites if profile else ()
    return [_set([site.site, site.count, site.open_ended, site.amount] for site in sites), stated]


def _progression(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    """The last day of each tempo on record: a new progression is a new fact."""
    del profile, order
    tempo = assessment.situation.chart.tempo
    kinds = {entry.kind for entry in tempo}
    return {kind: max(_text(one.day) for one in tempo if one.kind == kind) for kind in kinds}


def _reserve(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    """ECOG, and which measures were hard flags when the newest was taken.

    Not their values, which vary every week, and not seen from the day of the call, on which one
    after the other becomes too old.
    """
    del profile, order
    situation, thresholds = assessment.situation, assessment.knowledge.thresholds
    days = [entry.day.last for entry in situation.chart.reserve if entry.day]
    then = replace(situation, today=max(days, default=situation.today))
    flags = flags_of(then, thresholds)
    return [flags.ecog, _set(piece.code for note in flags.reserve_hard for piece in note.because)]


def _markers(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    del profile, order
    return _set(
        [name, marker.status.value, bool(marker.conflicting), marker.overdue]
        for name, marker in assessment.markers.items()
    )


def _aim(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    """What the operation is evidenced to be for."""
    del profile
    return _set(
        [one.aim.value, one.aim.all_sites, one.aim.board, one.relief.value, one.urgent]
        for one in assessment.operations
        if one.order.reference == order
    )


def _bevacizumab(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    """Doses on record, and the day that the order is planned for."""
    del profile
    drugs = assessment.knowledge.drug_gates.bevacizumab.ingredients
    doses = _set(
        [one.ingredient, one.status, _text(one.last_dose)]
        for one in assessment.situation.chart.therapies
        if one.ingredient in drugs
    )
    planned = [one.order.planned for one in assessment.advised if one.order.reference == order]
    return [doses, [_text(day) for day in planned] if doses else []]


def _conflicts(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    del order
    said = (conflict.says for conflict in profile.staging.conflicts) if profile else ()
    results = (name for name, marker in assessment.markers.items() if marker.conflicting)
    odd = assessment.flags.ecog_conflict is not None
    counts = profile is not None and profile.scenario.conflicting
    return [_set(said), _set(results), odd, counts]


def _patient(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    del profile, order
    patient = assessment.patient
    return [patient.pregnant.value, patient.hospice.value, patient.minor.value]


def _text(day: Day | None) -> str:
    return day.text if day else ""


def _set(values: Iterable[Any]) -> list[str]:
    """Each value once, in an order of its own."""
    return sorted({json.dumps(value) for value in values})


READERS: Mapping[str, Basis] = {
    "tumour": _tumour,
    "stage": _stage,
    "spread": _spread,
    "progression": _progression,
    "reserve": _reserve,
    "markers": _markers,
    "aim": _aim,
    "bevacizumab": _bevacizumab,
    "conflicts": _conflicts,
    "patient": _patient,
}
