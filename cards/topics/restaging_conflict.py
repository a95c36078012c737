"""Shows records that contradict each other, newest first (clinical logic section 12.10)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from cards import proposals, telling
from cards.biomarker_row import BiomarkerRow
from cards.draft import Draft
from cards.findings.assessment import Assessment
from cards.findings.days import distance
from cards.findings.profile import CancerProfile
from cards.markdown import quote
from cards.rule import PATIENT_VIEW, Outcome, silent
from fhir_mappers.facts import Biomarker, Truth

TOPIC = "restaging-conflict"
MAX_SUMMARY = 139


def judge(assessment: Assessment) -> Outcome:
    """One card for all contradictions of the cancer in question and of the patient's results."""
    subject = assessment.subject
    if subject is None or subject.cancer.current is Truth.NO:
        return silent(TOPIC, "", "no current cancer on record")
    if not subject.guideline.surgery.applies_card:
        return silent(TOPIC, "", "staging of this tumour type is not judged here")
    lines = tuple(_lines(assessment, subject))
    if not lines:
        return silent(TOPIC, "", "no records contradict each other")
    if assessment.situation.hook != PATIENT_VIEW and not assessment.oncologic:
        return silent(TOPIC, "", "no order in question depends on the records that disagree")
    draft = _draft(assessment, subject, lines)
    return Outcome(TOPIC, "card", "12.10", lines, (), (draft,))


def _lines(assessment: Assessment, profile: CancerProfile) -> Iterator[str]:
    for conflict in profile.staging.conflicts:
        yield f"{quote(conflict.says[0])} and {quote(conflict.says[1])}"
    if profile.scenario.conflicting:
        yield f"resectability or lesion counts: {profile.scenario.says}"
    if assessment.flags.ecog_conflict is not None:
        yield "ECOG 5 in a patient who is not recorded as deceased"
    wanted = {entry.biomarker: entry for entry in profile.guideline.biomarkers}
    named = assessment.knowledge.wording.marker
    window = assessment.knowledge.thresholds.conflict_window_days
    for name, marker in assessment.markers.items():
        if name in wanted and _contradict(marker.conflicting, wanted[name], window):
            results = " and ".join(_result(entry) for entry in marker.conflicting)
            yield f"{named(name)}: {results}"


def _contradict(results: tuple[Biomarker, ...], row: BiomarkerRow, window: int) -> bool:
    """Results of a marker that relapse or treatment changes contradict only close together."""
    if not (row.again_if_recurrent or row.after_class):
        return bool(results)
    gaps = (
        distance(one.day, other.day)
        for one, other in itertools.combinations(results, 2)
        if one.status is not other.status
    )
    return any(gap is None or gap <= window for gap in gaps)


def _result(entry: Biomarker) -> str:
    return f"{entry.status.value} ({telling.on(entry.day)})"


def _draft(assessment: Assessment, profile: CancerProfile, lines: tuple[str, ...]) -> Draft:
    order = assessment.advised[0].order.reference if assessment.advised else None
    return Draft(
        topic=TOPIC,
        indicator="info" if assessment.situation.hook == PATIENT_VIEW else "warning",
        summary=_summary(profile),
        saw=(*(f"Records disagree: {line}" for line in lines), *telling.stage_lines(profile)),
        missing=(
            "Which record holds; the service resolves none of them silently",
            *telling.undelivered(assessment),
        ),
        ask=assessment.knowledge.wording.staging_questions,
        citations=("S4",),
        proposals=tuple(
            proposals.propose(assessment, key, profile)
            for key in ("reconcile-stage", "restaging-imaging")
        ),
        order=order,
    )


def _summary(profile: CancerProfile) -> str:
    if profile.staging.conflicts:
        newer, older = profile.staging.conflicts[0].says
        text = f"Stage records disagree: {newer} and {older}. Reconcile before deciding."
        if len(text) <= MAX_SUMMARY:
            return text
    return "Records of this cancer disagree. Reconcile them before deciding."
