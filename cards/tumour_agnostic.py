"""Reads `knowledge/tumour_agnostic.toml`: drugs that are approved by marker, whatever the tumour.

Section 14 of the clinical logic. Approvals differ by region; an entry holds only where its regions
say so. Elsewhere the marker is not brought up on these grounds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.content_file import ContentFile
from cards.strict import STATUSES, check, known, one_of, regions_of

ENTRY = {
    "id": str,
    "alteration": str,
    "drugs": list,
    "since": int,
    "regions": list,
    "citations": list,
    "status": str,
}
OPTIONAL = {"except_tumours": list, "note": str, "review_by": dt.date}


@dataclass(frozen=True)
class AgnosticEntry:
    """One marker with its drugs; `since` is the year of the first approval."""

    biomarker: str
    alteration: str
    drugs: tuple[str, ...]
    since: int
    regions: tuple[str, ...]
    citations: tuple[str, ...]
    except_tumours: tuple[str, ...] = ()
    note: str = ""


def read(file: ContentFile, register: Mapping[str, object]) -> tuple[AgnosticEntry, ...]:
    """Read and check the list. Raises `ContentError`."""
    table = file.table()
    check(table, file.name, {"agnostic": list})
    return tuple(_entry(file.name, entry, register) for entry in table["agnostic"])


def _entry(name: str, entry: Mapping[str, Any], register: Mapping[str, object]) -> AgnosticEntry:
    where = f"{name} [agnostic] {entry.get('id', '')}"
    check(entry, where, ENTRY, OPTIONAL)
    one_of(entry["status"], STATUSES, where)
    return AgnosticEntry(
        biomarker=entry["id"],
        alteration=entry["alteration"],
        drugs=tuple(entry["drugs"]),
        since=entry["since"],
        regions=regions_of(entry, where),
        citations=known(tuple(entry["citations"]), register, where),
        except_tumours=tuple(entry.get("except_tumours", [])),
        note=entry.get("note", ""),
    )
