"""Drugs ordered before the result that they need (clinical logic section 15).

A result on its way is not known yet, so the drug still waits for it; the gap card shows it where a
test is missing altogether. Outside the panel of the tumour a drug can need a test of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from cards import proposals
from cards.draft import Proposal
from cards.drug_gates import Need
from cards.findings.assessment import Assessment
from cards.findings.biomarkers import marker
from cards.findings.profile import CancerProfile
from cards.topics import drug_orders
from fhir_mappers.facts import Order, Truth


def unmet(assessment: Assessment, profile: CancerProfile) -> tuple[Need, ...]:
    """Needs of the selected drugs that no result answers yet."""
    return tuple(
        need
        for need in assessment.knowledge.drug_gates.needs
        if (not need.tumours or profile.guideline.id in need.tumours)
        and not _answered(assessment, need)
        and any(_asks(need, entry.order) for entry in assessment.advised)
    )


def beyond_panel(
    assessment: Assessment, profile: CancerProfile, panel: Iterable[str]
) -> tuple[str, ...]:
    """Markers that a selected drug needs in stage IV, missing altogether and not in the panel."""
    if profile.stage_iv is not Truth.YES:
        return ()
    names = [name for need in unmet(assessment, profile) for name in _missing(assessment, need)]
    return tuple(name for name in dict.fromkeys(names) if name not in set(panel))


def proposals_beyond(
    assessment: Assessment, profile: CancerProfile, names: Iterable[str]
) -> tuple[Proposal, ...]:
    """Tests for these markers: those that the guideline describes, else one broad profile."""
    wanted = tuple(names)
    single = drug_orders.test_proposals(assessment, profile, wanted)
    if single or not wanted:
        return single
    return (proposals.propose(assessment, "ngs-panel", profile, recommended=True),)


def names_of(assessment: Assessment, need: Need) -> str:
    """The ordered drugs that have this need, as a card names them."""
    names = [
        ingredient
        for entry in assessment.advised
        if _asks(need, entry.order)
        for ingredient in entry.order.ingredients
        if not need.ingredients or ingredient in need.ingredients
    ]
    return ", ".join(dict.fromkeys(names))


def _answered(assessment: Assessment, need: Need) -> bool:
    known = [marker(assessment.markers, name).newest is not None for name in need.markers]
    return any(known) if need.enough == "any" else all(known)


def _missing(assessment: Assessment, need: Need) -> tuple[str, ...]:
    """Nothing where one of several markers is enough and on its way."""
    missing = [name for name in need.markers if marker(assessment.markers, name).missing]
    waiting = need.enough == "any" and len(missing) < len(need.markers)
    return () if waiting else tuple(missing)


def _asks(need: Need, order: Order) -> bool:
    return need.drug_class in order.drug_classes or bool(
        set(need.ingredients) & set(order.ingredients)
    )
