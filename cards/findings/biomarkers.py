"""One status for each biomarker of one patient, from all statements together (section 13.1)."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.findings.days import latest, merged, within
from cards.rule import Situation
from cards.thresholds import Thresholds
from fhir_mappers.facts import Biomarker, BiomarkerStatus, Evidence, Order
from fhir_mappers.ties import Tie

KNOWN = frozenset({BiomarkerStatus.KNOWN_POSITIVE, BiomarkerStatus.KNOWN_NEGATIVE})
OPEN = frozenset({BiomarkerStatus.PENDING, BiomarkerStatus.ORDERED})
PLANNED = frozenset({"proposal", "plan", "option"})
DRAFT = "draft"


@dataclass(frozen=True)
class Marker:
    """What is known about one biomarker.

    `conflicting` holds statements that contradict each other; the newest one then gives the
    status. `overdue` is set when an order is older than the window and has no result: the marker
    then counts as missing. `partial` results count as tested (section 0.7e).
    """

    biomarker: str
    status: BiomarkerStatus
    newest: Biomarker | None
    partial: bool
    overdue: bool
    conflicting: tuple[Biomarker, ...]
    because: tuple[Evidence, ...]

    @property
    def missing(self) -> bool:
        """Whether there is neither a result nor anything on its way."""
        return self.status not in KNOWN | OPEN


def markers_of(
    situation: Situation, said: Sequence[Biomarker], thresholds: Thresholds
) -> dict[str, Marker]:
    """Every biomarker that these statements, or orders on the chart or in the session, speak of."""
    ordered = _ordered(situation, thresholds)
    names = sorted({entry.biomarker for entry in said} | set(ordered))
    return {
        name: _marker(
            name, [entry for entry in said if entry.biomarker == name], ordered.get(name, ())
        )
        for name in names
    }


def marker(markers: dict[str, Marker], name: str) -> Marker:
    """The marker, or one that says that nothing is known."""
    return markers.get(name) or _nothing_known(name)


@functools.cache
def _nothing_known(name: str) -> Marker:
    return Marker(name, BiomarkerStatus.UNKNOWN, None, False, False, (), ())


def _ordered(
    situation: Situation, thresholds: Thresholds
) -> dict[str, tuple[tuple[Order, bool], ...]]:
    """Orders by biomarker, each with whether it is still inside its window."""
    found: dict[str, list[tuple[Order, bool]]] = {}
    for order in (*situation.chart.orders, *situation.orders):
        if _is_mere_plan(order):
            continue
        fresh = (
            order.drafted
            or order.authored is None
            or within(order.authored, thresholds.pending_order_days, situation.today)
        )
        for name in order.tests:
            found.setdefault(name, []).append((order, fresh))
    return {name: tuple(orders) for name, orders in found.items()}


def _is_mere_plan(order: Order) -> bool:
    """Whether nobody has asked for it yet: a plan or a proposal on the chart that is no draft."""
    return order.request_intent in PLANNED and not order.drafted and order.status != DRAFT


def _was_in_vain(order: Order, said: Iterable[Biomarker]) -> bool:
    """Whether a later attempt without result has answered the order (section 13.1).

    An equivocal stain, which has a `detail`, waits for the next method and is no such answer.
    """
    if order.drafted or order.status == DRAFT or order.authored is None:
        return False
    attempts = (entry for entry in said if entry.status is BiomarkerStatus.NOT_TESTED)
    days = (entry.day for entry in attempts if not entry.detail)
    return any(day is not None and day.first > order.authored.last for day in days)


def _marker(name: str, said: Sequence[Biomarker], orders: Sequence[tuple[Order, bool]]) -> Marker:
    results = sorted(
        (entry for entry in said if entry.status in KNOWN), key=lambda one: (_day(one), Tie(one))
    )
    because = merged([*(entry.because for entry in said), *(order.because for order, _ in orders)])
    fresh = [order for order, inside in orders if inside and not _was_in_vain(order, said)]
    newest = results[-1] if results else None
    status = newest.status if newest else _without_result(said, fresh=bool(fresh))
    return Marker(
        biomarker=name,
        status=status,
        newest=newest,
        partial=newest is not None and all(entry.coverage == "partial" for entry in results),
        overdue=any(not inside for _, inside in orders) and not fresh and newest is None,
        conflicting=_conflicting(results),
        because=because,
    )


def _without_result(said: Iterable[Biomarker], *, fresh: bool) -> BiomarkerStatus:
    statuses = {entry.status for entry in said}
    if BiomarkerStatus.PENDING in statuses:
        return BiomarkerStatus.PENDING
    if fresh:
        return BiomarkerStatus.ORDERED
    if BiomarkerStatus.NOT_TESTED in statuses:
        return BiomarkerStatus.NOT_TESTED
    return BiomarkerStatus.UNKNOWN


def _day(entry: Biomarker) -> dt.date:
    return latest(entry.day)


def _conflicting(results: Sequence[Biomarker]) -> tuple[Biomarker, ...]:
    """Final results of both kinds, unless one is only partial or from another kind of test."""
    firm = [entry for entry in results if entry.coverage != "partial"]
    if len({entry.status for entry in firm}) < len(KNOWN):
        return ()
    return tuple(firm)
