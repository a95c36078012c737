"""Reads `knowledge/guidelines/*.toml`: what each tumour is told to do.

One file is one tumour (type, optionally narrowed by subtype and histology). The most specific file
speaks; two files never claim the same tumour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.biomarker_row import BiomarkerRow, read_biomarker
from cards.content_file import ContentFile
from cards.strict import STATUSES, check, known, one_of

STAGE_IV = ("m1", "possible-without-m1", "not-used")
POLICIES = ("standard", "accepted", "neutral", "not-supported")
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
    "always_stage_iv": bool,
    "spreads": bool,
    "m1_if_positive": str,
}
SURGERY = {"applies_card": bool, "policy": str, "when_m1": str, "citations": list}
SURGERY_OPTIONAL = {"aim_lifts_diffuse": bool, "hormone_organs": list, "first": list}
FIRST = {"if_positive": str, "says": str, "citations": list}


@dataclass(frozen=True)
class StagingRules:
    """What stage IV and spread mean for this tumour (clinical logic sections 4.2 and 4.3).

    `m1_groups` are stage groups that mean M1 where not all of IV do, `m1_if_positive` a marker that
    makes all of IV mean M1. `age_limit` is the age at diagnosis below which M1 is not stage IV.
    A tumour that does not spread is no cause of metastases beside one that does (4.1 row 3).
    """

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
    always_stage_iv: bool = False
    spreads: bool = True
    m1_if_positive: str = ""


@dataclass(frozen=True)
class FirstChoice:
    """What comes before an operation on the primary if a marker is positive (section 11)."""

    if_positive: str
    says: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class SurgeryRules:
    """Policy on removing the primary in M1 disease (section 11).

    Removing one of the `hormone_organs` withdraws hormones from this cancer and resects none of it.
    """

    applies_card: bool
    policy: str
    when_m1: str
    citations: tuple[str, ...]
    aim_lifts_diffuse: bool = False
    hormone_organs: frozenset[str] = frozenset()
    first: tuple[FirstChoice, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """What the policy and all that may come first are cited by."""
        return (*self.citations, *(key for choice in self.first for key in choice.citations))


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
            read_biomarker(entry, f"{where} [biomarkers]", register)
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
        always_stage_iv=entry.get("always_stage_iv", False),
        spreads=entry.get("spreads", True),
        m1_if_positive=entry.get("m1_if_positive", ""),
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
        hormone_organs=frozenset(entry.get("hormone_organs", ())),
        first=tuple(_first(choice, where, register) for choice in entry.get("first", [])),
    )


def _first(entry: Mapping[str, Any], where: str, register: Mapping[str, object]) -> FirstChoice:
    where = f"{where} first"
    check(entry, where, FIRST)
    cited = known(tuple(entry["citations"]), register, where)
    return FirstChoice(entry["if_positive"], entry["says"], cited)
