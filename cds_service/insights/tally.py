"""Counts of the store, added up by what they have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from cards.memory import ACCEPTED, OVERRIDDEN
from cds_service.store.figures import CallCount, CardCount, Counts

Names = tuple[str, ...]
PRESSING = ("warning", "critical")
MEASURES = ("cards", "pressing", ACCEPTED, OVERRIDDEN, "unanswered")


@dataclass(frozen=True)
class Tally:
    """What is counted of one group; `calls` and `spoke` stay 0 where calls are not grouped."""

    counts: Counter[str] = field(default_factory=Counter)

    def __getitem__(self, name: str) -> int:
        """One count by name, 0 where nothing was counted."""
        return self.counts[name]

    def add_cards(self, one: CardCount) -> None:
        """Add cards and their answers."""
        self.counts["cards"] += one.cards
        self.counts["pressing"] += one.cards * (one.indicator in PRESSING)
        self.counts[one.outcome or "unanswered"] += one.cards

    def add_calls(self, one: CallCount) -> None:
        """Add calls."""
        self.counts["calls"] += one.calls
        self.counts["spoke"] += one.calls * one.spoke


def by(
    counts: Counts,
    of_card: Callable[[CardCount], Names],
    of_call: Callable[[CallCount], Names] | None = None,
) -> dict[Names, Tally]:
    """Tallies by names; without `of_call` the calls are left out."""
    found: dict[Names, Tally] = {}
    for card in counts.cards:
        found.setdefault(of_card(card), Tally()).add_cards(card)
    for call in counts.calls if of_call else ():
        found.setdefault(of_call(call) if of_call else (), Tally()).add_calls(call)
    return dict(sorted(found.items()))


def set_aside(cards: Iterable[CardCount]) -> Iterator[CardCount]:
    """The cards whose last answer was an override."""
    return (card for card in cards if card.outcome == OVERRIDDEN)


def undelivered(calls: Iterable[CallCount]) -> dict[str, tuple[int, int]]:
    """By FHIR type: calls that lacked it, and calls that had it in part; only where it is known."""
    lacking: Counter[str] = Counter()
    partly: Counter[str] = Counter()
    for call in calls:
        lacking.update(dict.fromkeys(call.unavailable or (), call.calls))
        partly.update(dict.fromkeys(call.incomplete or (), call.calls))
    return {kind: (lacking[kind], partly[kind]) for kind in sorted({*lacking, *partly})}


def silenced(calls: Iterable[CallCount]) -> Counter[str]:
    """By topic: calls in which it was kept silent because it had been said or answered before."""
    found: Counter[str] = Counter()
    for call in calls:
        found.update(dict.fromkeys(call.silenced, call.calls))
    return found
