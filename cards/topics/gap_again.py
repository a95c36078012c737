"""Results that may no longer hold: which markers to test again, and when (section 13.1, Repeat).

Named only inside a card that shows anyway, because a result on record is no gap. A result or a
treatment without a date proves no order of the two, and is not named.
"""

from __future__ import annotations

from cards.biomarker_row import BiomarkerRow
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.days import after
from cards.findings.panel import required
from cards.findings.profile import CancerProfile
from cards.findings.staging import YES
from fhir_mappers.facts import Day, Truth


def again(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """Lines on results from before a metastatic recurrence, or from before a treatment."""
    rows = required(assessment, profile)
    relapsed = [
        row for row in rows if row.again_if_recurrent and _relapsed(assessment, profile, row)
    ]
    treated = [row for row in rows if _treated(assessment, row)]
    return (
        *_line(assessment, relapsed, "the result is older than the metastases of the recurrence"),
        *_line(assessment, treated, "the result is older than the treatment that may change it"),
    )


def _line(assessment: Assessment, rows: list[BiomarkerRow], why: str) -> tuple[str, ...]:
    names = ", ".join(assessment.knowledge.wording.marker(row.biomarker) for row in rows)
    return (f"Test again: {names}; {why}",) if rows else ()


def _relapsed(assessment: Assessment, profile: CancerProfile, row: BiomarkerRow) -> bool:
    """Whether every known metastasis of a recurrent cancer is later than the newest result."""
    staging = profile.staging
    if staging.recurrent is not Truth.YES or staging.distant != YES or not staging.sites:
        return False
    result = _result_day(assessment, row)
    return all(after(site.day, result) for site in staging.sites)


def _treated(assessment: Assessment, row: BiomarkerRow) -> bool:
    """Whether a drug that selects for other clones came later: after progression, or once more."""
    classes = set(row.again_after)
    result = _result_day(assessment, row)
    later = any(
        classes.intersection(therapy.classes)
        and after(therapy.started or therapy.last_dose, result)
        for therapy in assessment.situation.chart.therapies
    )
    ordered = any(classes.intersection(entry.order.drug_classes) for entry in assessment.advised)
    return later and (ordered or bool(assessment.flags.progression_hard))


def _result_day(assessment: Assessment, row: BiomarkerRow) -> Day | None:
    newest = marker(assessment.markers, row.biomarker).newest
    return newest.day if newest else None
