"""Names required molecular tests without a result, and offers to order them (section 13).

The card says "no result found in the data available", never "not tested", because absence from
what was received proves nothing more. It is silent when nothing is missing, when both observations
and reports were not received, in hospice, at ECOG 4 and for emergency orders.
"""

from __future__ import annotations

from dataclasses import dataclass

from cards import proposals, telling
from cards.biomarker_row import BiomarkerRow
from cards.draft import Draft, Proposal
from cards.drug_gates import Need
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.operation import EMERGENCIES
from cards.findings.panel import agnostic, considered, required
from cards.findings.profile import CancerProfile
from cards.rule import PATIENT_VIEW, Outcome, silent, suppressed
from cards.topics import drug_needs
from cards.topics.drug_orders import in_trial_lowered
from cards.topics.gap_tests import markers_open, proposals_for, rows_missing
from fhir_mappers.facts import Biomarker, Truth

TOPIC = "molecular-testing-gap"
RESULT_TYPES = frozenset({"Observation", "DiagnosticReport"})
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


def judge(assessment: Assessment) -> Outcome:
    """One card for the cancer in question: its panel, and what the selected drugs need."""
    profile = assessment.subject
    if profile is None:
        return silent(TOPIC, "", "no cancer on record")
    gap = _gap(assessment, profile)
    if not required(assessment, profile) and not gap.needs:
        return silent(TOPIC, "", "no panel applies to the stage on record")
    if not gap.names:
        return silent(TOPIC, "13.2", "every required marker has a result or is on its way")
    reason = _suppression(assessment)
    if reason:
        return suppressed(TOPIC, "12.8", reason)
    because = (*(row.why for row in gap.rows), *(need.why for need in gap.needs))
    draft = _draft(assessment, profile, gap)
    return Outcome(TOPIC, "card", profile.guideline.id, because, gap.names, (draft,))


def _gap(assessment: Assessment, profile: CancerProfile) -> Gap:
    """The panel's gap and the drugs'; a drug alone asks for tests in stage IV only (12.8)."""
    rows = rows_missing(assessment, profile)
    concerned = profile.stage_iv is Truth.YES or bool(required(assessment, profile))
    needs = drug_needs.unmet(assessment, profile) if concerned else ()
    needed = [name for need in needs for name in drug_needs.missing_markers(assessment, need)]
    names = tuple(dict.fromkeys([*(row.biomarker for row in rows), *needed]))
    return Gap(rows, needs, names)


