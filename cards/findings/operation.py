"""One major cancer operation, judged by the total decision table (clinical logic section 10)."""

from __future__ import annotations

from dataclasses import dataclass

from cards.decision_table import Row
from cards.findings.aim import EVIDENCED, Aim, aim_of, policy_of
from cards.findings.patient import PatientFinding
from cards.findings.profile import CancerProfile
from cards.findings.relief import NAMED, NONE, Relief, relief_of
from cards.findings.reserve import Flags
from cards.findings.staging import YES
from cards.findings.target import Target
from cards.knowledge_base import Knowledge
from cards.rule import Situation
from fhir_mappers.facts import Order, Truth

EMERGENCIES = frozenset({"asap", "stat"})
URGENT = "urgent"


@dataclass(frozen=True)
class Operation:
    """A cancer operation with everything that the table looked at, and the row it met.

    `row` is None when the operation is not judged: its cancer is not one that surgery advice
    speaks for, or nobody can tell which cancer it is for.
    """

    order: Order
    target: Target
    aim: Aim
    relief: Relief
    urgent: bool
    policy: str
    row: Row | None

    @property
    def profile(self) -> CancerProfile | None:
        """The cancer that the operation is for."""
        return self.target.profile

    @property
    def intent(self) -> str:
        """Evidenced intent in the words of the Explanation contract (section 6, 0.7b)."""
        profile = self.profile
        if profile is None or profile.staging.distant != YES or profile.stage_iv is not Truth.YES:
            return "not-applicable"
        if self.aim.value == EVIDENCED:
            return "long-term-control"
        return "none-evidenced" if self.relief.value == NONE else "symptom-relief"


def is_urgent(order: Order, patient: PatientFinding, relief: Relief) -> bool:
    """Urgent as section 0.7a reads it: asap, stat, an emergency visit, or urgent with a symptom."""
    if order.priority in EMERGENCIES or patient.emergency_visit is Truth.YES:
        return True
    return order.priority == URGENT and relief.value == NAMED


def judge_operation(
    order: Order,
    target: Target,
    situation: Situation,
    patient: PatientFinding,
    flags: Flags,
    knowledge: Knowledge,
) -> Operation:
    """Judge one operation against the table."""
    thresholds = knowledge.thresholds
    relief = relief_of(order, situation, knowledge.organs, thresholds)
    aim = aim_of(order, target, situation, flags.ecog, knowledge.scenario, thresholds)
    urgent = is_urgent(order, patient, relief)
    policy = policy_of(target)
    row = None
    if _judged(target, patient):
        row = knowledge.surgery_table.decide(
            **_inputs(target, aim, relief, flags, policy, urgent=urgent)
        )
    return Operation(order, target, aim, relief, urgent, policy, row)


def _judged(target: Target, patient: PatientFinding) -> bool:
    """The pre-gates of section 10 that do not depend on the stage."""
    profile = target.profile
    if profile is None or not target.operation or patient.minor is Truth.YES:
        return False
    return profile.guideline.surgery.applies_card and not profile.staging.ned


def _inputs(
    target: Target, aim: Aim, relief: Relief, flags: Flags, policy: str, *, urgent: bool
) -> dict[str, str]:
    profile = target.profile
    if profile is None:
        raise ValueError("an operation without a cancer cannot be judged")
    return {
        "distant_met": profile.staging.distant,
        "scenario": profile.scenario.value,
        "basis": profile.scenario.basis,
        "aim": aim.value,
        "relief": relief.value,
        "urgent": _word(urgent),
        "hard_reserve": _word(bool(flags.reserve_hard)),
        "hard_progression": _word(bool(flags.progression_hard)),
        "policy": policy,
    }


def _word(value: bool) -> str:
    return "yes" if value else "no"
