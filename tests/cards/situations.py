"""Situations in facts, for tests of judgement that need no FHIR."""

from __future__ import annotations

import datetime as dt
import uuid

from cards import knowledge_base
from cards.advice import Advice, advise
from cards.rule import ORDER_SELECT, Situation
from fhir_mappers.facts import (
    Activity,
    ChartFacts,
    Day,
    Evidence,
    Metastasis,
    Order,
    Patient,
    Stage,
    Tumour,
)

TODAY = dt.date(2026, 11, 20)
PATIENT = Patient("Patient/p", Day(dt.date(1960, 1, 1), dt.date(1960, 1, 1)))


def new_id(key: str) -> str:
    """The same id for the same key."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, key))


def on(days_ago: int) -> Day:
    """A day before the day of the call."""
    day = TODAY - dt.timedelta(days=days_ago)
    return Day(day, day)


def said(reference: str) -> tuple[Evidence, ...]:
    """Evidence from one record."""
    return (Evidence(reference, "http://snomed.info/sct|1", on(10)),)


COLON = Tumour(
    "colorectal",
    "colon",
    side="left",
    activity=Activity.ACTIVE,
    diagnosed=on(60),
    references=("Condition/c",),
    because=said("Condition/c"),
)
LIVER = Metastasis("liver", activity=Activity.ACTIVE, day=on(50), because=said("Condition/m"))
M1 = Stage("m", "M1a", "c", "TNM", day=on(50), because=said("Observation/m"))
COLECTOMY = Order(
    "ServiceRequest/o",
    "major-primary",
    organ="colon",
    priority="routine",
    planned=Day(TODAY, TODAY),
    shown="Sigmoid colectomy",
    draft={"resourceType": "ServiceRequest", "id": "o", "status": "draft"},
    because=said("ServiceRequest/o"),
)


def advice_on(
    chart: ChartFacts, *orders: Order, hook: str = ORDER_SELECT, **changes: frozenset[str]
) -> Advice:
    """Advice on one situation, with every draft selected."""
    selected = frozenset(order.reference for order in orders)
    situation = Situation(chart, TODAY, hook, orders, selected, **changes)
    return advise(
        situation,
        knowledge_base.load(),
        new_id,
    )


def topics(advice: Advice) -> dict[str, str]:
    """Indicator by topic of the cards shown."""
    return {card.topic: card.indicator for card in advice.cards}
