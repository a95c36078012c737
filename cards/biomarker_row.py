"""One row of a biomarker panel, as guideline files write it (clinical logic section 13.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.strict import REGIONS, STATUSES, check, known, one_of, regions_of

TIERS = ("R", "C")
STAGES = ("any", "III", "locally-advanced", "advanced", "IV")
GERMLINE = "germline"
ASSAYS = ("ngs", "ihc", GERMLINE, "other")
BIOMARKER = {
    "id": str,
    "tier": str,
    "why": str,
    "citations": list,
    "status": str,
}
ASSAYED = {"assay": str}
ORDERED = {"order": dict}
STAGED = {"from_stage": str}
CONSIDERED = {
    "required_if_said": list,
    "required_if_positive": list,
    "required_below_age": int,
}
BIOMARKER_OPTIONAL = {
    "unless_positive": list,
    "breast": list,
    "statement": str,
    "after_class": str,
    "m1_only": bool,
    "if_recurrent": bool,
    "again_if_recurrent": bool,
    "again_after": list,
    "regions": list,
    "review_by": dt.date,
}


@dataclass(frozen=True)
class BiomarkerRow:
    """One marker of the panel (section 13.2), and the conditions under which it is required.

    `unless_positive` markers lower it to "consider"; `breast` names receptor subtypes;
    `statement` a statement that must be on record; `after_class` a drug class after whose
    progression it applies; `m1_only` excludes stage IV without distant disease; `if_recurrent`
    asks for it in recurrent disease of any stage; `regions` are the regulators' regions whose
    approvals it rests on. `again_if_recurrent` says that a result from before metastatic
    recurrence is to be repeated, `again_after` drug classes after which it is.
    A marker to consider (tier C) is required if one of `required_if_said` is on record, one of the
    markers `required_if_positive` is positive, or the patient is younger than
    `required_below_age`; it needs an order only then. Germline tests share
    the order of `orders.toml`.
    """

    biomarker: str
    tier: str
    why: str
    citations: tuple[str, ...]
    from_stage: str = "any"
    assay: str = ""
    order_text: str = ""
    order_codes: tuple[Mapping[str, str], ...] = ()
    unless_positive: tuple[str, ...] = ()
    breast: tuple[str, ...] = ()
    statement: str = ""
    after_class: str = ""
    m1_only: bool = False
    if_recurrent: bool = False
    again_if_recurrent: bool = False
    again_after: tuple[str, ...] = ()
    regions: tuple[str, ...] = REGIONS
    required_if_said: tuple[str, ...] = ()
    required_if_positive: tuple[str, ...] = ()
    required_below_age: int = 0


def read_biomarker(
    entry: Mapping[str, Any], where: str, register: Mapping[str, object]
) -> BiomarkerRow:
    """Read and check one `[[biomarkers]]` table. Raises `ContentError` that names `where`."""
    where = f"{where} {entry.get('id', '')}"
    tier = one_of(str(entry.get("tier", "R")), TIERS, where)
    demanded = {**BIOMARKER, **_demanded(entry, tier)}
    check(
        entry, where, demanded, {**BIOMARKER_OPTIONAL, **STAGED, **ASSAYED, **ORDERED, **CONSIDERED}
    )
    one_of(entry["status"], STATUSES, where)
    order = entry.get("order", {"text": ""})
    check(order, f"{where} order", {"text": str}, {"codes": list})
    return BiomarkerRow(
        biomarker=entry["id"],
        tier=tier,
        from_stage=one_of(entry.get("from_stage", "any"), STAGES, where),
        why=entry["why"],
        assay=one_of(entry["assay"], ASSAYS, where) if "assay" in entry else "",
        order_text=order["text"],
        order_codes=tuple(order.get("codes", [])),
        citations=known(tuple(entry["citations"]), register, where),
        required_below_age=entry.get("required_below_age", 0),
        regions=regions_of(entry, where),
        **_conditions(entry),
    )


def _demanded(entry: Mapping[str, Any], tier: str) -> dict[str, type]:
    """Keys of a row that may be missing: stage, kind of test, and order where it has its own."""
    raised = bool(CONSIDERED.keys() & entry.keys())
    assayed = ASSAYED if tier == "R" or raised else {}
    ordered = ORDERED if assayed and entry.get("assay") != GERMLINE else {}
    staged = STAGED if tier == "R" and "m1_only" not in entry else {}
    return {**assayed, **ordered, **staged}


def _conditions(entry: Mapping[str, Any]) -> dict[str, Any]:
    """When a row applies; what is not written sets no condition."""
    lists = ("unless_positive", "breast", "required_if_said", "required_if_positive", "again_after")
    return {
        **{name: tuple(entry.get(name, [])) for name in lists},
        "statement": entry.get("statement", ""),
        "after_class": entry.get("after_class", ""),
        "m1_only": entry.get("m1_only", False),
        "if_recurrent": entry.get("if_recurrent", False),
        "again_if_recurrent": entry.get("again_if_recurrent", False),
    }
