"""From one situation to cards and an explanation: the pure heart of the service.

Each topic is judged on its own; one that fails leaves the others standing and is named in a card
of the topic `advice-unavailable` (clinical logic section 0.1), and so is a resource that a fault of
ours left unread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cards.card import Card
from cards.catalogue import TOPICS, Rule
from cards.compose import NewId, compose
from cards.draft import Draft
from cards.findings.assessment import Assessment, assess
from cards.knowledge_base import Knowledge
from cards.markdown import reference
from cards.memory import CardKey, Memory
from cards.recall import Recalled, recall
from cards.rule import Outcome, Situation, suppressed
from cards.telling import MAX_SOURCES
from cards.triage import UNCOMPUTED, triage
from fhir_mappers.facts import Truth, Unread

Failure = Callable[[str, str], None]


@dataclass(frozen=True)
class Advice:
    """The cards in the order to show them, every topic's outcome, and what they were judged from.

    `keys` are those of the cards, in their order; empty without a memory. `silenced` are topics
    with a card that was shown or answered before.
    """

    cards: tuple[Card, ...]
    outcomes: tuple[Outcome, ...]
    assessment: Assessment
    keys: tuple[CardKey, ...] = ()
    silenced: tuple[str, ...] = ()


def no_report(topic: str, error: str) -> None:
    """Default for `report_failure`: the outcome alone records it."""
    del topic, error


@dataclass(frozen=True)
class Judgement:
    """What follows from a situation alone, whoever asks and whatever was said before.

    `outcomes` are those of the topics in the order of the catalogue.
    """

    assessment: Assessment
    outcomes: tuple[Outcome, ...]

    @property
    def broken(self) -> tuple[Unread, ...]:
        """Resources of the chart that a fault of the service left unread."""
        return self.assessment.situation.chart.broken

    @property
    def failed(self) -> bool:
        """Whether some topic could not be judged, or some resource not be read."""
        topics = any(outcome.outcome == "failed" for outcome in self.outcomes)
        return topics or bool(self.broken)

    @property
    def speaks(self) -> bool:
        """Whether there is a card to show, or to leave out because it was shown before."""
        return self.failed or any(outcome.drafts for outcome in self.outcomes)


def advise(
    situation: Situation,
    knowledge: Knowledge,
    new_id: NewId,
    limits: tuple[int, int] = (3, 2),
    report_failure: Failure = no_report,
    rules: Sequence[tuple[str, Rule]] = TOPICS,
    memory: Memory | None = None,
) -> Advice:
    """Judge every topic and compose the cards; see `judge` and `tell` for the arguments."""
    return tell(judge(situation, knowledge, report_failure, rules), new_id, limits, memory)


def judge(
    situation: Situation,
    knowledge: Knowledge,
    report_failure: Failure = no_report,
    rules: Sequence[tuple[str, Rule]] = TOPICS,
) -> Judgement:
    """Judge every topic.

    `report_failure` is told topic and exception type. `rules` are the topics to judge, in the
    order of the catalogue.
    """
    assessment = assess(situation, knowledge)
    outcomes = tuple(_outcome(topic, rule, assessment, report_failure) for topic, rule in rules)
    return Judgement(assessment, outcomes)


def tell(
    judgement: Judgement,
    new_id: NewId,
    limits: tuple[int, int] = (3, 2),
    memory: Memory | None = None,
) -> Advice:
    """Compose the cards of a judgement.

    `new_id` turns a stable key into a card or suggestion id. `limits` are the most cards on an
    order hook and on patient-view. Without a `memory` every card is new.
    """
    assessment, outcomes = judgement.assessment, judgement.outcomes
    drafts = [draft for outcome in outcomes for draft in outcome.drafts]
    drafts.extend(_failed(outcomes, judgement.broken))
    recalled = recall(drafts, assessment, memory)
    silenced = [one.draft for one in recalled if one.silence]
    topics, hook = [outcome.topic for outcome in outcomes], assessment.situation.hook
    shown = triage([one.draft for one in recalled], topics, hook, limits, silenced)
    keys = (one.key for draft in shown for one in recalled if one.draft is draft)
    return Advice(
        cards=tuple(compose(draft, assessment.knowledge, new_id) for draft in shown),
        outcomes=tuple(_after_triage(outcome, shown, recalled) for outcome in outcomes),
        assessment=assessment,
        keys=tuple(key for key in keys if key),
        silenced=tuple(dict.fromkeys(draft.topic for draft in silenced)),
    )


def _outcome(
    topic: str,
    rule: Callable[[Assessment], Outcome],
    assessment: Assessment,
    report_failure: Failure,
) -> Outcome:
    if topic in assessment.situation.topics_off:
        return Outcome(topic, "off", "", ("switched off by the site",))
    if assessment.patient.deceased is Truth.YES:
        return suppressed(topic, "16.1", "the patient is recorded as deceased")
    try:
        return rule(assessment)
    except Exception as error:  # noqa: BLE001 - the boundary: one topic being judged
        report_failure(topic, type(error).__name__)
        return Outcome(topic, "failed", "", (f"could not be computed: {type(error).__name__}",))


def _failed(outcomes: Sequence[Outcome], broken: Sequence[Unread]) -> tuple[Draft, ...]:
    """One info card that names the advice that could not be computed, and what was not read."""
    names = [outcome.topic for outcome in outcomes if outcome.outcome == "failed"]
    if not names and not broken:
        return ()
    unsaid = [f"What {reference(entry.reference)} says" for entry in broken[:MAX_SOURCES]]
    rest = [f"What {len(broken) - MAX_SOURCES} other records say"] * (len(broken) > MAX_SOURCES)
    told = ", ".join(names) or f"{len(broken)} record{'s' * (len(broken) != 1)} could not be read"
    return (
        Draft(
            topic=UNCOMPUTED,
            indicator="info",
            summary=f"Advice could not be computed: {told}."[:139],
            saw=("A fault in the service, not a finding about the patient",),
            missing=(*(f"Advice on {name}" for name in names), *unsaid, *rest),
            ask=("Decide without this advice and tell the operators of the service",),
            citations=("E38",),
        ),
    )


def _after_triage(
    outcome: Outcome, shown: Sequence[Draft], recalled: Sequence[Recalled]
) -> Outcome:
    """The outcome as it is when none of its cards is shown; a row of section 17 tells of memory."""
    if outcome.outcome != "card" or any(draft.topic == outcome.topic for draft in shown):
        return outcome
    silences = [one.silence for one in recalled if one.draft.topic == outcome.topic and one.silence]
    row = silences[0].row if silences else outcome.row
    why = silences[0].because if silences else "more serious cards of this call come first"
    return Outcome(outcome.topic, "suppressed", row, (*outcome.because, why), outcome.missing)
