"""Whether long-term control is evidenced as the aim of an operation (clinical logic section 6 A).

A curative label is a claim. Where the tumour's policy does not support the operation it becomes
evidence only with a plan for every site or a board's recommendation (section 0.3, D6c); diffuse
disease, an "unresectable" statement or ECOG 4 veto it. Orders that together treat every site (row
C6) are such a plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cards.findings.days import merged, within
from cards.findings.profile import CancerProfile
from cards.findings.scenario import DIFFUSE, OLIGOMETASTATIC, RESECTABLE
from cards.findings.target import METASTASIS, Target
from cards.rule import Situation
from cards.scenario_rules import ScenarioRules
from cards.thresholds import Thresholds
from fhir_mappers.facts import Evidence, Order, Statement

EVIDENCED, LABEL, VETOED, NOT_STATED = "evidenced", "label-only", "vetoed", "not-stated"
CURATIVE = "curative"
STANDARD, NOT_SUPPORTED = "standard", "not-supported"


@dataclass(frozen=True)
class Aim:
    """What is claimed of long-term control, and what supports it.

    `value` is `evidenced`, `label-only` (claimed, no plan), `vetoed` (claimed against the chart)
    or `not-stated`. `all_sites` and `board` tell which plans are documented.
    """

    value: str
    all_sites: bool
    board: bool
    veto: str
    because: tuple[Evidence, ...]


def aim_of(
    order: Order,
    target: Target,
    situation: Situation,
    ecog: int | None,
    rules: ScenarioRules,
    thresholds: Thresholds,
) -> Aim:
    """Judge the long-term aim of one cancer operation."""
    profile = target.profile
    said = _said(order, situation, thresholds)
    plan = [entry for entry in said if entry.kind in rules.board_plan]
    ordered = profile is not None and profile.scenario.row == "C6"
    all_sites = ordered or any(entry.kind in rules.all_sites_plan for entry in plan)
    label = order.intent == CURATIVE or any(entry.kind in rules.claims_cure for entry in said)
    because = merged([*(entry.because for entry in said), order.because if label else ()])
    if profile is None:
        return Aim(LABEL if label else NOT_STATED, all_sites, bool(plan), "", because)
    standard = policy_of(target) == STANDARD
    removes_spread = target.part == METASTASIS and _hopeful(profile)
    planned = bool(plan) or ordered or removes_spread
    claimed = label or planned or standard
    veto = _veto(profile, ecog, thresholds, standard=standard)
    value = _value(profile, claimed, veto, planned=planned, standard=standard)
    return Aim(value, all_sites, bool(plan), veto if claimed else "", because)


def policy_of(target: Target) -> str:
    """Policy on removing the primary; it does not bind the removal of a metastasis."""
    if target.profile is None:
        return "neutral"
    policy = target.profile.guideline.surgery.policy
    return policy if target.part != METASTASIS or policy == STANDARD else "accepted"


def _said(order: Order, situation: Situation, thresholds: Thresholds) -> tuple[Statement, ...]:
    """What the order says, and what a board wrote within the window."""
    chart: Iterable[Statement] = (
        statement
        for statement in situation.chart.statements
        if within(statement.day, thresholds.imaging_days, situation.today)
    )
    return (*order.statements, *chart)


def _hopeful(profile: CancerProfile) -> bool:
    return profile.scenario.value in (RESECTABLE, OLIGOMETASTATIC)


def _veto(
    profile: CancerProfile, ecog: int | None, thresholds: Thresholds, *, standard: bool
) -> str:
    if ecog is not None and ecog >= thresholds.ecog_veto:
        return f"ECOG {ecog}"
    if profile.scenario.unresectable:
        return "stated as unresectable"
    lifted = standard or profile.guideline.surgery.aim_lifts_diffuse
    if profile.scenario.value == DIFFUSE and not lifted:
        return "diffuse disease"
    return ""


def _value(
    profile: CancerProfile,
    claimed: bool,
    veto: str,
    *,
    planned: bool,
    standard: bool,
) -> str:
    if not claimed:
        return NOT_STATED
    if veto:
        return VETOED
    supported = profile.guideline.surgery.policy != NOT_SUPPORTED
    if standard or ((planned or supported) and _hopeful(profile)):
        return EVIDENCED
    if profile.guideline.surgery.aim_lifts_diffuse and profile.scenario.value == DIFFUSE:
        return EVIDENCED
    return LABEL
