"""A digest of the facts that a card rests on: it changes when they do, and with nothing else.

It covers values, not records: the order of resources, the ids of duplicates and the time of the
call do not enter. A record that becomes too old to count is a change, as is a new progression.
Which facts matter to which topics is content (`rests_on` in `knowledge/alert_fatigue.toml`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cards.findings.assessment import Assessment
from cards.findings.profile import CancerProfile
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
    del assessment, order
    if profile is None:
        return None
    sites = ([site.site, site.count, site.amount] for site in profile.staging.sites)
    return [profile.scenario.value, profile.scenario.unresectable, _set(sites)]


def _progression(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    """The days of progressions that count, and whether a tumour marker rises."""
    del profile, order
    flags = assessment.flags
    return [_set(note.text for note in flags.progression_hard), bool(flags.progression_soft)]


def _reserve(assessment: Assessment, profile: CancerProfile | None, order: str | None) -> Any:
    """ECOG, and which other measures are hard flags; not their values, which vary every week."""
    del profile, order
    flags = assessment.flags
    codes = (piece.code for note in flags.reserve_hard for piece in note.because)
    return [flags.ecog, _set(codes)]


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
