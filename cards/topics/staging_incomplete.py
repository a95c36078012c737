"""Asks to complete staging before an operation that depends on it (clinical logic section 12.9)."""

from __future__ import annotations

from cards import proposals, telling
from cards.draft import Draft
from cards.findings.assessment import Assessment
from cards.findings.days import age_in_days
from cards.findings.operation import Operation
from cards.findings.profile import CancerProfile
from cards.findings.staging import NO, UNKNOWN, YES
from cards.rule import PATIENT_VIEW, Outcome, silent
from cards.topics.operations import judged, rows_of
from fhir_mappers.facts import Truth

TOPIC = "staging-incomplete"
ORDERS = ("restaging-imaging", "biopsy-suspicious-lesion")


def judge(assessment: Assessment) -> Outcome:
    """One card at most: the first operation or order whose decision hangs on the stage.

    When a chart is only opened, neither unknown spread nor an old M0 is held up against a
    scheduled operation.
    """
    ordered = assessment.situation.hook != PATIENT_VIEW
    found = (
        (_by_row(assessment) if ordered else None)
        or _without_site(assessment)
        or _unattributed(assessment)
        or (_old_m0(assessment) if ordered else None)
    )
    if found is None:
        return silent(TOPIC, rows_of(assessment), "nothing in question depends on missing staging")
    return Outcome(
        TOPIC, "card", rows_of(assessment), (found.summary,), ("distant stage",), (found,)
    )


def _by_row(assessment: Assessment) -> Draft | None:
    """Trigger (a): distant disease suspected or unknown before an elective resection."""
    for operation, profile, row in judged(assessment):
        past = profile.cancer.current is Truth.NO
        if row.outputs["topic"] == TOPIC and not past and not profile.staging.unsettled:
            word = profile.staging.distant
            summary = f"Distant stage is {word}: complete staging before the resection decision."
            indicator = _indicator(assessment, operation, word)
            return _draft(assessment, profile, summary, indicator, operation.order.reference)
    return None


def _indicator(assessment: Assessment, operation: Operation, word: str) -> str:
    strict = operation.order.organ in assessment.knowledge.organs.strict_on_suspicion
    return "warning" if word == "suspected" and assessment.situation.signing and strict else "info"


def _without_site(assessment: Assessment) -> Draft | None:
    """Trigger (b): a stage IV label without M category and without any site."""
    subject = assessment.subject
    if subject is None or not _depends(assessment) or subject.stage_iv is not Truth.YES:
        return None
    staging = subject.staging
    if staging.m is not None or staging.sites or staging.distant not in (YES, UNKNOWN):
        return None
    summary = "Stage IV is recorded without M category or site: complete staging first."
    return _draft(assessment, subject, summary, "info", _first_order(assessment))


def _unattributed(assessment: Assessment) -> Draft | None:
    """Trigger (c): metastases that could come from more than one of the patient's cancers."""
    if not assessment.unattributed or not _depends(assessment) or assessment.subject is None:
        return None
    if assessment.subject.staging.distant in (YES, NO) and assessment.subject.staging.m:
        return None
    summary = "Metastases fit more than one primary: settle their origin before the decision."
    return _draft(assessment, assessment.subject, summary, "info", _first_order(assessment))


def _old_m0(assessment: Assessment) -> Draft | None:
    """Trigger (d): the newest M0 is older than the window and an elective resection is planned."""
    window = assessment.knowledge.thresholds.m0_freshness_days
    for operation, profile, _ in judged(assessment):
        m = profile.staging.m
        age = age_in_days(m.day, assessment.situation.today) if m else None
        if profile.staging.distant == NO and not operation.urgent and age and age > window:
            summary = f"M0 was recorded {age} days ago: restage before the resection decision."
            return _draft(assessment, profile, summary, "info", operation.order.reference)
    return None


def _depends(assessment: Assessment) -> bool:
    """Whether an oncologic order hangs on the stage; patient-view needs a scheduled operation."""
    if assessment.situation.hook == PATIENT_VIEW:
        return bool(assessment.operations)
    return assessment.oncologic


def _first_order(assessment: Assessment) -> str | None:
    return assessment.advised[0].order.reference if assessment.advised else None


def _draft(
    assessment: Assessment,
    profile: CancerProfile,
    summary: str,
    indicator: str,
    order: str | None,
) -> Draft:
    return Draft(
        topic=TOPIC,
        indicator=indicator,
        summary=summary,
        saw=(*telling.stage_lines(profile), f"Distant metastasis: {profile.staging.reason}"),
        missing=(
            "A current M category with its date, or imaging that answers the question",
            *telling.undelivered(assessment),
        ),
        ask=assessment.knowledge.wording.staging_questions,
        citations=("S4", *profile.guideline.staging.citations),
        proposals=tuple(
            proposals.propose(assessment, key, profile)
            for key in (*ORDERS, *_baseline(assessment, profile))
        ),
        order=order,
    )


def _baseline(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """The order for a tumour marker that staging starts from and nobody has measured yet."""
    wanted = assessment.knowledge.order_texts.baseline.get(profile.cancer.type)
    measured = {value.marker for value in assessment.situation.chart.marker_values}
    return (wanted.order,) if wanted and wanted.marker not in measured else ()
