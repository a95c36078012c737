"""Reads `knowledge/guidelines/*.toml`: what each tumour is told to do.

One file is one tumour (type, optionally narrowed by subtype and histology). The most specific file
speaks; two files never claim the same tumour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.strict import REGIONS, STATUSES, check, known, one_of, regions_of

STAGE_IV = ("m1", "possible-without-m1", "not-used")
POLICIES = ("standard", "accepted", "neutral", "not-supported")
TIERS = ("R", "C")
STAGES = ("any", "III", "IV", "M1")
ASSAYS = ("ngs", "ihc", "germline", "other")
TOP = {
    "id": str,
    "name": str,
    "type": str,
    "organs": list,
    "status": str,
    "staging": dict,
    "surgery": dict,
}
TOP_OPTIONAL = {
    "subtypes": list,
    "histologies": list,
    "biomarkers": list,
    "review_by": dt.date,
}
STAGING = {"stage_iv": str, "reason": str, "citations": list}
STAGING_OPTIONAL = {
    "m1_groups": list,
    "regional_nodes": list,
    "distant_nodes": list,
    "regional_sites": list,
    "distant_organs": list,
    "age_limit": int,
    "n1_is_stage_iv": bool,
}
SURGERY = {"applies_card": bool, "policy": str, "when_m1": str, "citations": list}
SURGERY_OPTIONAL = {"aim_lifts_diffuse": bool}
BIOMARKER = {
    "id": str,
    "tier": str,
    "from_stage": str,
    "why": str,
    "assay": str,
    "order": dict,
    "citations": list,
    "status": str,
}
BIOMARKER_OPTIONAL = {
    "unless_positive": list,
    "breast": list,
    "statement": str,
    "after_class": str,
    "m1_only": bool,
    "regions": list,
    "review_by": dt.date,
    "subtypes": list,
}


@dataclass(frozen=True)
class StagingRules:
    """What stage IV and spread mean for this tumour (clinical logic sections 4.2 and 4.3)."""

    stage_iv: str
    reason: str
    citations: tuple[str, ...]
    m1_groups: frozenset[str] = frozenset()
    regional_nodes: frozenset[str] = frozenset()
    distant_nodes: frozenset[str] = frozenset()
    regional_sites: frozenset[str] = frozenset()
    distant_organs: frozenset[str] = frozenset()
    age_limit: int | None = None
    n1_is_stage_iv: bool = False


@dataclass(frozen=True)
class SurgeryRules:
    """Policy on removing the primary in M1 disease (section 11)."""

    applies_card: bool
    policy: str
    when_m1: str
    citations: tuple[str, ...]
    aim_lifts_diffuse: bool = False


@dataclass(frozen=True)
class BiomarkerRow:
    """One marker of the panel (section 13.2), and the conditions under which it is required.

    `unless_positive` markers lower it to "consider"; `breast` names receptor subtypes;
    `statement` a statement that must be on record; `after_class` a drug class after whose
    progression it applies; `m1_only` excludes stage IV without distant disease;
    `regions` are the regulators' regions whose approvals it rests on.
    """

    biomarker: str
    tier: str
    from_stage: str
    why: str
    assay: str
    order_text: str
    order_codes: tuple[Mapping[str, str], ...]
    citations: tuple[str, ...]
    unless_positive: tuple[str, ...] = ()
    breast: tuple[str, ...] = ()
    statement: str = ""
    after_class: str = ""
    m1_only: bool = False
    regions: tuple[str, ...] = REGIONS
    subtypes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guideline:
    """Everything that is told about one tumour. `organs` are the seats of its primary."""

    id: str
    name: str
    type: str
    subtypes: frozenset[str]
    histologies: frozenset[str]
    organs: frozenset[str]
    staging: StagingRules
    surgery: SurgeryRules
    biomarkers: tuple[BiomarkerRow, ...]


def read_guideline(file: ContentFile, register: Mapping[str, object]) -> Guideline:
    """Read and check one file. Raises `ContentError`."""
    table, where = file.table(), file.name
    check(table, where, TOP, TOP_OPTIONAL)
    one_of(table["status"], STATUSES, where)
    return Guideline(
        id=table["id"],
        name=table["name"],
        type=table["type"],
        subtypes=frozenset(table.get("subtypes", [])),
        histologies=frozenset(table.get("histologies", [])),
        organs=frozenset(table["organs"]),
        staging=_staging(table["staging"], f"{where} [staging]", register),
        surgery=_surgery(table["surgery"], f"{where} [surgery]", register),
        biomarkers=tuple(
            _biomarker(entry, f"{where} [biomarkers]", register)
            for entry in table.get("biomarkers", [])
        ),
    )


def _staging(entry: Mapping[str, Any], where: str, register: Mapping[str, object]) -> StagingRules:
    check(entry, where, STAGING, STAGING_OPTIONAL)
    sets = {
        key: frozenset(value)
        for key, value in entry.items()
        if isinstance(value, list) and key != "citations"
    }
    return StagingRules(
        stage_iv=one_of(entry["stage_iv"], STAGE_IV, where),
        reason=entry["reason"],
        citations=known(tuple(entry["citations"]), register, where),
        age_limit=entry.get("age_limit"),
        n1_is_stage_iv=entry.get("n1_is_stage_iv", False),
        **sets,
    )


def _surgery(entry: Mapping[str, Any], where: str, register: Mapping[str, object]) -> SurgeryRules:
    check(entry, where, SURGERY, SURGERY_OPTIONAL)
    return SurgeryRules(
        applies_card=entry["applies_card"],
        policy=one_of(entry["policy"], POLICIES, where),
        when_m1=entry["when_m1"],
        citations=known(tuple(entry["citations"]), register, where),
        aim_lifts_diffuse=entry.get("aim_lifts_diffuse", False),
    )


def _biomarker(
    entry: Mapping[str, Any], where: str, register: Mapping[str, object]
) -> BiomarkerRow:
    where = f"{where} {entry.get('id', '')}"
    check(entry, where, BIOMARKER, BIOMARKER_OPTIONAL)
    one_of(entry["status"], STATUSES, where)
    check(entry["order"], f"{where} order", {"text": str}, {"codes": list})
    return BiomarkerRow(
        biomarker=entry["id"],
        tier=one_of(entry["tier"], TIERS, where),
        from_stage=one_of(entry["from_stage"], STAGES, where),
        why=entry["why"],
        assay=one_of(entry["assay"], ASSAYS, where),
        order_text=entry["order"]["text"],
        order_codes=tuple(entry["order"].get("codes", [])),
        citations=known(tuple(entry["citations"]), register, where),
        unless_positive=tuple(entry.get("unless_positive", [])),
        breast=tuple(entry.get("breast", [])),
        statement=entry.get("statement", ""),
        after_class=entry.get("after_class", ""),
        m1_only=entry.get("m1_only", False),
        regions=regions_of(entry, where),
        subtypes=tuple(entry.get("subtypes", [])),
    )


def refuse_twins(guidelines: tuple[Guideline, ...]) -> None:
    """Two files must never claim the same tumour."""
    seen: dict[tuple[str, str, str], str] = {}
    for entry in guidelines:
        for subtype in entry.subtypes or {""}:
            for histology in entry.histologies or {""}:
                key = (entry.type, subtype, histology)
                if key in seen:
                    raise ContentError(f"{entry.id} and {seen[key]} both claim {' '.join(key)}.")
                seen[key] = entry.id
