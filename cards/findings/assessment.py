"""All findings over one situation, computed once and shared by every topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cards.biomarker_row import BiomarkerRow
from cards.findings.about import about
from cards.findings.attribution import (
    candidates,
    owner_of_metastasis,
    results_about,
    stated_m,
)
from cards.findings.biomarkers import Marker, markers_of
from cards.findings.cancers import Cancer, cancers_of
from cards.findings.days import latest
from cards.findings.operation import Operation, judge_operation
from cards.findings.patient import PatientFinding, patient_of
from cards.findings.profile import CancerProfile
from cards.findings.reserve import Flags, flags_of
from cards.findings.scenario import scenario_of
from cards.findings.spread import Reach, reach
from cards.findings.staging import YES, staging_of
from cards.findings.target import Target, target_of
from cards.knowledge_base import Knowledge
from cards.rule import PATIENT_VIEW, Situation
from fhir_mappers.facts import Certainty, Metastasis, Order, Truth
from fhir_mappers.ties import Tie

DRUG, ANTINEOPLASTIC = "drug", "antineoplastic"


@dataclass(frozen=True)
class Advised:
    """One order that advice is asked for, and what it is aimed at."""

    order: Order
    target: Target

    @property
    def explained(self) -> bool:
        """Whether a cancer explains the operation; a minor one must be at the cancer's own seat."""
        profile = self.target.profile
        if profile is None or self.target.operation:
            return profile is not None
        return self.order.organ in profile.guideline.organs


