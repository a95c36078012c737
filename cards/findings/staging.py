"""Distant metastasis and stage IV for one cancer: the derivation of clinical logic section 4.

Staging is a one-way door: M1 that comes after M0 is progression, not a conflict, and the original
stage is kept beside it. What contradicts is shown as a conflict; what is not recorded stays
unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.findings.cancers import Cancer
from cards.findings.conflicts import Conflict, conflicts_of, evidence_of
from cards.findings.days import after, latest, merged, years
from cards.findings.remission import in_remission
from cards.findings.stage_evidence import Mark, StageEvidence, collect, numeral
from cards.guideline import Guideline
from cards.thresholds import Thresholds
from fhir_mappers.facts import ChartFacts, Evidence, Metastasis, Stage, Truth

YES, NO, SUSPECTED, UNKNOWN = "yes", "no", "suspected", "unknown"
RESECTION_OF_PRIMARY = "major-primary"


@dataclass(frozen=True)
class Staging:
    """What is known about the spread of one cancer.

    `distant` is `yes`, `no`, `suspected` or `unknown`; `reason` says in a few words how it was
    derived. `group` is the newest stage group, `original` the earliest one where a later one
    differs. `ned` is set when the disease was distant and is now in documented remission.
    `from_text` is true when nothing but free text carries the decision. `sites` are the confirmed
    distant metastases, `doubtful` the suspected ones, `nearby` regional spread such as the
    peritoneum in ovarian cancer.
    """

    distant: str
    stage_iv: Truth
    reason: str
    group: Stage | None
    original: Stage | None
    m: Stage | None
    doubtful: tuple[Metastasis, ...]
    sites: tuple[Metastasis, ...]
    nearby: tuple[Metastasis, ...]
    recurrent: Truth
    ned: bool
    conflicts: tuple[Conflict, ...]
    from_text: bool
    because: tuple[Evidence, ...]

    @property
    def unsettled(self) -> bool:
        """Whether a conflict leaves the distant disease open."""
        return any(conflict.unsettles for conflict in self.conflicts)


def staging_of(
    cancer: Cancer,
    guideline: Guideline,
    chart: ChartFacts,
    cancers: Sequence[Cancer],
    thresholds: Thresholds,
) -> Staging:
    """Derive the staging of one cancer from everything that is attributed to it."""
    return _derived(
        cancer, guideline, chart, collect(cancer, guideline, chart, cancers), thresholds
    )


def _derived(
    cancer: Cancer,
    guideline: Guideline,
    chart: ChartFacts,
    seen: StageEvidence,
    thresholds: Thresholds,
) -> Staging:
    ned, conflicts = _remission_or_conflicts(cancer, seen, chart, thresholds)
    distant, reason, marks = _distant(seen, guideline, conflicts, ned=ned)
    return Staging(
        distant=distant,
        stage_iv=_stage_iv(cancer, guideline, seen, distant, chart),
        reason=reason,
        group=seen.groups[-1] if seen.groups else None,
        original=_original(seen),
        m=seen.ms[-1] if seen.ms else None,
        doubtful=seen.doubtful,
        sites=() if ned else seen.sites,
        nearby=() if ned else seen.nearby,
        recurrent=_recurrent(cancer, guideline, seen, chart),
        ned=ned,
        conflicts=conflicts,
        from_text=bool(marks) and all(mark.from_text for mark in marks),
        because=merged([*(mark.because for mark in marks), evidence_of(conflicts)]),
    )


def _remission_or_conflicts(
    cancer: Cancer, seen: StageEvidence, chart: ChartFacts, thresholds: Thresholds
) -> tuple[bool, tuple[Conflict, ...]]:
    """Documented remission explains what would otherwise be a contradiction."""
    ned = in_remission(cancer, seen, chart)
    return ned, () if ned else conflicts_of(seen, chart, thresholds)


def _original(seen: StageEvidence) -> Stage | None:
    """The earliest stage group, where a later one differs: it is never rewritten."""
    differ = len({numeral(group) for group in seen.groups}) > 1
    return seen.groups[0] if differ else None


def _distant(
    seen: StageEvidence, guideline: Guideline, conflicts: Sequence[Conflict], *, ned: bool
) -> tuple[str, str, tuple[Mark, ...]]:
    """`distant_met`, how it was derived, and the marks that carry it."""
    if ned:
        return NO, "distant disease in documented remission", seen.positive + seen.past
    if seen.positive:
        if any(conflict.unsettles for conflict in conflicts):
            return UNKNOWN, "records contradict each other", seen.positive
        return YES, _how(seen.positive), seen.positive
    if seen.negative and not _doubted(seen):
        return NO, "recorded without distant metastasis", seen.negative
    if seen.suspected:
        return SUSPECTED, "distant disease is suspected, not confirmed", seen.suspected
    if seen.regional and not _may_be_distant(seen, guideline):
        return NO, "regional spread only", seen.regional
    return UNKNOWN, "nothing on record about distant spread", ()


def _may_be_distant(seen: StageEvidence, guideline: Guideline) -> bool:
    """Stage IV without an M category outranks regional spread (4.1 row 5 before row 9).

    Where regional nodes alone make stage IV (prostate N1), they explain the label.
    """
    return bool(seen.groups) and (
        numeral(seen.groups[-1]) == "IV" and not guideline.staging.n1_is_stage_iv
    )


def _how(marks: Sequence[Mark]) -> str:
    kinds = {mark.kind for mark in marks}
    if "m" in kinds:
        return "M1 on record"
    if kinds == {"group"}:
        return "stage IV means M1 for this tumour; no site is named"
    return "derived from metastasis on record" if "group" not in kinds else "stage IV on record"


def _doubted(seen: StageEvidence) -> bool:
    """A suspicion that the newest M0 does not certainly postdate."""
    newest = max((mark.day for mark in seen.negative if mark.day), key=latest, default=None)
    return any(
        newest is None or mark.day is None or after(mark.day, newest) for mark in seen.suspected
    )


def _stage_iv(
    cancer: Cancer, guideline: Guideline, seen: StageEvidence, distant: str, chart: ChartFacts
) -> Truth:
    over = distant == NO and bool(seen.positive or seen.past)
    inactive = cancer.current is Truth.NO and not seen.positive
    if guideline.staging.stage_iv == "not-used" or over or inactive:
        return Truth.NO
    if guideline.staging.always_stage_iv:
        return Truth.YES
    if distant == YES:
        return _by_age(cancer, guideline, chart)
    if distant == NO and guideline.staging.n1_is_stage_iv and _node_positive(seen):
        return Truth.YES
    labelled = bool(seen.groups) and numeral(seen.groups[-1]) == "IV"
    if labelled and not (distant == UNKNOWN and seen.positive):
        return Truth.YES
    return Truth.NO if distant == NO else Truth.UNKNOWN


def _node_positive(seen: StageEvidence) -> bool:
    """Regional nodes on record, where these make stage IV by themselves (prostate N1, 4.3 B)."""
    return any(mark.kind in ("n", "nodes") for mark in seen.regional)


def _by_age(cancer: Cancer, guideline: Guideline, chart: ChartFacts) -> Truth:
    """M1 is stage IV, except for a tumour that is stage II below an age at diagnosis (E35)."""
    limit = guideline.staging.age_limit
    if limit is None:
        return Truth.YES
    born, diagnosed = chart.patient.born, cancer.diagnosed
    if born is None or diagnosed is None:
        return Truth.UNKNOWN
    oldest, youngest = years(born.first, diagnosed.last), years(born.last, diagnosed.first)
    if oldest < limit:
        return Truth.NO
    return Truth.YES if youngest >= limit else Truth.UNKNOWN


def _recurrent(
    cancer: Cancer, guideline: Guideline, seen: StageEvidence, chart: ChartFacts
) -> Truth:
    """Said so, or distant disease that came after M0 or after the primary was removed (16.7)."""
    stated = any(statement.kind == "recurrence" for statement in chart.statements)
    prefixed = any("r" in mark.prefix for mark in seen.positive)
    progressed = any(
        after(yes.day, no.day) and no.kind in ("m", "group")
        for yes in seen.positive
        for no in seen.negative
    )
    removed = _removed_before(guideline, seen, chart)
    if cancer.recurrent is Truth.YES or stated or prefixed or progressed or removed:
        return Truth.YES
    return Truth.UNKNOWN


def _removed_before(guideline: Guideline, seen: StageEvidence, chart: ChartFacts) -> bool:
    """Whether the primary was resected before anything spoke of distant disease."""
    return bool(seen.positive) and any(
        procedure.order_class == RESECTION_OF_PRIMARY
        and procedure.organ in guideline.organs
        and all(after(mark.day, procedure.day) for mark in (*seen.positive, *seen.past))
        for procedure in chart.procedures
    )
