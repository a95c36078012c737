"""Which required biomarkers are missing for a cancer, and the orders that would close the gap."""

from __future__ import annotations

from cards import proposals
from cards.biomarker_row import BiomarkerRow
from cards.draft import Proposal
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import Marker, marker
from cards.findings.panel import required
from cards.findings.profile import CancerProfile
from fhir_mappers.facts import Truth


def rows_missing(assessment: Assessment, profile: CancerProfile) -> tuple[BiomarkerRow, ...]:
    """Tier R rows of this cancer now that have no result and nothing on its way."""
    return tuple(
        row
        for row in required(assessment, profile)
        if marker(assessment.markers, row.biomarker).missing
    )


def markers_open(assessment: Assessment, profile: CancerProfile) -> tuple[Marker, ...]:
    """Required markers whose result is on its way."""
    found = (marker(assessment.markers, row.biomarker) for row in required(assessment, profile))
    return tuple(entry for entry in found if entry.newest is None and not entry.missing)


def proposals_for(
    assessment: Assessment, profile: CancerProfile, *, recommended: bool
) -> tuple[Proposal, ...]:
    """One panel or the single tests for what sequencing covers, one order per other kind of test.

    None in hospice (section 16.4).
    """
    if assessment.patient.hospice is Truth.YES:
        return ()
    rows = rows_missing(assessment, profile)
    assays = list(dict.fromkeys(row.assay for row in rows))
    offered = []
    for assay in assays:
        of_assay = [row for row in rows if row.assay == assay]
        offered.extend(_of_assay(assessment, profile, assay, of_assay, recommended=recommended))
    return tuple(offered)


def _of_assay(
    assessment: Assessment,
    profile: CancerProfile,
    assay: str,
    rows: list[BiomarkerRow],
    *,
    recommended: bool,
) -> list[Proposal]:
    if assay == "ngs":
        panel = proposals.propose(assessment, "ngs-panel", profile, recommended=recommended)
        return [panel, proposals.several_tests(assessment, profile, rows)]
    if assay == "germline":
        return [proposals.propose(assessment, "germline-panel", profile, recommended=recommended)]
    return [
        proposals.single_test(assessment, profile, row, recommended=recommended) for row in rows
    ]
