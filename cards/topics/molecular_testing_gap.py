"""Names required molecular tests without a result, and offers to order them (section 13).

The card says "no result found in the data available", never "not tested", because absence from
what was received proves nothing more. It is silent when nothing is missing, when both observations
and reports were not received, in hospice, at ECOG 4 and for emergency orders.
"""

from __future__ import annotations

from cards import proposals, telling
from cards.draft import Draft, Proposal
from cards.findings.assessment import Assessment
from cards.findings.operation import EMERGENCIES
from cards.findings.panel import required
from cards.findings.profile import CancerProfile
from cards.rule import PATIENT_VIEW, Outcome, silent, suppressed
from cards.topics import drug_needs, gap_again, gap_lines
from cards.topics.drug_orders import in_trial_lowered
from cards.topics.gap_lines import Gap
from cards.topics.gap_tests import proposals_for, rows_missing
from fhir_mappers.facts import Truth

TOPIC = "molecular-testing-gap"
RESULT_TYPES = frozenset({"Observation", "DiagnosticReport"})
MAX_SUMMARY = 139


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
        summary=gap_lines.summary(assessment, profile, gap.names),
        saw=(
            *(f"Ordered drug needs a result: {need.why}" for need in gap.needs),
            *telling.stage_lines(profile),
            *gap_lines.known(assessment, profile),
        ),
        missing=(
            *gap_lines.missing_lines(assessment, gap.rows),
            *gap_lines.needed_lines(assessment, gap),
            *telling.pregnancy(assessment),
            *telling.undelivered(assessment),
        ),
        alternatives=_beside(assessment, profile),
        ask=assessment.knowledge.wording.testing_advice,
        citations=gap.citations,
        proposals=_proposals(assessment, profile, gap),
        order=entry.reference if entry else None,
        rule=f"tumour-{profile.guideline.id}",
    )


def _beside(assessment: Assessment, profile: CancerProfile) -> tuple[str, ...]:
    """What may be worth a test beside the gap, for the first time or again."""
    return (*gap_lines.consider(assessment, profile), *gap_again.again(assessment, profile))


def _proposals(assessment: Assessment, profile: CancerProfile, gap: Gap) -> tuple[Proposal, ...]:
    """Orders that close the gap of the panel, and of the drugs where the panel does not."""
    offered = {entry.key: entry for entry in proposals_for(assessment, profile, recommended=True)}
    for need in gap.needs:
        if set(drug_needs.missing_markers(assessment, need)) - gap.panel:
            entry = proposals.propose(assessment, need.offers, profile, recommended=True)
            offered.setdefault(entry.key, entry)
    return tuple(offered.values())
