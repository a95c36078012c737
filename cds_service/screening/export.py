"""What a FHIR Bulk Data export holds: its NDJSON files and the types that it does not speak about.

Servers name and split their files as they like, so a file's types are read from its lines. A type
without any line is empty when the export says that it was asked for (its manifest's `request`
names the type, or names none, which means all); otherwise the type is unavailable, which is never
read as absence. Source: FHIR Bulk Data Access, "Bulk Data Status Request", response.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from fhir_mappers.document import Document

ENDINGS = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
MANIFESTS = ("manifest.json", "log.manifest.json")


class ExportError(Exception):
    """A folder that holds no export. The message says what was expected."""


@dataclass(frozen=True)
class Export:
    """Files in the order of their names, and the types that the export was asked for.

    `requested` is None when nothing says what was asked for, and empty when everything was.
    """

    folder: Path
    files: tuple[Path, ...]
    requested: frozenset[str] | None = None

    def types(self) -> frozenset[str]:
        """The type of the first line of each file; files as servers write them hold one type."""
        return frozenset(kind for file in self.files if (kind := _first_type(file)))

    def unavailable(self, read: frozenset[str], present: frozenset[str]) -> frozenset[str]:
        """Types that we read, of which the export says nothing."""
        if self.requested is None:
            return read - present
        return read - present - self.requested if self.requested else frozenset()


def open_export(folder: Path) -> Export:
    """The export in a folder, subfolders included. Raises `ExportError` when there is none."""
    if not folder.is_dir():
        raise ExportError(f"{folder}: expected a folder with NDJSON files")
    files = tuple(sorted(file for file in folder.rglob("*") if file.name.endswith(ENDINGS)))
    if not files:
        raise ExportError(f"{folder}: no file ends in {', '.join(ENDINGS)}")
    return Export(folder, files, _requested(folder))


def _first_type(file: Path) -> str:
    opened = gzip.open(file, "rb") if file.name.endswith(".gz") else file.open("rb")
    with opened as stream:
        for line in stream:
            if line.strip():
                try:
                    return Document(line).kind
                except msgspec.DecodeError:
                    continue
    return ""


def _requested(folder: Path) -> frozenset[str] | None:
    for manifest in _manifests(folder):
        request = manifest.get("request")
        if isinstance(request, str):
            asked = parse_qs(urlsplit(request).query).get("_type", [])
            return frozenset(name for one in asked for name in one.split(","))
    return None


def _manifests(folder: Path) -> Iterator[dict[str, Any]]:
    for name in MANIFESTS:
        if (folder / name).is_file():
            try:
                content = json.loads((folder / name).read_text(encoding="utf-8"))
            except ValueError as error:
                raise ExportError(f"{name}: not JSON") from error
            if isinstance(content, dict):
                yield content
