"""Which cancers the patient has: statements about the same primary are brought together.

Problem lists repeat a cancer (C18.7 beside C18.9, an encounter copy, a free-text twin). Statements
of one tumour type are one cancer here; a statement that names no organ type of its own joins the
one cancer that there is. Suspected and excluded tumours are never cancers. Metastases without any
tumour on record stand for one cancer that nobody has named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cards.findings.days import merged
from fhir_mappers.facts import Activity, Certainty, ChartFacts, Day, Evidence, Truth, Tumour
from fhir_mappers.ties import Tie

UNSPECIFIC = frozenset({("other", "unspecified"), ("other", None), ("cup", None)})
LUNG = frozenset({"nsclc", "sclc"})
UNNAMED = "unnamed"


@dataclass(frozen=True)
class Cancer:
    """One primary cancer as the whole chart describes it.

    `current` is no for a cancer that every statement calls history or remission. `references` are
    all Conditions that speak of it. `spreads` is no for leukaemia, tumours of the brain and the like.
    `stated_m` says whether M1, or recently M0, is recorded of this very cancer.
    """

    type: str
    subtype: str | None
    histology: str | None
    side: str | None
    current: Truth
    recurrent: Truth
    remission: Truth
    diagnosed: Day | None
    references: frozenset[str]
    because: tuple[Evidence, ...]
    spreads: bool = True
    stated_m: Truth = Truth.UNKNOWN

    @property
    def unnamed(self) -> bool:
        """Whether only its metastases are on record: no site of theirs is certain (rule I9)."""
        return self.subtype == UNNAMED


def cancers_of(chart: ChartFacts) -> tuple[Cancer, ...]:
    """All confirmed primary cancers of the chart, history included, in a fixed order."""
    if not chart.tumours:
        return _behind_the_metastases(chart)
    confirmed = [tumour for tumour in chart.tumours if tumour.certainty is Certainty.CONFIRMED]
    groups: dict[tuple[str, str | None], list[Tumour]] = {}
    for tumour in _as_sharpened(confirmed):
        groups.setdefault(_key(tumour), []).append(tumour)
    joined = _join_unspecific(groups)
    return tuple(_cancer(group) for _, group in sorted(joined.items(), key=Tie))


def _as_sharpened(tumours: Sequence[Tumour]) -> Iterator[Tumour]:
    """A histology result on a Condition may say another tumour type than its code, and wins.

    C25.9 with neuroendocrine cells is one neuroendocrine cancer, not two cancers.
    """
    sharper = {tumour.references: tumour.type for tumour in tumours if _is_result(tumour)}
    for tumour in tumours:
        if _is_result(tumour) or sharper.get(tumour.references, tumour.type) == tumour.type:
            yield tumour


def _is_result(tumour: Tumour) -> bool:
    return {entry.reference for entry in tumour.because}.isdisjoint(tumour.references)


def _behind_the_metastases(chart: ChartFacts) -> tuple[Cancer, ...]:
    spread = [
        entry
        for entry in chart.metastases
        if entry.certainty is not Certainty.EXCLUDED and entry.activity is not Activity.HISTORY
    ]
    if not spread:
        return ()
    because = merged(entry.because for entry in spread)
    unknown = Truth.UNKNOWN
    return (
        Cancer(
            "other", UNNAMED, None, None, Truth.YES, unknown, unknown, None, frozenset(), because
        ),
    )


def _key(tumour: Tumour) -> tuple[str, str | None]:
    return (tumour.type, tumour.subtype if tumour.type == "other" else None)


def _join_unspecific(
    groups: dict[tuple[str, str | None], list[Tumour]],
) -> dict[tuple[str, str | None], list[Tumour]]:
    specific = {key: list(group) for key, group in groups.items() if key not in UNSPECIFIC}
    _join_lung(specific)
    if not specific:
        return groups
    if len(specific) == 1:
        only = next(iter(specific.values()))
        for key, group in groups.items():
            if key in UNSPECIFIC:
                only.extend(group)
    return specific


def _join_lung(groups: dict[tuple[str, str | None], list[Tumour]]) -> None:
    """A lung cancer without histology is the small-cell cancer that stands beside it."""
    small_cell, lung = groups.get(("sclc", None)), groups.get(("nsclc", None))
    if small_cell and lung and not any(tumour.histology for tumour in lung):
        small_cell.extend(lung)
        del groups[("nsclc", None)]


def _cancer(group: list[Tumour]) -> Cancer:
    named = [tumour for tumour in group if (tumour.type, tumour.subtype) not in UNSPECIFIC] or group
    types = {tumour.type for tumour in named}
    return Cancer(
        type="sclc" if types == LUNG else named[0].type,
        subtype=_one(tumour.subtype for tumour in named),
        histology=_one(tumour.histology for tumour in named),
        side=_one(tumour.side for tumour in named),
        current=_current(group),
        recurrent=_any_yes(tumour.recurrent for tumour in group),
        remission=_any_yes(tumour.remission for tumour in group),
        diagnosed=min(
            (tumour.diagnosed for tumour in group if tumour.diagnosed is not None), default=None
        ),
        references=frozenset(ref for tumour in group for ref in tumour.references),
        because=merged(tumour.because for tumour in group),
    )


def _one(values: Iterable[str | None]) -> str | None:
    """The value that all statements which have one agree on; disagreement reads as not known."""
    known = {value for value in values if value}
    return known.pop() if len(known) == 1 else None


def _current(group: list[Tumour]) -> Truth:
    activities = {tumour.activity for tumour in group}
    if activities == {Activity.HISTORY}:
        return Truth.NO
    return Truth.YES if Activity.ACTIVE in activities else Truth.UNKNOWN


def _any_yes(values: Iterable[Truth]) -> Truth:
    return Truth.YES if Truth.YES in set(values) else Truth.UNKNOWN
