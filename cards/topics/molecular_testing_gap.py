"""Names required molecular tests without a result, and offers to order them (section 13).

The card says "no result found in the data available", never "not tested", because absence from
what was received proves nothing more. It is silent when nothing is missing, when both observations
and reports were not received, in hospice, at ECOG 4 and for emergency orders.
"""

from __future__ import annotations

from cards import telling
from cards.draft import Draft
from cards.drug_gates import Need
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.operation import EMERGENCIES
from cards.findings.panel import agnostic, considered, required
from cards.findings.profile import CancerProfile
from cards.guideline import BiomarkerRow
from cards.rule import PATIENT_VIEW, Outcome, silent, suppressed
from cards.topics.gap_tests import markers_open, proposals_for, rows_missing
from fhir_mappers.facts import Biomarker, Truth

TOPIC = "molecular-testing-gap"
RESULT_TYPES = frozenset({"Observation", "DiagnosticReport"})
MAX_SUMMARY = 139


def judge(assessment: Assessment) -> Outcome:
    """One card for the cancer in question."""
    profile = assessment.subject
    if profile is None or not required(assessment, profile):
        return silent(TOPIC, "", "no panel applies to the stage on record")
    missing = rows_missing(assessment, profile)
    if not missing:
        return silent(TOPIC, "13.2", "every required marker has a result or is on its way")
    reason = _suppression(assessment)
    if reason:
        return suppressed(TOPIC, "12.8", reason)
    names = tuple(row.biomarker for row in missing)
    because = tuple(row.why for row in missing)
    draft = _draft(assessment, profile, missing)
    return Outcome(TOPIC, "card", profile.guideline.id, because, names, (draft,))


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


def _draft(
    assessment: Assessment, profile: CancerProfile, missing: tuple[BiomarkerRow, ...]
) -> Draft:
    needs = _depending(assessment, profile)
    cited = dict.fromkeys(
        [entry for row in missing for entry in row.citations]
        + [entry for need in needs for entry in need.citations]
    )
    return Draft(
        topic=TOPIC,
        indicator="warning" if needs else "info",
        summary=_summary(assessment, profile, missing),
        saw=(
            *(f"Ordered drug needs a result: {need.why}" for need in needs),
            *telling.stage_lines(profile),
            *_known(assessment, profile),
        ),
        missing=(*_missing_lines(assessment, missing), *telling.undelivered(assessment)),
        alternatives=_consider(assessment, profile),
        ask=assessment.knowledge.wording.testing_advice,
        citations=tuple(cited),
        proposals=proposals_for(assessment, profile, recommended=True),
        order=next((entry.order.reference for entry in assessment.advised), None),
        rule=f"tumour-{profile.guideline.id}",
    )


def _depending(assessment: Assessment, profile: CancerProfile) -> tuple[Need, ...]:
    """Needs of the selected drugs that no result answers yet (section 15)."""
    return tuple(
        need
        for need in assessment.knowledge.drug_gates.needs
        if (not need.tumours or profile.cancer.type in need.tumours)
        and any(marker(assessment.markers, name).newest is None for name in need.markers)
        and any(
            need.drug_class in entry.order.drug_classes
            or set(need.ingredients) & set(entry.order.ingredients)
            for entry in assessment.advised
        )
    )


def _summary(
    assessment: Assessment, profile: CancerProfile, missing: tuple[BiomarkerRow, ...]
) -> str:
    names = [row.biomarker.replace("_", "/") for row in missing]
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
