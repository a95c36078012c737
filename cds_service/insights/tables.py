"""The tables of the page and of the export, from the counts of the store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cds_service.insights import tally
from cds_service.insights.disclosure import Disclosure, Figure
from cds_service.insights.labels import Label, Labels, plain
from cds_service.insights.tally import MEASURES, Tally
from cds_service.store.figures import Counts

HEADINGS = {
    "calls": "Calls",
    "spoke": "Calls with a card",
    "cards": "Cards",
    "pressing": "Of them warning or critical",
    "accepted": "Accepted",
    "overridden": "Set aside",
    "unanswered": "Not answered",
    "load": "Cards in 100 calls",
    "set_aside": "Set aside of 100 cards",
    "times": "Times",
    "silent": "Calls in which it was kept silent",
    "missing": "Calls without it",
    "part": "Calls with part of it",
    "missing_rate": "Without it, of 100 calls",
    "known": "Calls of which it is known",
    "whole": "Calls with every type whole",
    "strays": "Answers to cards that are not in the store",
}
RATES = {
    "load": ("cards", "calls"),
    "set_aside": ("overridden", "cards"),
    "missing_rate": ("missing", "known"),
}
CALLS = ("calls", "spoke", *MEASURES, "load", "set_aside")
CARDS = (*MEASURES, "set_aside")
MOST_RULES = 20


@dataclass(frozen=True)
class Line:
    """One line: its names, one for each dimension of the table, and its figures."""

    names: tuple[Label, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """One table; `dims` and `measures` name its columns, `HEADINGS` has the words for measures."""

    id: str
    title: str
    dims: tuple[str, ...]
    measures: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Insights:
    """All figures since a day. `cells` is too long for a page: every topic, month and hook."""

    since: dt.date
    exact: bool
    tables: tuple[Table, ...]
    cells: Table

    def table(self, name: str) -> Table:
        """A table by its id."""
        return next(one for one in self.tables if one.id == name)


def insights(counts: Counts, labels: Labels, told: Disclosure, since: dt.date) -> Insights:
    """All tables. Figures are told as `told` has it, and nothing is told by patient or user."""
    build = _Builder(counts, labels, told)
    tables = (
        build.total(),
        build.months(),
        build.hooks(),
        build.topics(),
        build.reasons(),
        build.rules(),
        build.silenced(),
        build.delivery(),
        build.types(),
    )
    return Insights(since, told.exact, tables, build.cells())


Names = tuple[Label, ...]


@dataclass(frozen=True)
class _Builder:
    counts: Counts
    labels: Labels
    told: Disclosure

    def total(self) -> Table:
        found = tally.by(self.counts, lambda _: (), lambda _: ())
        return self._table("total", "All together", (), CALLS, _plain(found))

    def months(self) -> Table:
        found = tally.by(self.counts, lambda one: (one.month,), lambda one: (one.month,))
        return self._table("months", "By month", ("month",), CALLS, _plain(found))

    def hooks(self) -> Table:
        found = tally.by(self.counts, lambda one: (one.hook,), lambda one: (one.hook,))
        return self._table("hooks", "By hook", ("hook",), CALLS, _plain(found))

    def topics(self) -> Table:
        found = tally.by(self.counts, lambda one: (one.topic,))
        named = {self._topic(code): one for (code,), one in found.items()}
        return self._table("topics", "By topic", ("topic",), CARDS, named)

    def cells(self) -> Table:
        found = tally.by(self.counts, lambda one: (one.topic, one.month, one.hook))
        named = {
            (*self._topic(topic), plain(month), plain(hook)): one
            for (topic, month, hook), one in found.items()
        }
        dims = ("topic", "month", "hook")
        return self._table("cells", "By topic, month and hook", dims, CARDS, named)

    def reasons(self) -> Table:
        found: Counter[Names] = Counter()
        for card in tally.set_aside(self.counts.cards):
            found[*self._topic(card.topic), self.labels.reason(card)] += card.cards
        named = {names: Tally(Counter(times=number)) for names, number in found.items()}
        dims, ranked = ("topic", "reason"), self._ranked(named, "times")
        return self._table("reasons", "Why cards were set aside", dims, ("times",), ranked)

    def rules(self) -> Table:
        found: dict[Names, Tally] = {}
        for card in self.counts.cards:
            names = (*self._topic(card.topic), self.labels.rule(card.topic, card.rule))
            found.setdefault(names, Tally()).add_cards(card)
        aside = {names: one for names, one in found.items() if one["overridden"]}
        ranked = list(self._ranked(aside, "overridden").items())[:MOST_RULES]
        title = f"Rules that are set aside most, {MOST_RULES} at the most"
        return self._table("rules", title, ("topic", "rule"), CARDS, dict(ranked))

    def silenced(self) -> Table:
        found = sorted(tally.silenced(self.counts.calls).items())
        named = {self._topic(code): Tally(Counter(silent=number)) for code, number in found}
        title = "Kept silent, because it was said or answered before"
        return self._table("silenced", title, ("topic",), ("silent",), named)

    def delivery(self) -> Table:
        known = [one for one in self.counts.calls if one.unavailable is not None]
        whole = (one.calls for one in known if not one.unavailable and not one.incomplete)
        strays = self.counts.strays
        one = Tally(Counter(known=self._known(), whole=sum(whole), strays=strays))
        measures = ("known", "whole", "strays")
        return self._table("delivery", "What calls brought along", (), measures, {(): one})

    def types(self) -> Table:
        known, found = self._known(), tally.undelivered(self.counts.calls)
        named: dict[Names, Tally] = {
            (plain(kind),): Tally(Counter(missing=missing, part=part, known=known))
            for kind, (missing, part) in found.items()
        }
        measures = ("missing", "part", "missing_rate")
        return self._table("types", "Data that did not come", ("type",), measures, named)

    def _table(
        self,
        name: str,
        title: str,
        dims: tuple[str, ...],
        measures: tuple[str, ...],
        named: Mapping[Names, Tally],
    ) -> Table:
        lines = (
            Line(names, tuple(self._figure(one, measure) for measure in measures))
            for names, one in named.items()
        )
        return Table(name, title, dims, measures, tuple(lines))

    def _topic(self, code: str) -> Names:
        return (self.labels.topic(code),)

    def _known(self) -> int:
        return sum(one.calls for one in self.counts.calls if one.unavailable is not None)

    def _ranked(self, named: Mapping[Names, Tally], measure: str) -> dict[Names, Tally]:
        """The largest first, by the figures as they are told; then by name."""

        def rank(entry: tuple[Names, Tally]) -> tuple[float, tuple[str, ...]]:
            names, one = entry
            value = self.told.count(one[measure]).value
            return -(value or 0), tuple(name.code for name in names)

        return dict(sorted(named.items(), key=rank))

    def _figure(self, one: Tally, measure: str) -> Figure:
        if measure in RATES:
            part, whole = RATES[measure]
            return self.told.rate(one[part], one[whole])
        return self.told.count(one[measure])


def _plain(found: Mapping[tuple[str, ...], Tally]) -> dict[Names, Tally]:
    """Tallies whose names are their own codes."""
    return {tuple(map(plain, names)): one for names, one in found.items()}


def rows(found: Insights) -> Iterator[tuple[Table, Line]]:
    """Every line of every table, those of the cells last."""
    for table in (*found.tables, found.cells):
        for line in table.lines:
            yield table, line
