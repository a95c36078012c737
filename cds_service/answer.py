"""The one place where charts, orders and advice meet; pure, so that a retry gives the same cards.

Time, identity and the choices of the site come in as arguments. Network and clock end before this
module starts.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cards.advice import Advice, Failure, Judgement, judge, no_report, tell
from cards.explanation import explain
from cards.knowledge_base import Knowledge
from cards.memory import Memory
from cards.rule import ORDER_SELECT, PATIENT_VIEW, Situation
from cds_service.hooks import HookRequest
from cds_service.prefetch import Record
from cds_service.wire import compact
from fhir_mappers.chart import chart_facts, draft_orders, new_memo, shelve
from fhir_mappers.facts import ChartFacts, Order, Unread
from fhir_mappers.memo import Memo
from fhir_mappers.order_spread import with_order_texts

CARD_NAMESPACE = uuid.UUID("7d9d8f0e-5a5b-5f3f-9a54-6f7c1f0a2b11")


@dataclass(frozen=True)
class Policy:
    """The day of the call, and what the site has chosen.

    `limits` are the most cards on an order hook and on patient-view.
    """

    today: dt.date
    topics_off: frozenset[str] = frozenset()
    limits: tuple[int, int] = (3, 2)


@dataclass(frozen=True)
class Answer:
    """What one call is answered with; `unread` are drafts, or parts of them, that said nothing."""

    advice: Advice
    unread: tuple[Unread, ...] = ()

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards as they go on the wire."""
        return [compact(card.to_json()) for card in self.advice.cards]

    def to_json(self) -> dict[str, Any]:
        """The answer to a hook."""
        return {"cards": self.cards}

    def explanation(self) -> dict[str, Any]:
        """The Explanation; its lists may be empty, its cards are those of the hook."""
        return {**explain(self.advice, self.unread), "cards": self.cards}

    def figures(self) -> Mapping[str, Any]:
        """What may be logged: counts alone."""
        chart = self.advice.assessment.situation.chart
        return {
            "cards": dict(Counter(card.topic for card in self.advice.cards)),
            "unread": len(chart.unread) + len(self.unread),
            "silenced": list(self.advice.silenced),
            "failed": [one.topic for one in self.advice.outcomes if one.outcome == "failed"],
        }


@dataclass(frozen=True)
class Judged:
    """What a call leads to whoever makes it; `unread` as in `Answer`."""

    judgement: Judgement
    unread: tuple[Unread, ...] = ()


def answer(
    request: HookRequest,
    record: Record,
    knowledge: Knowledge,
    policy: Policy,
    report_failure: Failure = no_report,
    memo: Memo | None = None,
    memory: Memory | None = None,
) -> Answer:
    """Advice on one call; see `judged` and `told` for the arguments."""
    found = judged(request, record, knowledge, policy, report_failure, memo)
    return told(found, request, policy, memory)


def judged(
    request: HookRequest,
    record: Record,
    knowledge: Knowledge,
    policy: Policy,
    report_failure: Failure = no_report,
    memo: Memo | None = None,
) -> Judged:
    """What follows from the call and the record alone.

    `report_failure` is told of a topic that could not be judged. `memo` spares reading what was
    read before; without one every resource is read.
    """
    shelf = shelve(record.documents, request.patient_id, policy.today, memo or new_memo(0))
    orders, unread = draft_orders(shelf, request.drafts, request.draft_urls)
    chart = with_order_texts(chart_facts(shelf), orders)
    situation = _situation(request, record, policy, chart, orders)
    return Judged(judge(situation, knowledge, report_failure), unread)


def told(
    found: Judged, request: HookRequest, policy: Policy, memory: Memory | None = None
) -> Answer:
    """The answer for the one who asks.

    `memory` holds what was said before; without one every card is new.
    """
    new_id = card_ids(request.hook, request.hook_instance, request.patient_id)
    return Answer(tell(found.judgement, new_id, policy.limits, memory), found.unread)


def _situation(
    request: HookRequest,
    record: Record,
    policy: Policy,
    chart: ChartFacts,
    orders: tuple[Order, ...],
) -> Situation:
    return Situation(
        chart=chart,
        today=policy.today,
        hook=request.hook,
        orders=orders,
        selected=selected(request, orders),
        unavailable=record.unavailable,
        incomplete=record.incomplete,
        topics_off=policy.topics_off,
    )


def selected(request: HookRequest, orders: tuple[Order, ...]) -> frozenset[str]:
    """The orders to advise on: all that are being signed, or those that were selected.

    A selection matches by `Type/id`, also at the end of an absolute reference. One that names no
    draft selects nothing.
    """
    drafted = frozenset(order.reference for order in orders)
    if request.hook == PATIENT_VIEW:
        return frozenset()
    if request.hook == ORDER_SELECT:
        return drafted & {"/".join(entry.split("/")[-2:]) for entry in request.selections}
    return drafted


def card_ids(hook: str, hook_instance: str, patient_id: str) -> Callable[[str], str]:
    """Ids of cards and suggestions: the same for a retry, different for every other call.

    The hook takes part because some clients use one instance for all services of an event, the
    patient because some use one for ever, and an answer must not reach another patient's card.
    """
    call = uuid.uuid5(CARD_NAMESPACE, f"{hook}/{hook_instance}/{patient_id}")
    return lambda key: str(uuid.uuid5(call, key))
