"""What the card on missing molecular tests says, line by line (clinical logic sections 12.8, 13)."""

from __future__ import annotations

from dataclasses import dataclass

from cards import telling
from cards.biomarker_row import BiomarkerRow
from cards.drug_gates import Need
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.panel import agnostic, considered, required
from cards.findings.profile import CancerProfile
from cards.markdown import quote
from cards.topics.gap_tests import markers_open
from fhir_mappers.facts import Biomarker, Truth

MAX_SUMMARY = 139


@dataclass(frozen=True)
class Gap:
    """What is missing: rows of the panel, and needs of the selected drugs that nothing answers.

    `names` are the markers of both that have no result and nothing on its way (section 15: a drug
    may need what the panel does not ask for).
    """

    rows: tuple[BiomarkerRow, ...]
    needs: tuple[Need, ...]
    names: tuple[str, ...]

    @property
    def panel(self) -> frozenset[str]:
        """Markers that the panel itself misses."""
        return frozenset(row.biomarker for row in self.rows)

    @property
    def citations(self) -> tuple[str, ...]:
        """Sources of both, each once."""
        cited = [row.citations for row in self.rows] + [need.citations for need in self.needs]
        return tuple(dict.fromkeys(name for names in cited for name in names))


def needed_lines(assessment: Assessment, gap: Gap) -> tuple[str, ...]:
    """Markers that only the drug asks for."""
    named = assessment.knowledge.wording.marker
    return tuple(
        f"{named(name)}: no result found in the data available; the ordered drug needs it"
        for name in gap.names
        if name not in gap.panel
    )


def summary(assessment: Assessment, profile: CancerProfile, missing: tuple[str, ...]) -> str:
    """The missing markers, as many as fit, and those on their way."""
    named = assessment.knowledge.wording.marker
    names = [named(name) for name in missing]
    pending = [named(entry.biomarker) for entry in markers_open(assessment, profile)]
    tail = f"; {', '.join(pending)} pending" if pending else ""
    label = "Stage IV " if profile.stage_iv is Truth.YES else ""
    for count in range(len(names), 0, -1):
        more = "" if count == len(names) else f" and {len(names) - count} more"
        text = f"{label}{profile.name}: no result found for {', '.join(names[:count])}{more}{tail}."
        if len(text) <= MAX_SUMMARY:
            return text[:1].upper() + text[1:]
    return f"{label}{profile.name}: required molecular results not found."[:MAX_SUMMARY]


def known(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """Required markers with a result, and those on their way."""
    named, lines = assessment.knowledge.wording.marker, []
    for row in required(assessment, profile):
        state = marker(assessment.markers, row.biomarker)
        if state.newest is not None:
            part = " (tested in part)" if state.partial else ""
            lines.append(
                f"{named(row.biomarker)}: {state.status.value}, "
                f"{telling.on(state.newest.day)}{part}{telling.sources(state.newest.because)}"
            )
    lines.extend(
        f"{named(entry.biomarker)}: {entry.status.value}{telling.sources(entry.because)}"
        for entry in markers_open(assessment, profile)
    )
    return tuple(lines)


def missing_lines(assessment: Assessment, missing: tuple[BiomarkerRow, ...]) -> tuple[str, ...]:
    """Each missing marker, why it matters and what became of an attempt."""
    named, lines = assessment.knowledge.wording.marker, []
    for row in missing:
        state = marker(assessment.markers, row.biomarker)
        why = "order without result for longer than the window" if state.overdue else ""
        said = next((entry.why for entry in _attempts(assessment, row) if entry.why), why)
        note = f" ({quote(said)})" if said else ""
        lines.append(
            f"{named(row.biomarker)}: no result found in the data available{note}; {row.why}"
        )
    ecog = assessment.flags.ecog
    if ecog is not None and ecog >= assessment.knowledge.thresholds.ecog_hard:
        lines.append(f"ECOG {ecog}: test if treatment is intended")
    return tuple(lines)


def _attempts(assessment: Assessment, row: BiomarkerRow) -> tuple[Biomarker, ...]:
    return tuple(
        entry for entry in assessment.situation.chart.biomarkers if entry.biomarker == row.biomarker
    )


def consider(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """Markers that may be worth a test, of the panel and of any tumour."""
    names = [
        assessment.knowledge.wording.marker(row.biomarker)
        for row in considered(assessment, profile)
        if marker(assessment.markers, row.biomarker).missing
    ]
    lines = [f"Consider as well: {', '.join(names)}"] if names else []
    return (*lines, *_agnostic(assessment, profile))


def _agnostic(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """One line on markers that drugs are approved by whatever the tumour, with its sources."""
    entries = [
        entry
        for entry in agnostic(assessment, profile)
        if marker(assessment.markers, entry.biomarker).missing
    ]
    if not entries:
        return ()
    sources = dict.fromkeys(key for entry in entries for key in entry.citations)
    told = "; ".join(assessment.knowledge.evidence[key].short for key in sources)
    markers = ", ".join(entry.alteration for entry in entries)
    return (f"Drugs are approved whatever the tumour by: {markers} ({told})",)
