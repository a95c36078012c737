"""Plays a clinical vignette in this process and says in what the advice differs from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cards.advice import Advice
from cards.card import Card
from cards.findings.intent import intent_of
from cards.knowledge_base import Knowledge, load
from cards.topics.gap_tests import rows_missing
from tests.vignettes.shorthand import Vignette
from tests.vignettes.shorthand_memory import KEYS, answered, remember
from tests.vignettes.shorthand_words import listed

CONSIDER = re.compile(r"Consider as well: ([^\n]*)")
MARKERS = {shown: name for name, shown in load().wording.marker_names.items()}
SYSTEMS = {"http://loinc.org": "loinc", "http://snomed.info/sct": "sct"}


def faults(vignette: Vignette, knowledge: Knowledge) -> Iterator[str]:
    """Everything in which the advice differs from what the vignette expects."""
    past, wrong = remember(vignette.earlier, knowledge)
    yield from wrong
    advice = answered(vignette.call, knowledge, past)
    yield from judged(vignette.expect, advice)
    yield from _details(vignette.expect, {card.topic: card for card in advice.cards})


def judged(expect: Mapping[str, Any], advice: Advice) -> Iterator[str]:
    """In what cards, findings and rows differ, whoever mapped the chart."""
    yield from _cards(expect, advice)
    yield from _findings(expect, advice)
    yield from _rows(expect, advice)


def _cards(expect: Mapping[str, Any], advice: Advice) -> Iterator[str]:
    """`cards` is everything that shows, but for what `may` show."""
    wanted = {topic: listed(value, topic) for topic, value in expect.get("cards", {}).items()}
    shown = {card.topic: card.indicator for card in advice.cards}
    for topic, indicators in wanted.items():
        if shown.get(topic) not in indicators:
            yield f"{topic}: expected {' or '.join(indicators)}, got {shown.get(topic, 'no card')}"
    allowed = {*wanted, *expect.get("may", [])} - set(expect.get("must_not", []))
    for topic in shown.keys() - allowed:
        yield f"{topic}: no card expected, got {shown[topic]}"
    for outcome in advice.outcomes:
        if outcome.outcome == "failed":
            yield f"{outcome.topic}: failed ({', '.join(outcome.because)})"


def _findings(expect: Mapping[str, Any], advice: Advice) -> Iterator[str]:
    for name, got in _found(advice).items():
        wanted = expect.get(name, got)
        if (set(wanted) if isinstance(got, set) else wanted) != got:
            yield f"{name}: expected {wanted}, got {got}"


def _found(advice: Advice) -> dict[str, Any]:
    """What the service found, in the words of the vignettes."""
    subject = advice.assessment.subject
    if subject is None:
        return {}
    return {
        "stage_iv": subject.stage_iv.value,
        "distant": subject.staging.distant,
        "scenario": subject.scenario.value,
        "spectrum_row": subject.scenario.row,
        "intent": intent_of(advice.assessment),
        "ecog": advice.assessment.flags.ecog,
        "missing_biomarkers": {row.biomarker for row in rows_missing(advice.assessment, subject)},
    }


def _rows(expect: Mapping[str, Any], advice: Advice) -> Iterator[str]:
    rows = {outcome.topic: outcome.row for outcome in advice.outcomes}
    for topic, row in expect.get("rows", {}).items():
        if rows.get(topic) != row:
            yield f"row of {topic}: expected {row}, got {rows.get(topic)}"
    judged = [operation.row for operation in advice.assessment.operations]
    if "row" in expect:
        met = judged[0].id if judged and judged[0] else "none"
        if met != expect["row"]:
            yield f"surgery row: expected {expect['row']}, got {met}"


def _details(expect: Mapping[str, Any], cards: Mapping[str, Card]) -> Iterator[str]:
    """What single cards say and offer; each is written by topic."""
    for name, seen in (("offers", _offers), ("codes", _codes), ("override_reasons", _reasons)):
        for topic, wanted in expect.get(name, {}).items():
            got = seen(cards[topic]) if topic in cards else set()
            if got != set(wanted):
                yield f"{name} of {topic}: got {', '.join(sorted(got)) or 'none'}"
    for topic, unwanted in expect.get("offers_not", {}).items():
        if topic in cards and _offers(cards[topic]) & set(unwanted):
            yield f"{topic} must not offer {', '.join(unwanted)}"
    if "considers" in expect and _considered(cards) != set(expect["considers"]):
        yield f"considers: got {', '.join(sorted(_considered(cards))) or 'none'}"
    for topic, wanted in expect.get("texts", {}).items():
        got = _texts(cards.get(topic))
        yield from (f"{topic} offers no order {part!r}" for part in wanted if part not in got)
    yield from _says(expect, cards)


def _says(expect: Mapping[str, Any], cards: Mapping[str, Card]) -> Iterator[str]:
    for topic, wanted in expect.get("says", {}).items():
        text = _text(cards.get(topic))
        yield from (
            f"{topic} does not say {part!r}" for part in listed(wanted, topic) if part not in text
        )
    for topic, unwanted in expect.get("says_not", {}).items():
        text = _text(cards.get(topic))
        yield from (f"{topic} says {part!r}" for part in listed(unwanted, topic) if part in text)


def _text(card: Card | None) -> str:
    return f"{card.summary}\n{card.detail}" if card else ""


def _offers(card: Card) -> set[str]:
    return {KEYS[suggestion.uuid].rsplit("|", 1)[1] for suggestion in card.suggestions}


def _codes(card: Card) -> set[str]:
    """Codes of the orders and goals that a card would write, as `loinc 81695-9`."""
    actions = [action for suggestion in card.suggestions for action in suggestion.actions]
    return {
        f"{SYSTEMS.get(coding['system'], coding['system'])} {coding['code']}"
        for action in actions
        if action.resource is not None
        for concept in _concepts(action.type, action.resource)
        for coding in concept.get("coding", [])
    }


def _concepts(kind: str, resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a new order is, or what an update says about the goal of one."""
    if kind == "create":
        return [resource.get("code", {})]
    return [entry["valueCodeableConcept"] for entry in resource.get("extension", [])]


def _texts(card: Card | None) -> str:
    """The texts of the orders that a card would create."""
    actions = [action for entry in card.suggestions for action in entry.actions] if card else []
    return "\n".join(
        action.resource["code"]["text"]
        for action in actions
        if action.type == "create" and action.resource
    )


def _reasons(card: Card) -> set[str]:
    return {reason.code for reason in card.override_reasons}


def _considered(cards: Mapping[str, Card]) -> set[str]:
    match = CONSIDER.search(_text(cards.get("molecular-testing-gap")))
    names = [name.strip() for name in match.group(1).split(",")] if match else []
    return {MARKERS.get(name, name) for name in names}
