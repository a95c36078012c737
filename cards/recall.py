"""Looks up every card to be in the memory: its key, and whether it is to stay silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cards.draft import Draft
from cards.fatigue import Silence, lowered, silence
from cards.findings.assessment import Assessment
from cards.memory import CardKey, Memory, key_of


@dataclass(frozen=True)
class Recalled:
    """A card to be as it is to be shown; both others are None where nothing is remembered."""

    draft: Draft
    key: CardKey | None = None
    silence: Silence | None = None


def recall(
    drafts: Iterable[Draft], assessment: Assessment, memory: Memory | None
) -> tuple[Recalled, ...]:
    """Each draft with what the memory says of it."""
    if memory is None:
        return tuple(Recalled(draft) for draft in drafts)
    return tuple(_recalled(draft, assessment, memory) for draft in drafts)


def _recalled(draft: Draft, assessment: Assessment, memory: Memory) -> Recalled:
    rules, hook = assessment.knowledge.fatigue, assessment.situation.hook
    key = key_of(draft, assessment, rules, memory)
    if lowered(key, draft.indicator, memory, rules):
        draft = replace(draft, indicator="info", saw=(*draft.saw, rules.lowered_says))
    return Recalled(draft, key, silence(key, draft.indicator, hook, memory, rules))
