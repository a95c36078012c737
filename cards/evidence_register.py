"""Reads `knowledge/evidence.toml`: every source that a card may cite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.strict import check

KEYS = {"short": str, "title": str, "verified": bool}
OPTIONAL = {"doi": str, "url": str, "note": str}


@dataclass(frozen=True)
class Citation:
    """One source. `short` is how cards name it; `url` is absolute https, empty when there is none.

    `verified` is false for what could not be looked up; readers are told so.
    """

    id: str
    short: str
    title: str
    verified: bool
    doi: str = ""
    url: str = ""
    note: str = ""


def read(file: ContentFile) -> Mapping[str, Citation]:
    """Read and check the register. Raises `ContentError`."""
    return {key: _citation(file.name, key, entry) for key, entry in file.table().items()}


def _citation(name: str, key: str, entry: Mapping[str, object]) -> Citation:
    where = f"{name} [{key}]"
    check(entry, where, KEYS, OPTIONAL)
    url = str(entry.get("url") or (f"https://doi.org/{entry['doi']}" if entry.get("doi") else ""))
    if url and not url.startswith("https://"):
        raise ContentError(f"{where}: url must start with https://.")
    return Citation(
        key,
        str(entry["short"]),
        str(entry["title"]),
        entry["verified"] is True,
        str(entry.get("doi", "")),
        url,
        str(entry.get("note", "")),
    )
