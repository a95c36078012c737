"""Records of one cancer that contradict each other (clinical logic sections 4.1 and 12.10).

M0 followed by M1 is progression, a clinical stage followed by a pathological one is refinement;
neither is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cards.findings.days import after, distance, merged
from cards.findings.remission import remission_days
from cards.findings.spread import ANYWHERE
from cards.findings.stage_evidence import Mark, StageEvidence, numeral
from cards.thresholds import Thresholds
from fhir_mappers.facts import ChartFacts, Day, Evidence, Stage
from fhir_mappers.ties import Tie

DENIALS = ("no-evidence-of-disease",)


@dataclass(frozen=True)
class Conflict:
    """Two records that cannot both hold.

    `says` names both with their dates. `unsettles` is true when the newer record leaves the
    distant disease itself open, so that `distant_met` becomes unknown.
    """

    kind: str
    says: tuple[str, str]
    unsettles: bool
    because: tuple[Evidence, ...]


def conflicts_of(
    seen: StageEvidence, chart: ChartFacts, thresholds: Thresholds
) -> tuple[Conflict, ...]:
    """All staging conflicts of one cancer, in a fixed order."""
    window = thresholds.conflict_window_days
    standing = [mark for mark in seen.positive if not _relapsed(mark, seen, chart)]
    now = replace(seen, positive=tuple(standing))
    found = [*_m1_then_m0(now, window), *_numerals(seen, window), *_denied(now, chart)]
    return tuple(sorted(set(found), key=Tie))


def _relapsed(mark: Mark, seen: StageEvidence, chart: ChartFacts) -> bool:
    """Spread that went into remission before newer spread came: both records hold (16.6)."""
    gone = [day for day in remission_days(chart) if after(day, mark.day)]
    return mark.kind != "site" and any(
        after(other.day, day) for other in seen.positive for day in gone
    )


def told(mark: Mark) -> str:
    """A mark for people: what it says and when."""
    return f"{mark.says} ({mark.day.text if mark.day else 'undated'})"


def _m1_then_m0(seen: StageEvidence, window: int) -> Iterator[Conflict]:
    for yes in seen.positive:
        for no in seen.negative:
            if yes.kind == "site" or {yes.kind, no.kind} == {"group"} or no.kind == "site":
                continue
            gap = distance(yes.day, no.day)
            if gap is None or after(yes.day, no.day):
                continue
            yield Conflict(
                "m0-after-m1", (told(no), told(yes)), gap <= window, yes.because + no.because
            )


def _numerals(seen: StageEvidence, window: int) -> Iterator[Conflict]:
    for one in seen.groups:
        for other in seen.groups:
            if numeral(one) >= numeral(other) or not _comparable(one, other):
                continue
            gap = distance(one.day, other.day)
            if gap is not None and (gap <= window or (after(one.day, other.day) and _four(other))):
                yield _numeral_conflict(one, other, seen, gap <= window)


def _comparable(one: Stage, other: Stage) -> bool:
    """Clinical against pathological, or two systems that map, differ without contradiction."""
    same_prefix = one.prefix == other.prefix or not (one.prefix and other.prefix)
    return same_prefix and (one.system == other.system or not (one.system and other.system))


def _four(stage: Stage) -> bool:
    return numeral(stage) == "IV"


def _numeral_conflict(
    low: Stage,
    high: Stage,
    seen: StageEvidence,
    close: bool,
) -> Conflict:
    supported = any(
        mark.kind in ("m", "site")
        and not after(low.day, mark.day)
        and mark.day is not None
        and after(mark.day, low.day)
        for mark in seen.positive
    )
    return Conflict(
        "stage-numerals",
        (_stage_told(low), _stage_told(high)),
        close and _four(high) and not supported,
        low.because + high.because,
    )


def _stage_told(stage: Stage) -> str:
    return f"stage {stage.prefix}{stage.value} ({stage.day.text if stage.day else 'undated'})"


def _denied(seen: StageEvidence, chart: ChartFacts) -> Iterator[Conflict]:
    """A newer final report that denies what stands on record as distant disease."""
    standing = {mark for mark in seen.positive if not _denials(mark, seen, chart)}
    for mark in seen.positive:
        for says, day, because in _denials(mark, seen, chart):
            settled = any(other.kind == "site" or after(other.day, day) for other in standing)
            yield Conflict(
                "denied-by-report",
                (f"{says} ({day.text if day else 'undated'})", told(mark)),
                not settled,
                mark.because + because,
            )


Denial = tuple[str, Day | None, tuple[Evidence, ...]]


def _denials(mark: Mark, seen: StageEvidence, chart: ChartFacts) -> tuple[Denial, ...]:
    """What denies a mark: a site by name, anything by a statement about the whole patient."""
    by_report = [
        (
            "no metastasis" if entry.site == ANYWHERE else f"no {entry.site} metastasis",
            entry.day,
            entry.because,
        )
        for entry in seen.excluded
        if entry.site in (mark.site, ANYWHERE) and after(entry.day, mark.day)
    ]
    return (*by_report, *_general_denials(mark, seen, chart))


def _general_denials(mark: Mark, seen: StageEvidence, chart: ChartFacts) -> tuple[Denial, ...]:
    affirmed = {piece.reference for site in seen.sites for piece in site.because}
    only_site = mark.kind == "site" and len({site.site for site in seen.sites}) == 1
    kinds = (*DENIALS, "benign-lesion") if only_site else DENIALS
    return tuple(
        (statement.kind.replace("-", " "), statement.day, statement.because)
        for statement in chart.statements
        if statement.kind in kinds
        and after(statement.day, mark.day)
        and not affirmed & {piece.reference for piece in statement.because}
    )


def evidence_of(conflicts: tuple[Conflict, ...]) -> tuple[Evidence, ...]:
    """Evidence of all conflicts together."""
    return merged(conflict.because for conflict in conflicts)
