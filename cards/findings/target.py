"""Which cancer an order is about, and whether it removes the primary or a metastasis (section 8).

An operation belongs to the cancer whose organ it removes; the order's own reason decides where
the organ does not. What cannot be attributed stays unattributed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.findings.cancers import Cancer
from cards.findings.profile import CancerProfile
from fhir_mappers.facts import Metastasis, Order, Truth

OPERATIONS = frozenset({"major-primary", "major-metastasectomy", "cytoreduction"})
PRIMARY, METASTASIS = "primary", "metastasis"
REGION = "abdomen"
"""A part of the body and no organ: an exenteration of the pelvis is about the only cancer there is."""


@dataclass(frozen=True)
class Target:
    """What an operation is aimed at: the cancer (None: not attributable) and which part of it.

    `operation` says whether this is a major cancer operation that section 10 judges.
    """

    profile: CancerProfile | None
    part: str
    operation: bool


def target_of(order: Order, profiles: Sequence[CancerProfile]) -> Target:
    """Attribute an order to a cancer of the patient."""
    by_organ = _by_organ(order, profiles)
    guarded = order.order_class == "non-oncologic" and by_organ is not None
    operation = order.order_class in OPERATIONS or (guarded and _is_resection(order))
    spread = order.order_class == "major-metastasectomy" and not _at_seat(order, by_organ)
    if order.targets_metastasis is Truth.YES or spread:
        return Target(
            _by_site(order, profiles) or _by_reason(order, profiles), METASTASIS, operation
        )
    if by_organ is not None:
        return Target(by_organ, PRIMARY, operation)
    by_site = _by_site(order, profiles) if operation else None
    if by_site is not None:
        return Target(by_site, METASTASIS, operation)
    named = _by_reason(order, profiles)
    return Target(named, PRIMARY, operation and not _withdraws_hormones(order, named))


def _withdraws_hormones(order: Order, profile: CancerProfile | None) -> bool:
    """Whether the organ only feeds the cancer: orchiectomy in prostate cancer resects no tumour."""
    return profile is not None and order.organ in profile.guideline.surgery.hormone_organs


def _at_seat(order: Order, seat: CancerProfile | None) -> bool:
    """Whether a liver, adrenal or brain resection removes a primary: its organ, nobody else's."""
    named = bool(order.reason_refs or order.reason_tumour_types)
    return seat is not None and (not named or _named(order, seat.cancer))


def _is_resection(order: Order) -> bool:
    """Guard of section 8: an organ removed for something else, here the seat of the cancer."""
    return order.organ in ("gallbladder", "uterus")


def _by_organ(order: Order, profiles: Sequence[CancerProfile]) -> CancerProfile | None:
    seats = [profile for profile in profiles if order.organ in profile.guideline.organs]
    if len(seats) > 1:
        narrowed = [profile for profile in seats if _named(order, profile.cancer)]
        seats = narrowed or [profile for profile in seats if profile.stage_iv is Truth.YES]
    return seats[0] if len(seats) == 1 else None


def _by_site(order: Order, profiles: Sequence[CancerProfile]) -> CancerProfile | None:
    """The cancer with metastasis in the organ operated on, or the only stage IV cancer.

    A suspected metastasis there is of its cancer where none is confirmed. An order that names a
    metastasis is about the only cancer there is, even while its stage is unknown.
    """
    known = [profile for profile in profiles if _in(order.organ, profile.staging.sites)]
    owners = known or [p for p in profiles if _in(order.organ, p.staging.doubtful)]
    if len(owners) == 1:
        return owners[0]
    sure = order.targets_metastasis is Truth.YES
    if not sure and order.order_class != "major-metastasectomy":
        return None
    distant = [profile for profile in profiles if profile.stage_iv is Truth.YES]
    candidates = distant or (profiles if sure else [])
    if len(candidates) != 1 or (not sure and candidates[0].staging.sites):
        return None
    return candidates[0]


def _in(organ: str | None, metastases: Sequence[Metastasis]) -> bool:
    return any(metastasis.site == organ for metastasis in metastases)


def _by_reason(order: Order, profiles: Sequence[CancerProfile]) -> CancerProfile | None:
    named = [profile for profile in profiles if _named(order, profile.cancer)]
    if len(named) == 1:
        return named[0]
    everywhere = order.organ in (None, REGION) or order.order_class == "cytoreduction"
    if len(profiles) == 1 and (everywhere or profiles[0].cancer.unnamed):
        return profiles[0]
    return None


def _named(order: Order, cancer: Cancer) -> bool:
    return bool(cancer.references & set(order.reason_refs)) or (
        cancer.type in order.reason_tumour_types
    )
