"""Names required molecular tests without a result, and offers to order them (section 13).

The card says "no result found in the data available", never "not tested", because absence from
what was received proves nothing more. It is silent when nothing is missing, when both observations
and reports were not received, in hospice, at ECOG 4 and for emergency orders. A selected drug that
needs a result makes it a warning, also where the panel of the tumour does not ask for the test.
"""

from __future__ import annotations

from cards import telling
from cards.draft import Draft, Proposal
from cards.drug_gates import Need
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.operation import EMERGENCIES
from cards.findings.panel import considered, required
from cards.findings.profile import CancerProfile
from cards.guideline import BiomarkerRow
from cards.rule import PATIENT_VIEW, Outcome, silent, suppressed
from cards.topics import gap_drugs
from cards.topics.gap_tests import markers_open, proposals_for, rows_missing
from fhir_mappers.facts import Biomarker, Truth

TOPIC = "molecular-testing-gap"
RESULT_TYPES = frozenset({"Observation", "DiagnosticReport"})
MAX_SUMMARY = 139


def judge(assessment: Assessment) -> Outcome:
    """One card for the cancer in question."""
    profile = assessment.subject
    if profile is None:
        return silent(TOPIC, "", "no cancer on record")
    panel = required(assessment, profile)
    missing = rows_missing(assessment, profile)
    beyond = gap_drugs.beyond_panel(assessment, profile, (row.biomarker for row in panel))
    if not missing and not beyond:
        why = "every required marker has a result or is on its way"
        return silent(TOPIC, "13.2", why if panel else "no panel applies to the stage on record")
    reason = _suppression(assessment)
    if reason:
        return suppressed(TOPIC, "12.8", reason)
    names = (*(row.biomarker for row in missing), *beyond)
    because = tuple(row.why for row in missing)
    draft = _draft(assessment, profile, missing, beyond)
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
    assessment: Assessment,
    profile: CancerProfile,
    missing: tuple[BiomarkerRow, ...],
    beyond: tuple[str, ...],
) -> Draft:
    needs = gap_drugs.unmet(assessment, profile)
    return Draft(
        topic=TOPIC,
        indicator="warning" if needs else "info",
        summary=_summary(assessment, profile, (*(row.biomarker for row in missing), *beyond)),
        saw=(*_waiting(assessment, needs), *_known(assessment, profile)),
        missing=_missing_lines(assessment, missing, beyond),
        alternatives=_consider(assessment, profile),
        ask=assessment.knowledge.wording.testing_advice,
        citations=_cited(missing, needs),
        proposals=_tests(assessment, profile, beyond),
        order=next((entry.order.reference for entry in assessment.advised), None),
        rule=f"tumour-{profile.guideline.id}",
    )


def _tests(
    assessment: Assessment, profile: CancerProfile, beyond: tuple[str, ...]
) -> tuple[Proposal, ...]:
    panel = proposals_for(assessment, profile, recommended=True)
    return (*panel, *gap_drugs.proposals_beyond(assessment, profile, beyond))


def _cited(missing: tuple[BiomarkerRow, ...], needs: tuple[Need, ...]) -> tuple[str, ...]:
    rows = [entry for row in missing for entry in row.citations]
    return tuple(dict.fromkeys([*rows, *(entry for need in needs for entry in need.citations)]))


def _waiting(assessment: Assessment, needs: tuple[Need, ...]) -> tuple[str, ...]:
    return tuple(
        f"Ordered {gap_drugs.names_of(assessment, need)} needs a result: {need.why}"
        for need in needs
    )


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
    """The stage, then every required marker that has a result or is on its way."""
    lines = list(telling.stage_lines(profile))
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


def _missing_lines(
    assessment: Assessment, missing: tuple[BiomarkerRow, ...], beyond: tuple[str, ...]
) -> tuple[str, ...]:
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
    lines.extend(f"{name}: no result found in the data available" for name in beyond)
    return (*lines, *telling.undelivered(assessment))


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
    return (f"Consider as well: {', '.join(names)}",) if names else ()
