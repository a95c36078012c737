"""Plays the earlier calls of a vignette, so that the call of now remembers them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from cards.advice import Advice, advise
from cards.card import Card
from cards.knowledge_base import Knowledge
from cards.memory import CardKey, Memory, Past
from tests.vignettes.shorthand_call import Call

KEYS: dict[str, str] = {}


def new_id(key: str) -> str:
    """An id for a key, which `KEYS` turns back."""
    made = str(uuid.uuid5(uuid.NAMESPACE_URL, key))
    KEYS[made] = key
    return made


def remember(earlier: Sequence[Call], knowledge: Knowledge) -> tuple[tuple[Past, ...], list[str]]:
    """What was shown and answered, and what is wrong with the story; each call knows those before."""
    past: tuple[Past, ...] = ()
    wrong: list[str] = []
    for call in earlier:
        advice = answered(call, knowledge, past)
        wrong += _unanswerable(call, advice)
        pairs = zip(advice.cards, advice.keys, strict=True)
        past += tuple(_past(call, card, key) for card, key in pairs)
    return past, wrong


def answered(call: Call, knowledge: Knowledge, past: tuple[Past, ...]) -> Advice:
    """The advice on a call by somebody who remembers; nothing is sealed."""
    memory = Memory(call.moment, call.name, call.user, call.encounter, str, past)
    return advise(call.situation, knowledge, new_id, memory=memory)


def _past(call: Call, card: Card, key: CardKey) -> Past:
    """Cards are answered at once."""
    answer, reason = call.answers.get(card.topic, ("", ""))
    return Past(
        key,
        call.name,
        call.situation.hook,
        call.user,
        call.encounter,
        call.moment,
        answer,
        reason,
        call.moment if answer else None,
    )


def _unanswerable(call: Call, advice: Advice) -> Iterator[str]:
    """Answers to cards that did not show, or for a reason that the card does not offer."""
    for topic, (_, reason) in call.answers.items():
        cards = [card for card in advice.cards if card.topic == topic]
        offered = {entry.code for card in cards for entry in card.override_reasons}
        if not cards:
            yield f"{call.name}: {topic} was answered but shows no card"
        elif reason and reason not in offered:
            yield f"{call.name}: {topic} does not offer the reason {reason}"
