"""The cards that were shown, with the keys that they are known by, and the last answer to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Row, bindparam, select

from cards.memory import CardKey, Past
from cds_service.store.once import insert_or_replace
from cds_service.store.tables import feedback, shown

_HISTORY = (
    select(shown, feedback.c.outcome, feedback.c.outcome_at, feedback.c.received_at)
    .add_columns(feedback.c.reason)
    .outerjoin(feedback, feedback.c.card == shown.c.card)
    .where(shown.c.patient == bindparam("of"))
    .order_by(shown.c.shown_at, shown.c.card, feedback.c.outcome_at, feedback.c.id)
)


@dataclass(frozen=True)
class Shown:
    """A card as it was shown; `past` holds when, to whom and by which keys it is known.

    `rule` is the sealed anchor of what decided; None where the whole topic did.
    """

    card: str
    patient: str
    indicator: str
    overridable: bool
    past: Past
    rule: str | None = None


def remember(connection: Connection, cards: Sequence[Shown]) -> None:
    """Store the cards of one call; a retry finds them there."""
    insert_or_replace(connection, shown, "card", [_row(card) for card in cards])


def history(connection: Connection, patient: str) -> tuple[Past, ...]:
    """All that was shown for a patient, the oldest first. One query over an index."""
    found: dict[str, Past] = {}
    for row in connection.execute(_HISTORY, {"of": patient}):
        # The rows of one card come with its answers in time order: the last one holds.
        found[row.card] = _answered(_past(row), row)
    return tuple(found.values())


def _row(card: Shown) -> dict[str, object]:
    past = card.past
    return {
        "card": card.card,
        "call": past.call,
        "patient": card.patient,
        "encounter": past.encounter,
        "user": past.user,
        "hook": past.hook,
        "topic": past.key.topic,
        "indicator": card.indicator,
        "order_content": past.key.order,
        "order_class": past.key.order_class,
        "facts": past.key.facts,
        "overridable": card.overridable,
        "shown_at": past.shown,
        "rule": card.rule,
    }


def _past(row: Row[tuple[object, ...]]) -> Past:
    key = CardKey(row.topic, row.facts, row.order_content, row.order_class)
    return Past(key, row.call, row.hook, row.user, row.encounter, row.shown_at)


def _answered(past: Past, row: Row[tuple[object, ...]]) -> Past:
    """With its answer, timed by the client but never later than we received it."""
    if row.outcome is None:
        return past
    when: dt.datetime = min(row.outcome_at, row.received_at)
    return replace(past, answer=row.outcome, reason=row.reason, answered=when)
