"""One call of the shorthand: the situation, when it was, and who asked in which encounter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cards.catalogue import TOPICS
from cards.memory import ACCEPTED, OVERRIDDEN
from cards.rule import Situation
from tests.vignettes import shorthand_vocabulary as words
from tests.vignettes.shorthand_chart import chart_of
from tests.vignettes.shorthand_orders import orders_of
from tests.vignettes.shorthand_place import Place
from tests.vignettes.shorthand_words import listed, one_of, only, refuse

AS_OF = dt.date(2026, 11, 20)
NOON = dt.time(12, tzinfo=dt.UTC)
AGO = re.compile(r"^(\d+)([dh])$")
UNITS = {"d": "days", "h": "hours"}


@dataclass(frozen=True)
class Call:
    """A call, and how its cards were answered: by topic, `accepted` or `overridden` and a reason.

    `name` is that of the vignette and, for an earlier call, its number. The call of now is at
    noon.
    """

    name: str
    moment: dt.datetime
    situation: Situation
    user: str
    encounter: str | None
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def call_of(table: Mapping[str, Any], name: str) -> Call:
    """The call of now."""
    today = table.get("as_of", AS_OF)
    situation = _situation(table, Place(name, "top level", today))
    user, encounter = table.get("user", "somebody"), table.get("encounter")
    for key, value in (("user", user), ("encounter", encounter)):
        if not isinstance(value, str | None):
            raise refuse(name, f"{key} must be a name in quotes")
    return Call(name, dt.datetime.combine(today, NOON), situation, user, encounter)


def earlier_of(table: Mapping[str, Any], name: str) -> Iterator[Call]:
    """The calls of `earlier`, each the vignette with the sections replaced that it names."""
    before = None
    for index, entry in enumerate(listed(table.get("earlier"), name), start=1):
        here = f"{name} [earlier {index}]"
        only(entry, words.EARLIER, here)
        call = call_of({**table, **entry}, here)
        moment = call.moment - _ago(entry, here)
        if before is not None and moment <= before:
            raise refuse(here, "earlier calls stand in order of time, the oldest first")
        situation = replace(call.situation, today=moment.date())
        answers = dict(_answers(entry.get("answers", {}), here))
        yield replace(call, moment=moment, situation=situation, answers=answers)
        before = moment


def _ago(entry: Mapping[str, Any], here: str) -> dt.timedelta:
    match = AGO.match(str(entry.get("ago", "")))
    if match is None or not int(match[1]):
        raise refuse(here, f"ago = {entry.get('ago')!r} is no time; write 13d or 23h")
    return dt.timedelta(**{UNITS[match[2]]: int(match[1])})


def _answers(entry: object, here: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Any word but `accepted` and `overridden` is the reason of an override."""
    for topic, word in only(entry, [topic for topic, _ in TOPICS], f"{here} answers").items():
        one_of(word, words.ANSWERS, f"{here} answers")
        bare = word in (ACCEPTED, OVERRIDDEN)
        yield topic, (word, "") if bare else (OVERRIDDEN, word)


def _situation(table: Mapping[str, Any], place: Place) -> Situation:
    drafts = tuple(orders_of(table, "orders", place))
    placed = tuple(order for order, _ in orders_of(table, "chart_orders", place))
    orders = tuple(order for order, _ in drafts)
    usual = "order-select" if orders else "patient-view"
    return Situation(
        chart_of(table, placed, place),
        place.today,
        place.word(table.get("hook", usual), words.HOOKS),
        orders,
        frozenset(order.reference for order, selected in drafts if selected),
        frozenset(listed(table.get("unavailable"), place.file)),
        frozenset(listed(table.get("incomplete"), place.file)),
    )
