"""Reads `knowledge/alert_fatigue.toml`: when a card is not shown again (clinical logic section 17)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cards.card import INDICATORS
from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.strict import STATUSES, check, known, one_of
from cards.topic_texts import TopicText

TOP = {
    "status": str,
    "citations": list,
    "repeat_hours": int,
    "again_at_sign": list,
    "never_silent": list,
    "once_at_sign": list,
    "lowered": dict,
    "family": dict,
}
FAMILY = {
    "topics": list,
    "rests_on": list,
    "reach": str,
    "reason_ends_order": bool,
    "override_days": int,
    "no_reason_days": int,
    "accepted_days": int,
    "reasons": dict,
}
LOWERED = {"reasons": list, "says": str}
ONCE = {"topic": str, "indicator": str, "why": str}
CLASS, TOPIC = "class", "topic"
BASES = (
    "aim",
    "bevacizumab",
    "conflicts",
    "markers",
    "patient",
    "progression",
    "reserve",
    "spread",
    "stage",
    "tumour",
)


@dataclass(frozen=True)
class Family:
    """How answers to one family of topics silence it.

    `rests_on` names the facts whose change brings a card back (`cards.fact_hash` knows each). `reach` is what a window covers:
    `class` (orders of the same class) or `topic` (every order). Windows are in days; 0 is none.
    `reason_ends_order` is true when an override with a reason silences the same order for good.
    """

    name: str
    rests_on: tuple[str, ...]
    reach: str
    reason_ends_order: bool
    override_days: int
    no_reason_days: int
    accepted_days: int
    reasons: Mapping[str, int]

    def window(self, accepted: bool, reason: str) -> dt.timedelta:
        """How long an answer silences; an override without `reason` is a card that was dismissed."""
        days = self.reasons.get(reason, self.override_days) if reason else self.no_reason_days
        return dt.timedelta(days=self.accepted_days if accepted else days)


@dataclass(frozen=True)
class FatigueRules:
    """Everything that the file says. A topic without a family is never silenced.

    A warning that was overridden for one of `lowered_by` comes back as info, with `lowered_says`.
    """

    repeat: dt.timedelta
    again_at_sign: tuple[str, ...]
    once_at_sign: frozenset[tuple[str, str]]
    families: Mapping[str, Family]
    lowered_by: tuple[str, ...]
    lowered_says: str

    def family_of(self, topic: str) -> Family | None:
        """The family of a topic, None for notices of the service."""
        return self.families.get(topic)


def read(
    file: ContentFile, register: Mapping[str, object], topics: Mapping[str, TopicText]
) -> FatigueRules:
    """Read and check the file against the topics there are. Raises `ContentError`."""
    name, table = file.name, file.table()
    check(table, name, TOP)
    one_of(table["status"], STATUSES, name)
    known(tuple(table["citations"]), register, name)
    _each_topic_once(name, table, topics)
    reasons = {reason.code for text in topics.values() for reason in text.override_reasons}
    check(table["lowered"], f"{name} [lowered]", LOWERED)
    return FatigueRules(
        repeat=dt.timedelta(hours=table["repeat_hours"]),
        again_at_sign=_words(table["again_at_sign"], INDICATORS, f"{name} [again_at_sign]"),
        once_at_sign=frozenset(_once(name, entry, topics) for entry in table["once_at_sign"]),
        families={
            topic: family
            for key, entry in table["family"].items()
            for family in [_family(f"{name} [family.{key}]", key, entry, reasons)]
            for topic in entry["topics"]
        },
        lowered_by=_words(table["lowered"]["reasons"], tuple(reasons), f"{name} [lowered]"),
        lowered_says=table["lowered"]["says"],
    )


def _each_topic_once(name: str, table: Mapping[str, Any], topics: Iterable[str]) -> None:
    """Refuse a topic that nobody decided about, and one that was decided about twice."""
    named = Counter(table["never_silent"])
    for key, entry in table["family"].items():
        check(entry, f"{name} [family.{key}]", FAMILY)
        named.update(entry["topics"])
    wrong = sorted({*topics} ^ {*named} | {topic for topic in named if named[topic] > 1})
    if wrong:
        raise ContentError(f"{name}: must stand in one place exactly: {', '.join(wrong)}.")


def _family(where: str, key: str, entry: Mapping[str, Any], reasons: set[str]) -> Family:
    for reason, days in entry["reasons"].items():
        one_of(reason, tuple(sorted(reasons)), f"{where} reasons")
        if not isinstance(days, int) or isinstance(days, bool):
            raise ContentError(f"{where}: the days of {reason} must be a whole number.")
    return Family(
        name=key,
        rests_on=_words(entry["rests_on"], BASES, f"{where} rests_on"),
        reach=one_of(entry["reach"], (CLASS, TOPIC), f"{where} reach"),
        reason_ends_order=entry["reason_ends_order"],
        override_days=entry["override_days"],
        no_reason_days=entry["no_reason_days"],
        accepted_days=entry["accepted_days"],
        reasons=entry["reasons"],
    )


def _once(name: str, entry: Mapping[str, Any], topics: Mapping[str, object]) -> tuple[str, str]:
    where = f"{name} [once_at_sign]"
    check(entry, where, ONCE)
    topic = one_of(entry["topic"], tuple(topics), where)
    return topic, one_of(entry["indicator"], INDICATORS, where)


def _words(values: Iterable[str], allowed: tuple[str, ...], where: str) -> tuple[str, ...]:
    return tuple(one_of(value, allowed, where) for value in values)