@dataclass(frozen=True)
class Assessment:
    """Everything that the topics look at.

    `advised` are the selected drafts (order hooks) or operations already scheduled (patient-view).
    `operations` are the cancer operations among them. `subject` is the cancer that the first of
    them is about, or else the most advanced one; None without a cancer. `markers` speak of the
    subject. `unattributed` are confirmed metastases that could come from several cancers.
    """

    situation: Situation
    knowledge: Knowledge
    patient: PatientFinding
    flags: Flags
    markers: dict[str, Marker]
    profiles: tuple[CancerProfile, ...]
    advised: tuple[Advised, ...]
    operations: tuple[Operation, ...]
    subject: CancerProfile | None
    unattributed: tuple[Metastasis, ...]
    panels: dict[int, tuple[CancerProfile, tuple[BiomarkerRow, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What `panel.required` found for a cancer, by identity: half a dozen topics ask."""

    @property
    def oncologic(self) -> bool:
        """Whether an order in question is about cancer at all (section 12.8).

        An operation that no cancer of the patient explains is not: a hysterectomy for fibroids.
        Of the drugs only those against cancer are, and not where they reach the skin or the eye
        alone; of minor operations only those at the seat of a cancer: the excision of a melanoma.
        """
        return any(self._is_oncologic(entry) for entry in self.advised)

    def _is_oncologic(self, entry: Advised) -> bool:
        if entry.target.operation or entry.order.order_class == "minor":
            return entry.explained
        if entry.order.order_class == DRUG:
            reaches = entry.order.systemic is not Truth.NO
            return reaches and ANTINEOPLASTIC in entry.order.drug_classes
        return entry.order.order_class in self.knowledge.order_texts.oncologic_order_classes


def assess(situation: Situation, knowledge: Knowledge) -> Assessment:
    """Judge everything that several topics share."""
    patient = patient_of(situation, knowledge.thresholds)
    cancers = tuple(_known(cancer, situation, knowledge) for cancer in cancers_of(situation.chart))
    profiles = tuple(_profile(cancer, cancers, situation, knowledge, patient) for cancer in cancers)
    advised = _advised(situation, knowledge, profiles)
    subject = _subject(advised, profiles)
    told = situation if subject is None else about(subject.cancer, cancers, situation)
    flags = flags_of(told, knowledge.thresholds)
    operations = tuple(
        judge_operation(entry.order, entry.target, told, patient, flags, knowledge)
        for entry in advised
        if entry.target.operation
    )
    return Assessment(
        situation=situation,
        knowledge=knowledge,
        patient=patient,
        flags=flags,
        markers=_markers(situation, subject, cancers, knowledge),
        profiles=profiles,
        advised=advised,
        operations=operations,
        subject=subject,
        unattributed=_unattributed(situation, cancers, profiles),
    )


def _markers(
    situation: Situation,
    subject: CancerProfile | None,
    cancers: Sequence[Cancer],
    knowledge: Knowledge,
) -> dict[str, Marker]:
    said = situation.chart.biomarkers
    if subject is not None:
        said = results_about(subject.cancer, cancers, said)
    return markers_of(situation, said, knowledge.thresholds)


def _known(cancer: Cancer, situation: Situation, knowledge: Knowledge) -> Cancer:
    """The cancer with what its guideline and its own staging know of it."""
    guideline = knowledge.guidelines.for_tumour(cancer.type, cancer.subtype, cancer.histology)
    days = knowledge.thresholds.m0_freshness_days
    stated = stated_m(cancer, situation.chart.stages, days, situation.today)
    return replace(cancer, spreads=guideline.staging.spreads, stated_m=stated)


def _profile(
    cancer: Cancer,
    cancers: Sequence[Cancer],
    situation: Situation,
    knowledge: Knowledge,
    patient: PatientFinding,
) -> CancerProfile:
    guideline = knowledge.guidelines.for_tumour(cancer.type, cancer.subtype, cancer.histology)
    told = about(cancer, cancers, situation)
    staging = staging_of(cancer, guideline, told.chart, cancers, knowledge.thresholds)
    scenario = scenario_of(
        cancer, staging, told, knowledge.scenario, knowledge.thresholds, patient.minor
    )
    return CancerProfile(cancer, guideline, staging, scenario)


def _advised(
    situation: Situation, knowledge: Knowledge, profiles: Sequence[CancerProfile]
) -> tuple[Advised, ...]:
    asked = _in_question(situation, knowledge)
    return tuple(Advised(order, target_of(order, profiles)) for order in asked)


def _in_question(situation: Situation, knowledge: Knowledge) -> tuple[Order, ...]:
    """Selected drafts; on patient-view the orders on the chart that are planned soon (section 10)."""
    if situation.hook != PATIENT_VIEW:
        return tuple(order for order in situation.orders if order.reference in situation.selected)
    window = knowledge.thresholds.patient_view_planned_days
    return tuple(
        order
        for order in situation.chart.orders
        if order.planned is not None and 0 <= (order.planned.last - situation.today).days <= window
    )


def _subject(advised: Sequence[Advised], profiles: Sequence[CancerProfile]) -> CancerProfile | None:
    targets = sorted((entry.target for entry in advised), key=lambda one: not one.operation)
    named = [target.profile for target in targets if target.profile is not None]
    if named:
        return named[0]
    return max(profiles, key=_advancement, default=None)


def _advancement(profile: CancerProfile) -> tuple[object, ...]:
    """Most advanced first: current before past, stage IV, distant disease, newest diagnosis."""
    ranked = {Truth.YES: 2, Truth.UNKNOWN: 1, Truth.NO: 0}
    return (
        profile.cancer.current is not Truth.NO,
        ranked[profile.stage_iv],
        profile.staging.distant == YES,
        latest(profile.cancer.diagnosed),
        Tie(profile.cancer),
    )


def _unattributed(
    situation: Situation, cancers: Sequence[Cancer], profiles: Sequence[CancerProfile]
) -> tuple[Metastasis, ...]:
    """Confirmed metastases that no single cancer can be named for (section 4.1 row 6).

    What another record says of the same organ settles it for a copy that names no origin.
    """
    able = candidates(cancers)
    if len(able) < 2:  # noqa: PLR2004 - one cancer owns everything
        return ()
    settled = {(site.site, site.region) for profile in profiles for site in profile.staging.sites}
    guidelines = [profile.guideline for profile in profiles if profile.cancer in able]
    return tuple(
        metastasis
        for metastasis in situation.chart.metastases
        if metastasis.certainty is Certainty.CONFIRMED
        and (metastasis.site, metastasis.region) not in settled
        and owner_of_metastasis(metastasis, cancers) is None
        and any(reach(metastasis, guideline) is Reach.DISTANT for guideline in guidelines)
    )
