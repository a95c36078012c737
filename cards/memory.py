"""What the service remembers of earlier cards, and the keys by which a card is known again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from cards.draft import Draft
from cards.fact_hash import fact_hash
from cards.fatigue_rules import FatigueRules
from cards.findings.assessment import Assessment
from fhir_mappers.facts import Order

ACCEPTED, OVERRIDDEN = "accepted", "overridden"


@dataclass(frozen=True)
class CardKey:
    """What makes a card the same card as an earlier one; every part but the topic is sealed.

    `order` is the content of the order it speaks about, not its id, which changes between drafts;
    `order_class` is what a similar order shares. Both are None for advice on the patient.
    """

    topic: str
    facts: str
    order: str | None = None
    order_class: str | None = None


@dataclass(frozen=True)
class Past:
    """A card that was shown for this patient, and the last answer to it.

    `call`, `user` and `encounter` are sealed. `answer` is `accepted`, `overridden` or empty;
    `reason` is the code of the override reason, empty for a card that was dismissed without one.
    """

    key: CardKey
    call: str
    hook: str
    user: str
    encounter: str | None
    shown: dt.datetime
    answer: str = ""
    reason: str = ""
    answered: dt.datetime | None = None


@dataclass(frozen=True)
class Memory:
    """The call that asks, and what was shown for its patient before.

    `seal` turns a text into what the store keeps instead of it.
    """

    now: dt.datetime
    call: str
    user: str
    encounter: str | None
    seal: Callable[[str], str]
    past: tuple[Past, ...] = ()


def key_of(draft: Draft, assessment: Assessment, rules: FatigueRules, memory: Memory) -> CardKey:
    """The key of a card to be."""
    family = rules.family_of(draft.topic)
    rests_on = family.rests_on if family else ()
    facts = fact_hash(assessment, draft.topic, draft.order, rests_on)
    orders = (entry.order for entry in assessment.advised)
    order = next((one for one in orders if one.reference == draft.order), None)
    return CardKey(
        topic=draft.topic,
        facts=memory.seal(facts),
        order=memory.seal(_content(order)) if order else None,
        order_class=memory.seal(_kind(order)) if order else None,
    )


def _kind(order: Order) -> str:
    return repr((order.order_class, order.organ, sorted(order.drug_classes)))


def _content(order: Order) -> str:
    """What is ordered, without ids, dates, priority and reasons."""
    written = " ".join(order.shown.casefold().split())
    drugs, tests = sorted(order.ingredients), sorted(order.tests)
    schedule = (order.fractions, order.dose_gy)
    return repr((_kind(order), order.targets_metastasis.value, drugs, tests, schedule, written))
