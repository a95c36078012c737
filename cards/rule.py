"""What a rule may see, and what it answers.

A topic is judged from an `Assessment` (the findings over one `Situation`) and answers with one
`Outcome`: what it decided, by which row of which table, because of what, and what was missing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cards.draft import Draft
from fhir_mappers.facts import ChartFacts, Evidence, Order

PATIENT_VIEW = "patient-view"
ORDER_SELECT = "order-select"
ORDER_SIGN = "order-sign"


@dataclass(frozen=True)
class Situation:
    """All that the rules may know about one call.

    `orders` are the drafts of the session, `selected` the references of those to advise on (the
    others are context). `unavailable` and `incomplete` are FHIR types that were not received, or
    not received whole: nothing may be concluded from their absence. `today` is the calendar day
    of the call.
    """

    chart: ChartFacts
    today: dt.date
    hook: str = PATIENT_VIEW
    orders: tuple[Order, ...] = ()
    selected: frozenset[str] = frozenset()
    unavailable: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()
    topics_off: frozenset[str] = frozenset()

    @property
    def signing(self) -> bool:
        """Whether orders are being signed, the moment at which a warning may become critical."""
        return self.hook == ORDER_SIGN


@dataclass(frozen=True)
class Outcome:
    """What one topic decided.

    `outcome` is `card`, `silent`, `suppressed`, `failed` or `off`; `row` the decision row or rule
    that led there; `because` and `missing` are short texts for people without chart free text.
    """

    topic: str
    outcome: str
    row: str = ""
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()


def silent(topic: str, row: str = "", *because: str) -> Outcome:
    """Nothing to say, and why."""
    return Outcome(topic, "silent", row, tuple(because))


def suppressed(topic: str, row: str, *because: str) -> Outcome:
    """Something could be said but must not be said here, and why."""
    return Outcome(topic, "suppressed", row, tuple(because))


@dataclass(frozen=True)
class Noted:
    """A short text for people, and the evidence that it rests on."""

    text: str
    because: tuple[Evidence, ...] = ()
