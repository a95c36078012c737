"""Everything on record about the spread of one cancer, sorted into for, against and perhaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.findings.attribution import owner_of_metastasis, owner_of_stage
from cards.findings.cancers import Cancer
from cards.findings.days import latest
from cards.findings.spread import ANYWHERE, ELSEWHERE, NODE, Reach, reach
from cards.guideline import Guideline
from fhir_mappers.facts import (
    Activity,
    BiomarkerStatus,
    Certainty,
    ChartFacts,
    Day,
    Evidence,
    Metastasis,
    Stage,
)
from fhir_mappers.ties import Tie

DUKES = "Dukes"
GROUP_SYSTEMS = frozenset({"", "TNM", "FIGO"})
_NUMERAL = re.compile(r"^(IV|III|II|I|0)", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """One piece of evidence about spread. `kind` is `m`, `group`, `site` or `nodes`."""

    kind: str
    says: str
    day: Day | None
    because: tuple[Evidence, ...]
    prefix: str = ""
    site: str | None = None

    @property
    def from_text(self) -> bool:
        """Whether nothing but free text says so."""
        return all(piece.from_text for piece in self.because)


@dataclass(frozen=True)
class StageEvidence:
    """Marks for one cancer.

    `positive` and `past` (resolved) speak for distant disease, `negative` against it, `suspected`
    neither way, `regional` of regional spread only. `excluded` are negative statements by site.
    `sites` are the confirmed distant metastases that are not history, `doubtful` the suspected and
    `nearby` the regional ones.
    `groups` and `ms` are newest last.
    """

    positive: tuple[Mark, ...]
    past: tuple[Mark, ...]
    negative: tuple[Mark, ...]
    suspected: tuple[Mark, ...]
    regional: tuple[Mark, ...]
    excluded: tuple[Metastasis, ...]
    sites: tuple[Metastasis, ...]
    doubtful: tuple[Metastasis, ...]
    nearby: tuple[Metastasis, ...]
    groups: tuple[Stage, ...]
    ms: tuple[Stage, ...]


def numeral(stage: Stage) -> str:
    """`IV`, `III`, `II`, `I` or `0` of a stage group; empty when it has none."""
    match = _NUMERAL.match(stage.value)
    return match.group(1).upper() if match else ""


def means_m1(stage: Stage, guideline: Guideline, positive: frozenset[str] = frozenset()) -> bool:
    """Whether this stage group says by definition that there is distant metastasis (4.3).

    `positive` are markers with a positive result: p16 changes what stage IV means.
    """
    if numeral(stage) != "IV":
        return False
    staging = guideline.staging
    if staging.m1_if_positive in positive:
        return True
    return staging.stage_iv == "m1" or stage.value.upper() in staging.m1_groups


def collect(
    cancer: Cancer, guideline: Guideline, chart: ChartFacts, cancers: Sequence[Cancer]
) -> StageEvidence:
    """All marks that belong to this cancer."""
    mine = [stage for stage in chart.stages if owner_of_stage(stage, cancers) == cancer]
    spread = [
        metastasis
        for metastasis in chart.metastases
        if owner_of_metastasis(metastasis, cancers) == cancer
    ]
    stage_marks = [(stage, _stage_mark(stage, guideline, _positive(chart))) for stage in mine]
    spread_marks = [(entry, _spread_mark(entry, guideline)) for entry in spread]
    marks = [_sure(mark, cancer) for _, mark in [*stage_marks, *spread_marks] if mark is not None]
    return StageEvidence(
        positive=_with(marks, "positive"),
        past=_with(marks, "past"),
        negative=_denials(marks),
        suspected=_with(marks, "suspected"),
        regional=_with(marks, "regional"),
        excluded=tuple(entry for entry in spread if entry.certainty is Certainty.EXCLUDED),
        sites=_entries(spread_marks, "positive"),
        doubtful=_entries(spread_marks, "suspected"),
        nearby=_entries(spread_marks, "regional"),
        groups=_newest_last(stage for stage in mine if _is_group(stage)),
        ms=_newest_last(stage for stage in mine if _is_m(stage)),
    )


def _entries(
    marks: Sequence[tuple[Metastasis, tuple[str, Mark] | None]], side: str
) -> tuple[Metastasis, ...]:
    return tuple(entry for entry, mark in marks if mark and mark[0] == side)


def _sure(mark: tuple[str, Mark], cancer: Cancer) -> tuple[str, Mark]:
    """Spread without a named primary is no more than suspected (rule I9)."""
    return ("suspected", mark[1]) if cancer.unnamed and mark[0] == "positive" else mark


def _positive(chart: ChartFacts) -> frozenset[str]:
    """Markers with a positive result."""
    return frozenset(
        entry.biomarker
        for entry in chart.biomarkers
        if entry.status is BiomarkerStatus.KNOWN_POSITIVE
    )


def _with(marks: Sequence[tuple[str, Mark]], side: str) -> tuple[Mark, ...]:
    return tuple(mark for found, mark in marks if found == side)


def _denials(marks: Sequence[tuple[str, Mark]]) -> tuple[Mark, ...]:
    """What speaks against distant disease; "no metastases elsewhere" does so only if none is known."""
    known = any(side in ("positive", "suspected") for side, _ in marks)
    return tuple(
        mark for mark in _with(marks, "negative") if not (known and mark.site == ELSEWHERE)
    )


def _newest_last(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    return tuple(sorted(stages, key=lambda stage: (latest(stage.day), Tie(stage))))


def _is_group(stage: Stage) -> bool:
    return (
        stage.axis == "group"
        and stage.system in GROUP_SYSTEMS
        and stage.certainty is Certainty.CONFIRMED
        and bool(numeral(stage))
    )


def _is_m(stage: Stage) -> bool:
    return stage.axis == "m" and stage.certainty is Certainty.CONFIRMED


def _stage_mark(
    stage: Stage, guideline: Guideline, positive: frozenset[str]
) -> tuple[str, Mark] | None:
    mark = Mark(stage.axis, f"{stage.prefix}{stage.value}", stage.day, stage.because, stage.prefix)
    side = _stage_side(stage, guideline, positive)
    if side is None or stage.certainty is Certainty.EXCLUDED:
        return None
    if side == "positive" and stage.certainty is Certainty.SUSPECTED:
        side = "suspected"
    elif stage.certainty is Certainty.SUSPECTED:
        return None
    return side, mark


def _stage_side(stage: Stage, guideline: Guideline, positive: frozenset[str]) -> str | None:
    if stage.axis == "m":
        return {"M1": "positive", "M0": "negative"}.get(stage.value[:2].upper())
    if stage.axis == "n" and stage.value[:2].upper() in ("N1", "N2", "N3"):
        return "regional"
    if stage.axis == "group" and stage.system == DUKES:
        return "positive" if stage.value.upper().startswith("D") else None
    if stage.axis != "group" or stage.system not in GROUP_SYSTEMS:
        return None
    if means_m1(stage, guideline, positive):
        return "positive"
    low = numeral(stage) in ("0", "I", "II", "III")
    return "negative" if low and _m0_below_iv(stage, guideline) else None


def _m0_below_iv(stage: Stage, guideline: Guideline) -> bool:
    """Whether a stage below IV says M0: not for testis, nor for stage II thyroid cancer (4.2)."""
    if guideline.staging.stage_iv == "not-used":
        return False
    return guideline.staging.age_limit is None or numeral(stage) != "II"


def _spread_mark(metastasis: Metastasis, guideline: Guideline) -> tuple[str, Mark] | None:
    kind = "nodes" if metastasis.site == NODE else "site"
    says = metastasis.region or metastasis.site if kind == "nodes" else metastasis.site
    mark = Mark(kind, says, metastasis.day, metastasis.because, site=metastasis.site)
    if metastasis.certainty is Certainty.EXCLUDED:
        return ("negative", mark) if metastasis.site in (ANYWHERE, ELSEWHERE) else None
    where = reach(metastasis, guideline)
    if where is Reach.REGIONAL:
        return "regional", mark
    suspected = metastasis.certainty is Certainty.SUSPECTED
    vague = where is Reach.UNDECIDABLE or metastasis.unnamed
    if suspected and vague and metastasis.site in guideline.organs:
        return None  # a doubtful lesion in the organ of the primary is most likely the primary
    if where is Reach.UNDECIDABLE or suspected:
        return "suspected", mark
    return ("past" if metastasis.activity is Activity.HISTORY else "positive"), mark
