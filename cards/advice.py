"""From one situation to cards and an explanation: the pure heart of the service.

Each topic is judged on its own; one that fails leaves the others standing and is named in a card
of the topic `advice-unavailable` (clinical logic section 0.1).
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
from cards.rule import Outcome, Situation, suppressed
from cards.triage import UNCOMPUTED, triage
from fhir_mappers.facts import Truth

Failure = Callable[[str, str], None]


@dataclass(frozen=True)
class Advice:
    """The cards in the order to show them, every topic's outcome, and what they were judged from."""

    cards: tuple[Card, ...]
    outcomes: tuple[Outcome, ...]
    assessment: Assessment


def no_report(topic: str, error: str) -> None:
    """Default for `report_failure`: the outcome alone records it."""
    del topic, error


def advise(
    situation: Situation,
    knowledge: Knowledge,
    new_id: NewId,
    limits: tuple[int, int] = (3, 2),
    report_failure: Failure = no_report,
    rules: Sequence[tuple[str, Rule]] = TOPICS,
) -> Advice:
    """Judge every topic and compose the cards.

    `new_id` turns a stable key into a card or suggestion id. `limits` are the most cards on an
    order hook and on patient-view. `report_failure` is told topic and exception type. `rules` are
    the topics to judge, in the order of the catalogue.
    """
    assessment = assess(situation, knowledge)
    outcomes = tuple(_outcome(topic, rule, assessment, report_failure) for topic, rule in rules)
    drafts = [draft for outcome in outcomes for draft in outcome.drafts]
    drafts.extend(_failed(outcomes))
    shown = triage(drafts, [topic for topic, _ in rules], situation.hook, limits)
    cards = tuple(compose(draft, knowledge, new_id) for draft in shown)
    return Advice(cards, tuple(_after_triage(outcome, shown) for outcome in outcomes), assessment)


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


def _failed(outcomes: Sequence[Outcome]) -> tuple[Draft, ...]:
    """One info card that names the advice that could not be computed."""
    names = [outcome.topic for outcome in outcomes if outcome.outcome == "failed"]
    if not names:
        return ()
    return (
        Draft(
            topic=UNCOMPUTED,
            indicator="info",
            summary=f"Advice could not be computed: {', '.join(names)}."[:139],
            saw=("A fault in the service, not a finding about the patient",),
            missing=tuple(f"Advice on {name}" for name in names),
            ask=("Decide without this advice and tell the operators of the service",),
            citations=("E38",),
        ),
    )


def _after_triage(outcome: Outcome, shown: Sequence[Draft]) -> Outcome:
    if outcome.outcome != "card" or any(draft.topic == outcome.topic for draft in shown):
        return outcome
    because = (*outcome.because, "more serious cards of this call come first")
    return Outcome(outcome.topic, "suppressed", outcome.row, because, outcome.missing)
