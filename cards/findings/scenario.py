"""Which kind of stage IV this is: resectable, oligometastatic or diffuse (clinical logic section 5).

Statements of people come first, numbers second. Counts and statements must be recent; an active
metastasis Condition stands for its organ until it is resolved. What is not recorded gives
`undetermined`, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.findings.burden import Burden, burden_of
from cards.findings.cancers import Cancer
from cards.findings.days import after, latest, merged, within
from cards.findings.staging import YES, Staging
from cards.rule import Situation
from cards.scenario_rules import ScenarioRules, SpectrumException
from cards.thresholds import Thresholds
from fhir_mappers.facts import Day, Evidence, Order, Statement, Truth

RESECTABLE = "potentially-resectable"
OLIGOMETASTATIC = "oligometastatic"
DIFFUSE = "diffuse"
UNDETERMINED = "undetermined"
NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True)
class Scenario:
    """The scenario, the row that gave it (C0 to C8, X for an exception), and how it was told.

    `basis` is `statement`, `count` or `none`. `conflicting` marks statements or counts that
    contradict each other. `unresectable` is true when a recent statement says so and no newer one
    takes it back.
    """

    value: str
    row: str
    basis: str
    says: str
    burden: Burden
    conflicting: bool
    unresectable: bool
    because: tuple[Evidence, ...]


def scenario_of(
    cancer: Cancer,
    staging: Staging,
    situation: Situation,
    rules: ScenarioRules,
    thresholds: Thresholds,
    minor: Truth,
) -> Scenario:
    """Classify one cancer; first matching row wins. Paediatric disease has other protocols."""
    burden = burden_of(staging, rules, thresholds, situation.today)
    if staging.distant != YES or staging.stage_iv is not Truth.YES or minor is Truth.YES:
        return Scenario(NOT_APPLICABLE, "C0", "none", staging.reason, burden, False, False, ())
    recent = _recent(situation, thresholds)
    planned = _exception(cancer, burden, recent, rules)
    if planned is not None and (planned.lifts_unresectable or not _denied(recent, rules)):
        plans = [entry for entry in recent if entry.kind == planned.statement]
        return _told(RESECTABLE, "X", plans, burden)
    hopeful = rules.resectable_statements | ({planned.statement} if planned else set())
    stated = _stated(recent, situation, rules, burden, hopeful)
    return stated or _counted(burden, recent, situation, rules, thresholds)


def _recent(situation: Situation, thresholds: Thresholds) -> tuple[Statement, ...]:
    """Statements of the window, those written on an order of this session included."""
    chart = [
        statement
        for statement in situation.chart.statements
        if within(statement.day, thresholds.imaging_days, situation.today)
    ]
    session = [statement for order in situation.orders for statement in order.statements]
    return (*chart, *session)


def _exception(
    cancer: Cancer, burden: Burden, recent: Sequence[Statement], rules: ScenarioRules
) -> SpectrumException | None:
    """The plan of section 5 that is on record for the only sites that it may concern."""
    said = {statement.kind for statement in recent}
    return next(
        (
            exception
            for exception in rules.exceptions
            if exception.statement in said
            and cancer.type in exception.tumours
            and set(burden.organs) <= exception.sites
        ),
        None,
    )


def _denied(recent: Sequence[Statement], rules: ScenarioRules) -> bool:
    return any(statement.kind in rules.diffuse_statements for statement in recent)


def _stated(
    recent: Sequence[Statement],
    situation: Situation,
    rules: ScenarioRules,
    burden: Burden,
    hopeful: frozenset[str],
) -> Scenario | None:
    groups = {
        DIFFUSE: [entry for entry in recent if entry.kind in rules.diffuse_statements],
        RESECTABLE: [entry for entry in recent if entry.kind in hopeful],
        OLIGOMETASTATIC: [
            entry for entry in recent if entry.kind in rules.oligometastatic_statements
        ],
    }
    newest = {value: _newest(entries) for value, entries in groups.items() if entries}
    if not newest:
        return None
    if DIFFUSE in newest and len(newest) > 1:
        return _against(newest, groups, situation, burden)
    value = RESECTABLE if RESECTABLE in newest else next(iter(newest))
    row = {DIFFUSE: "C1", RESECTABLE: "C2", OLIGOMETASTATIC: "C3"}[value]
    refused = any(entry.kind in rules.unresectable_statements for entry in groups[value])
    return _told(value, row, groups[value], burden, unresectable=refused)


def _newest(entries: Iterable[Statement]) -> Day | None:
    return max((entry.day for entry in entries), key=latest, default=None)


def _against(
    newest: dict[str, Day | None],
    groups: dict[str, list[Statement]],
    situation: Situation,
    burden: Burden,
) -> Scenario:
    """Unresectable beside resectable: a later response explains it, else it is a conflict (C4)."""
    hopeful = RESECTABLE if RESECTABLE in newest else OLIGOMETASTATIC
    converted = any(entry.kind == "conversion-planned" for entry in groups[RESECTABLE])
    responded = any(
        tempo.kind == "responding" and after(tempo.day, newest[DIFFUSE])
        for tempo in situation.chart.tempo
    )
    if after(newest[hopeful], newest[DIFFUSE]) and (converted or responded):
        return _told(hopeful, "C2" if hopeful == RESECTABLE else "C3", groups[hopeful], burden)
    if converted and not after(newest[DIFFUSE], newest[hopeful]):
        return _told(RESECTABLE, "C2", groups[RESECTABLE], burden)
    both = [*groups[DIFFUSE], *groups[hopeful]]
    return _told(UNDETERMINED, "C4", both, burden, conflicting=True)


def _told(
    value: str,
    row: str,
    entries: Sequence[Statement],
    burden: Burden,
    *,
    conflicting: bool = False,
    unresectable: bool = False,
) -> Scenario:
    kinds = sorted({entry.kind.replace("-", " ") for entry in entries})
    because = merged(entry.because for entry in entries)
    says = "stated: " + ", ".join(kinds)
    return Scenario(value, row, "statement", says, burden, conflicting, unresectable, because)


def _counted(
    burden: Burden,
    recent: Sequence[Statement],
    situation: Situation,
    rules: ScenarioRules,
    thresholds: Thresholds,
) -> Scenario:
    diffuse = _diffuse_by_spread(burden, rules, thresholds)
    if diffuse:
        return _by_count(DIFFUSE, "C5", diffuse, burden)
    if burden.disagreeing:
        says = "lesion counts of the same day disagree"
        return Scenario(UNDETERMINED, "C8", "none", says, burden, True, False, burden.because)
    few = burden.total is not None and 1 <= burden.total <= thresholds.oligo_max_lesions
    if not few or len(burden.organs) > thresholds.oligo_max_organs:
        says = "the number of lesions is out of date" if burden.stale else "lesion number unknown"
        return Scenario(UNDETERMINED, "C8", "none", says, burden, False, False, burden.because)
    lesions = "1 lesion" if burden.total == 1 else f"{burden.total} lesions"
    says = f"{lesions} in {', '.join(burden.organs) or 'unnamed sites'}"
    if treats_every_site(recent, situation.orders + situation.chart.orders, burden, rules):
        return _by_count(RESECTABLE, "C6", says, burden)
    return _by_count(OLIGOMETASTATIC, "C7", says, burden)


def _by_count(value: str, row: str, says: str, burden: Burden) -> Scenario:
    return Scenario(value, row, "count", says, burden, False, False, burden.because)


def _diffuse_by_spread(burden: Burden, rules: ScenarioRules, thresholds: Thresholds) -> str:
    """Why the spread is diffuse whatever anybody wrote, or an empty string."""
    manners = rules.diffuse_manners & set(burden.manners)
    widespread = sorted((rules.diffuse_sites & set(burden.organs)) | manners)
    if widespread:
        return f"spread to {', '.join(widespread)}"
    if len(burden.organs) >= thresholds.diffuse_min_organs:
        return f"{len(burden.organs)} organs: {', '.join(burden.organs)}"
    if burden.many or burden.at_least >= thresholds.diffuse_min_lesions:
        return f"at least {burden.at_least} lesions" if burden.at_least else "uncountable lesions"
    if burden.multiple and len(burden.organs) >= thresholds.oligo_max_organs:
        return f"multiple lesions in {' and '.join(burden.organs)}"
    return ""


def treats_every_site(
    recent: Iterable[Statement], orders: Iterable[Order], burden: Burden, rules: ScenarioRules
) -> bool:
    """Whether a plan, or the orders together, remove or ablate all metastases (row C6)."""
    if any(statement.kind in rules.all_sites_plan for statement in recent):
        return True
    treating = [order for order in orders if _treats_spread(order, burden, rules)]
    treated = {rules.organ(order.organ) for order in treating if order.organ is not None}
    any_site = len(burden.organs) <= 1 or any(order.organ is None for order in treating)
    return bool(treating) and (any_site or treated.issuperset(burden.organs))


def _treats_spread(order: Order, burden: Burden, rules: ScenarioRules) -> bool:
    return (
        order.order_class == "ablation"
        or order.targets_metastasis is Truth.YES
        or (
            order.order_class == "major-metastasectomy"
            and order.organ is not None
            and rules.organ(order.organ) in burden.organs
        )
    )
