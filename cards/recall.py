"""Looks up every card to be in the memory: its key, and whether it is to stay silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cards.draft import Draft
from cards.fatigue import Silence, silence
from cards.findings.assessment import Assessment
from cards.memory import CardKey, Memory, key_of


@dataclass(frozen=True)
class Recalled:
    """A card to be with its key; both others are None where nothing is remembered."""

    draft: Draft
    key: CardKey | None = None
    silence: Silence | None = None


def recall(
    drafts: Iterable[Draft], assessment: Assessment, memory: Memory | None
) -> tuple[Recalled, ...]:
    """Each draft with what the memory says of it."""
    if memory is None:
        return tuple(Recalled(draft) for draft in drafts)
    rules, hook = assessment.knowledge.fatigue, assessment.situation.hook
    found = []
    for draft in drafts:
        key = key_of(draft, assessment, rules, memory)
        found.append(Recalled(draft, key, silence(key, draft.indicator, hook, memory, rules)))
    return tuple(found)
