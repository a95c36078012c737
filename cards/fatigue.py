"""Whether a card was said often enough: repeats and answers (clinical logic section 17).

A card is known again by its topic, its order and the facts it rests on; when the facts change it
is a new card. Cards of the same call never silence each other, so that a retry gets the same
answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from cards.fatigue_rules import CLASS, FatigueRules
from cards.memory import ACCEPTED, OVERRIDDEN, CardKey, Memory, Past
from cards.rule import ORDER_SIGN


@dataclass(frozen=True)
class Silence:
    """Why a card is not shown again: the rule, and words for people."""

    row: str
    because: str


def silence(
    key: CardKey, indicator: str, hook: str, memory: Memory, rules: FatigueRules
) -> Silence | None:
    """Why this card stays silent, or None when it is to be shown."""
    if rules.family_of(key.topic) is None:
        return None
    alike = [past for past in memory.past if _alike(past, key, memory)]
    seen = [past for past in alike if past.key.order == key.order and _here(past, memory, rules)]
    if hook == ORDER_SIGN and (key.topic, indicator) in rules.once_at_sign:
        signed = any(past.hook == ORDER_SIGN for past in seen)
        return Silence("17.3", "shown once at signing already") if signed else None
    return _answered(key, alike, memory, rules) or _repeated(seen, indicator, hook, rules)


def lowered(key: CardKey, indicator: str, memory: Memory, rules: FatigueRules) -> bool:
    """Whether a warning is only info now, because the same was set aside for a reason that lasts.

    It lasts for orders of the same class and as long as the facts stay. Critical stays critical.
    """
    return indicator == "warning" and any(
        past.reason in rules.lowered_by
        and past.answer == OVERRIDDEN
        and past.key.order_class == key.order_class
        for past in memory.past
        if _alike(past, key, memory)
    )


def _alike(past: Past, key: CardKey, memory: Memory) -> bool:
    same = past.key.topic == key.topic and past.key.facts == key.facts
    return same and past.call != memory.call


def _here(past: Past, memory: Memory, rules: FatigueRules) -> bool:
    """In the same encounter; where none is known, to the same user a short while ago."""
    if memory.encounter is not None:
        return past.encounter == memory.encounter
    return past.user == memory.user and memory.now - past.shown < rules.repeat


def _answered(
    key: CardKey, alike: list[Past], memory: Memory, rules: FatigueRules
) -> Silence | None:
    for past in alike:
        if past.answer and _ends_order(past, key, rules):
            return Silence("17.3", f"{past.answer} for this order; the facts are the same")
        if past.answer and _in_window(past, key, memory, rules):
            reason = f" ({past.reason})" if past.reason else ""
            return Silence("17.3", f"{past.answer}{reason} not long ago; the facts are the same")
    return None


def _ends_order(past: Past, key: CardKey, rules: FatigueRules) -> bool:
    family = rules.family_of(key.topic)
    if family is None or key.order is None or past.key.order != key.order:
        return False
    return past.answer == ACCEPTED or (family.reason_ends_order and bool(past.reason))


def _in_window(past: Past, key: CardKey, memory: Memory, rules: FatigueRules) -> bool:
    family = rules.family_of(key.topic)
    if family is None or past.answered is None:
        return False
    if family.reach == CLASS and past.key.order_class != key.order_class:
        return False
    return memory.now - past.answered < family.window(past.answer == ACCEPTED, past.reason)


def _repeated(seen: list[Past], indicator: str, hook: str, rules: FatigueRules) -> Silence | None:
    """Shown before; what was selected and left unanswered may be shown once more at signing."""
    once_more = hook == ORDER_SIGN and indicator in rules.again_at_sign
    for past in seen:
        if past.answer or past.hook == ORDER_SIGN or not once_more:
            return Silence("17.2", "shown already, and the facts are the same")
    return None