def _suppression(assessment: Assessment) -> str:
    """Why the card must not show here, or an empty string (section 12.8)."""
    patient, flags, situation = assessment.patient, assessment.flags, assessment.situation
    thresholds = assessment.knowledge.thresholds
    reasons = (
        (patient.hospice is Truth.YES, "hospice or comfort care"),
        (patient.minor is Truth.YES, "under age: no card of its own"),
        (situation.unavailable >= RESULT_TYPES, "neither observations nor reports were received"),
        (flags.ecog is not None and flags.ecog >= thresholds.ecog_veto, "ECOG 4"),
        (_emergency(assessment), "emergency order"),
        (_out_of_scope(assessment), "the selected order is not oncologic"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _emergency(assessment: Assessment) -> bool:
    orders = [entry.order for entry in assessment.advised]
    hurried = any(order.priority in EMERGENCIES for order in orders)
    urgent = any(operation.urgent for operation in assessment.operations)
    return hurried or urgent or assessment.patient.emergency_visit is Truth.YES


def _out_of_scope(assessment: Assessment) -> bool:
    return assessment.situation.hook != PATIENT_VIEW and not assessment.oncologic


def _draft(assessment: Assessment, profile: CancerProfile, gap: Gap) -> Draft:
    entry = assessment.advised[0].order if assessment.advised else None
    indicator = "warning" if gap.needs else "info"
    return Draft(
        topic=TOPIC,
        indicator=in_trial_lowered(assessment, entry, indicator) if entry else indicator,
        summary=_summary(assessment, profile, gap.names),
        saw=(
            *(f"Ordered drug needs a result: {need.why}" for need in gap.needs),
            *telling.stage_lines(profile),
            *_known(assessment, profile),
        ),
        missing=(
            *_missing_lines(assessment, gap.rows),
            *_needed_lines(gap),
            *telling.pregnancy(assessment),
            *telling.undelivered(assessment),
        ),
        alternatives=_consider(assessment, profile),
        ask=assessment.knowledge.wording.testing_advice,
        citations=gap.citations,
        proposals=_proposals(assessment, profile, gap),
        order=entry.reference if entry else None,
        rule=f"tumour-{profile.guideline.id}",
    )


def _needed_lines(gap: Gap) -> tuple[str, ...]:
    """Markers that only the drug asks for."""
    return tuple(
        f"{name}: no result found in the data available; the ordered drug needs it"
        for name in gap.names
        if name not in gap.panel
    )


def _proposals(assessment: Assessment, profile: CancerProfile, gap: Gap) -> tuple[Proposal, ...]:
    """Orders that close the gap of the panel, and of the drugs where the panel does not."""
    offered = {entry.key: entry for entry in proposals_for(assessment, profile, recommended=True)}
    for need in gap.needs:
        if set(drug_needs.missing_markers(assessment, need)) - gap.panel:
            entry = proposals.propose(assessment, need.offers, profile, recommended=True)
            offered.setdefault(entry.key, entry)
    return tuple(offered.values())


def _summary(assessment: Assessment, profile: CancerProfile, missing: tuple[str, ...]) -> str:
    names = [name.replace("_", "/") for name in missing]
    pending = [entry.biomarker for entry in markers_open(assessment, profile)]
    tail = f"; {', '.join(pending)} pending" if pending else ""
    label = "Stage IV " if profile.stage_iv is Truth.YES else ""
    for count in range(len(names), 0, -1):
        more = "" if count == len(names) else f" and {len(names) - count} more"
        text = f"{label}{profile.name}: no result found for {', '.join(names[:count])}{more}{tail}."
        if len(text) <= MAX_SUMMARY:
            return text[:1].upper() + text[1:]
    return f"{label}{profile.name}: required molecular results not found."[:MAX_SUMMARY]


def _known(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    lines = []
    for row in required(assessment, profile):
        known = marker(assessment.markers, row.biomarker)
        if known.newest is not None:
            part = " (tested in part)" if known.partial else ""
            lines.append(
                f"{row.biomarker}: {known.status.value}, {telling.on(known.newest.day)}{part}"
                f"{telling.sources(known.newest.because)}"
            )
    lines.extend(
        f"{entry.biomarker}: {entry.status.value}{telling.sources(entry.because)}"
        for entry in markers_open(assessment, profile)
    )
    return tuple(lines)


def _missing_lines(assessment: Assessment, missing: tuple[BiomarkerRow, ...]) -> tuple[str, ...]:
    lines = []
    for row in missing:
        state = marker(assessment.markers, row.biomarker)
        why = "order without result for longer than the window" if state.overdue else ""
        said = next((entry.why for entry in _attempts(assessment, row) if entry.why), why)
        note = f" ({said})" if said else ""
        lines.append(f"{row.biomarker}: no result found in the data available{note}; {row.why}")
    ecog = assessment.flags.ecog
    if ecog is not None and ecog >= assessment.knowledge.thresholds.ecog_hard:
        lines.append(f"ECOG {ecog}: test if treatment is intended")
    return tuple(lines)


def _attempts(assessment: Assessment, row: BiomarkerRow) -> tuple[Biomarker, ...]:
    return tuple(
        entry for entry in assessment.situation.chart.biomarkers if entry.biomarker == row.biomarker
    )


def _consider(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    names = [
        row.biomarker
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
