"""The classes of orders and procedures, and which of several is the one that counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fhir_mappers.facts import Truth
from fhir_mappers.fhir import Coding

RESECTIONS = ("cytoreduction", "major-metastasectomy", "major-primary")
SURGICAL = (*RESECTIONS, "palliative", "ablation", "diagnostic", "access", "non-oncologic", "minor")
BY_WEIGHT = (
    *SURGICAL,
    "radiotherapy",
    "molecular-test",
    "drug",
    "imaging",
    "referral-tumour-board",
    "referral-palliative",
    "unclassified-surgery",
    "other",
)
UNCLASSIFIED, OTHER = "unclassified-surgery", "other"
_TAKEN_ALONG = ("adrenal",)
_CATEGORY_ONLY = "surgery-category"


@dataclass(frozen=True)
class OrderKind:
    """What is to be done or was done, and to which organ; `coding` is None when text spoke."""

    order_class: str
    organ: str | None = None
    targets_metastasis: Truth = Truth.UNKNOWN
    coding: Coding | None = None
    verified: bool = True

    @property
    def is_specific(self) -> bool:
        """Whether it says more than that something is done."""
        return self.order_class not in (UNCLASSIFIED, OTHER)


def parse(means: str, coding: Coding | None = None, *, verified: bool = True) -> OrderKind | None:
    """Read `order_class:organ[:met]`; None for a word that is no class of ours."""
    order_class, organ, target = (*means.split(":"), "", "")[:3]
    if order_class == _CATEGORY_ONLY:
        order_class = UNCLASSIFIED
    if order_class not in BY_WEIGHT:
        return None
    targets = Truth.YES if "met" in (organ, target) else Truth.UNKNOWN
    return OrderKind(
        order_class, organ if organ != "met" and organ else None, targets, coding, verified
    )


def heaviest(kinds: Iterable[OrderKind]) -> OrderKind | None:
    """The one that counts when several are named; None when there is none.

    Specific classes before general ones, verified codes before others, then by weight: a colectomy
    with colostomy is a resection. A primary and a metastasis removed in one operation are the
    resection of the primary that also targets a metastasis. An adrenal gland may simply be taken
    along with the kidney.
    """
    ranked = sorted(kinds, key=_rank)
    if not ranked:
        return None
    first = ranked[0]
    primary = next((kind for kind in ranked if kind.order_class == "major-primary"), None)
    spread = first.order_class == "major-metastasectomy"
    if spread and primary is not None and primary.organ != first.organ:
        both = first.organ not in _TAKEN_ALONG or first.targets_metastasis is Truth.YES
        return replace(primary, targets_metastasis=Truth.YES) if both else primary
    same = (kind for kind in ranked if kind.order_class == first.order_class and kind.organ)
    organ = first.organ or next((kind.organ for kind in same), None)
    return replace(first, organ=organ)


def _rank(kind: OrderKind) -> tuple[bool, bool, int]:
    return (not kind.is_specific, not kind.verified, BY_WEIGHT.index(kind.order_class))
