"""Which results the selected drugs wait for (clinical logic section 15)."""

from __future__ import annotations

from cards.drug_gates import Need
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import KNOWN, OPEN, marker
from cards.findings.profile import CancerProfile
from cards.topics.drug_orders import earlier_systemic
from fhir_mappers.facts import BiomarkerStatus


def unmet(assessment: Assessment, profile: CancerProfile) -> tuple[Need, ...]:
    """Needs of the selected drugs in this cancer that no result answers yet."""
    return tuple(
        need
        for need in assessment.knowledge.drug_gates.needs
        if _ordered(assessment, need)
        and _concerns(assessment, profile, need)
        and not _met(assessment, need)
    )


def missing_markers(assessment: Assessment, need: Need) -> tuple[str, ...]:
    """Markers of a need that have neither a result nor anything on its way."""
    return tuple(
        name
        for name in need.markers
        if not _has(assessment, name, KNOWN) and not _has(assessment, name, OPEN)
    )


def _ordered(assessment: Assessment, need: Need) -> bool:
    return any(
        (need.drug_class and need.drug_class in entry.order.drug_classes)
        or set(need.ingredients) & set(entry.order.ingredients)
        for entry in assessment.advised
    )


def _concerns(assessment: Assessment, profile: CancerProfile, need: Need) -> bool:
    cancer = profile.cancer
    if need.tumours and cancer.type not in need.tumours:
        return False
    if cancer.histology in need.not_histologies:
        return False
    return not (need.first_line and earlier_systemic(assessment, profile))


def _met(assessment: Assessment, need: Need) -> bool:
    positive = frozenset({BiomarkerStatus.KNOWN_POSITIVE})
    one = any(_has(assessment, name, positive) for name in need.markers)
    known = all(_has(assessment, name, KNOWN) for name in need.markers)
    return known or (one and not need.each_known)


def _has(assessment: Assessment, name: str, statuses: frozenset[BiomarkerStatus]) -> bool:
    """Whether the marker has one of these states."""
    return marker(assessment.markers, name).status in statuses
