"""What a FHIR Bulk Data export holds: its NDJSON files and the types that it does not speak about.

Servers name and split their files as they like, so a file's types are read from its lines. A type
without any line is empty when the export says that it was asked for (its manifest's `request`
names the type, or names none, which means all) and does not list a file of it; otherwise the type is
unavailable, which is never read as absence. Source: FHIR Bulk Data Access, "Bulk Data Status Request", response.
"""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import msgspec

SAMPLE, LEAST_SAMPLE, SAMPLE_BYTES = 10_000, 200, 40_000_000
ENDINGS = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
MANIFESTS = ("manifest.json", "log.manifest.json")


class _Typed(msgspec.Struct, rename={"type": "resourceType"}):
    type: Any = None


_TYPED = msgspec.json.Decoder(_Typed)


class ExportError(Exception):
    """A folder that holds no export. The message says what was expected."""


@dataclass(frozen=True)
class Export:
    """Files in the order of their names, and the types that the export was asked for.

    `requested` is None when nothing says what was asked for, and empty when everything was.
    `listed` are the types of which the manifest lists files.
    """

    folder: Path
    files: tuple[Path, ...]
    requested: frozenset[str] | None = None
    listed: frozenset[str] = frozenset()

    def types(self) -> frozenset[str]:
        """The type of the first line of each file; files as servers write them hold one type."""
        return frozenset(kind for file in self.files if (kind := _first_type(file)))

    def unavailable(self, read: frozenset[str]) -> frozenset[str]:
        """Types among those that we read of which the export says nothing, or whose files lack."""
        absent = read - self.types()
        if self.requested is None:
            return absent
        looked_for = self.requested or read
        return (absent - looked_for) | (absent & self.listed)


def open_export(folder: Path) -> Export:
    """The export in a folder, subfolders included. Raises `ExportError` when there is none."""
    if not folder.is_dir():
        raise ExportError(f"{folder}: expected a folder with NDJSON files")
    files = tuple(sorted(file for file in folder.rglob("*") if file.name.endswith(ENDINGS)))
    if not files:
        raise ExportError(f"{folder}: no file ends in {', '.join(ENDINGS)}")
    manifest = _manifest(folder)
    return Export(folder, files, _requested(manifest), _listed(manifest))


def open_lines(file: Path) -> BinaryIO:
    """A file of the export as plain bytes, unpacked where it is packed."""
    return cast("BinaryIO", gzip.open(file, "rb")) if file.suffix == ".gz" else file.open("rb")


@contextlib.contextmanager
def _unpacked(file: Path) -> Iterator[BinaryIO]:
    """The lines of a file; one that is cut off or not packed as its name says is refused."""
    try:
        with open_lines(file) as stream:
            yield stream
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ExportError(f"{file}: cannot be unpacked ({error}); fetch it again") from error


def first_lines(files: Sequence[Path]) -> Iterator[bytes]:
    """A sample of the export: the first lines of every file, each ending in one line feed."""
    each, most = max(LEAST_SAMPLE, SAMPLE // len(files)), SAMPLE_BYTES // len(files)
    for file in files:
        left = most
        with _unpacked(file) as stream:
            for line in itertools.islice(stream, each):
                left -= len(line)
                if left < 0:
                    break
                yield line.rstrip(b"\r\n") + b"\n"


def _first_type(file: Path) -> str:
    with _unpacked(file) as stream:
        for line in stream:
            with contextlib.suppress(ValueError):
                kind = _TYPED.decode(line).type
                if isinstance(kind, str) and kind.strip():
                    return kind.strip()
    return ""


def _requested(manifest: dict[str, Any]) -> frozenset[str] | None:
    request = manifest.get("request")
    if not isinstance(request, str):
        return None
    asked = parse_qs(urlsplit(request).query).get("_type", [])
    return frozenset(name for one in asked for name in one.split(","))


def _listed(manifest: dict[str, Any]) -> frozenset[str]:
    output = manifest.get("output")
    entries = output if isinstance(output, list) else []
    return frozenset(
        entry["type"]
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("type"), str)
    )


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest that was kept beside the files; empty without one."""
    for name in MANIFESTS:
        if (folder / name).is_file():
            try:
                content = json.loads((folder / name).read_text(encoding="utf-8"))
            except ValueError as error:
                raise ExportError(f"{name}: not JSON; repair it or move it away") from error
            if isinstance(content, dict):
                return content
    return {}
