"""What was shown, answered and not delivered, counted by the database; never by patient or user.

A card counts with its last answer. A call that was sent again counts once, as it was answered last.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, extract, func, select
from sqlalchemy.sql.selectable import Subquery

from cds_service.store.tables import audit, feedback, shown


@dataclass(frozen=True)
class CardCount:
    """Cards that agree in all this.

    `month` is `2026-11`. `rule` is sealed, None where it is not known or the whole topic decided.
    `outcome` is empty for a card without an answer; `reason` and its system are as a client sent
    them, and may hold anything.
    """

    month: str
    hook: str
    topic: str
    indicator: str
    rule: str | None
    outcome: str
    reason_system: str
    reason: str
    cards: int


@dataclass(frozen=True)
class CallCount:
    """Calls that agree in all this; None in both types means that nobody wrote it down."""

    month: str
    hook: str
    spoke: bool
    silenced: tuple[str, ...]
    unavailable: tuple[str, ...] | None
    incomplete: tuple[str, ...] | None
    calls: int


@dataclass(frozen=True)
class Counts:
    """All counts of a period; `strays` are answers to cards that are not in the store."""

    cards: tuple[CardCount, ...]
    calls: tuple[CallCount, ...]
    strays: int


def count(connection: Connection, since: dt.datetime) -> Counts:
    """What the store holds from an instant on."""
    return Counts(
        cards=tuple(_card(row) for row in connection.execute(_cards(since))),
        calls=tuple(_call(row) for row in connection.execute(_calls(since))),
        strays=connection.execute(_strays(since)).scalar_one(),
    )


def _cards(since: dt.datetime) -> Select[Any]:
    last = _last_answers()
    answer = (last.c.outcome, last.c.reason_system, last.c.reason)
    kind = (shown.c.hook, shown.c.topic, shown.c.indicator, shown.c.rule)
    joined = shown.outerjoin(last, and_(last.c.card == shown.c.card, last.c.turn == 1))
    return _grouped([*_month(shown.c.shown_at), *kind, *answer], joined).where(
        shown.c.shown_at >= since
    )


def _calls(since: dt.datetime) -> Select[Any]:
    turn = func.row_number().over(partition_by=audit.c.call, order_by=audit.c.id.desc())
    spoke = case((audit.c.cards == "[]", 0), else_=1).label("spoke")
    data = (audit.c.silenced, audit.c.unavailable, audit.c.incomplete)
    each = (
        select(*_month(audit.c.at), audit.c.hook, spoke, *data, turn.label("turn"))
        .where(audit.c.at >= since)
        .subquery()
    )
    kept = [column for column in each.c if column.name != "turn"]
    return _grouped(kept, each).where(each.c.turn == 1)


def _last_answers() -> Subquery:
    order = (feedback.c.outcome_at.desc(), feedback.c.id.desc())
    turn = func.row_number().over(partition_by=feedback.c.card, order_by=order).label("turn")
    answer = (feedback.c.outcome, feedback.c.reason_system, feedback.c.reason)
    return select(feedback.c.card, *answer, turn).subquery()


def _strays(since: dt.datetime) -> Select[Any]:
    known = select(shown.c.card).where(shown.c.card == feedback.c.card).exists()
    cards = func.count(feedback.c.card.distinct())
    return select(cards).where(feedback.c.received_at >= since, ~known)


def _month(column: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return extract("year", column).label("year"), extract("month", column).label("month")


def _grouped(columns: Sequence[ColumnElement[Any]], source: Any) -> Select[Any]:
    plain = [getattr(column, "element", column) for column in columns]
    return select(*columns, func.count().label("counted")).select_from(source).group_by(*plain)


def _card(row: Row[Any]) -> CardCount:
    return CardCount(
        month=_written(row),
        hook=row.hook,
        topic=row.topic,
        indicator=row.indicator,
        rule=row.rule,
        outcome=row.outcome or "",
        reason_system=row.reason_system or "",
        reason=row.reason or "",
        cards=row.counted,
    )


def _call(row: Row[Any]) -> CallCount:
    return CallCount(
        month=_written(row),
        hook=row.hook,
        spoke=bool(row.spoke),
        silenced=_listed(row.silenced) or (),
        unavailable=_listed(row.unavailable),
        incomplete=_listed(row.incomplete),
        calls=row.counted,
    )


def _written(row: Row[Any]) -> str:
    return f"{int(row.year):04}-{int(row.month):02}"


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(json.loads(text))
