"""Lines too long for the sieve, read one at a time: most of them carry a scanned page.

A database takes two thousand lines at once, and would need gigabytes for as many scanned pages.
What is attached to a resource is not read by anybody, so it is cut out here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from cds_service.screening.bad_lines import Place, is_readable
from cds_service.screening.export import open_lines
from cds_service.screening.lines_sql import LONG, PATIENT

_PATIENT = re.compile(PATIENT)
_ATTACHED, _SHORT = "data", 256


class _Resource(msgspec.Struct, rename={"type": "resourceType"}):
    type: Any = None
    id: Any = None
    subject: Any = None
    patient: Any = None


_RESOURCE = msgspec.json.Decoder(_Resource)


@dataclass(frozen=True)
class LongLine:
    """One long line, without what was attached, and whose it is."""

    file: Path
    patient: str
    line: str


def long_lines(file: Path, types: Collection[str]) -> Iterator[LongLine | Place]:
    """Long lines of these types; a `Place` for every line that nothing can be done with."""
    with open_lines(file) as stream:
        for number, line in enumerate(stream, start=1):
            if not is_readable(line):
                yield Place(file, number)
            elif len(line) > LONG:
                yield from _read(line, Place(file, number), types)


def _read(line: bytes, place: Place, types: Collection[str]) -> Iterator[LongLine | Place]:
    try:
        found = _RESOURCE.decode(line)
        if isinstance(found.type, str) and found.type not in types:
            return
        patient = _patient(found)
        text = _without_attachments(line)
    except (ValueError, RecursionError):
        yield place
        return
    yield LongLine(place.file, patient, text) if patient else place


def _without_attachments(line: bytes) -> str:
    """The line as it is if nothing is attached: where two buffers meet, the database may have read it."""
    whole = msgspec.json.decode(line)
    kept = _cut(whole)
    return line.rstrip(b"\r\n").decode() if kept == whole else msgspec.json.encode(kept).decode()


def _patient(found: _Resource) -> str:
    for node in (found.subject, found.patient):
        named = node.get("reference") if isinstance(node, dict) else None
        match = _PATIENT.search(named) if isinstance(named, str) else None
        if match:
            return match[1]
    return found.id if found.type == "Patient" and isinstance(found.id, str) else ""


def _cut(node: Any) -> Any:
    """The same without what is attached."""
    if isinstance(node, Mapping):
        return {name: _cut(value) for name, value in node.items() if not _is_attached(name, value)}
    return [_cut(one) for one in node] if isinstance(node, list) else node


def _is_attached(name: str, value: Any) -> bool:
    return name == _ATTACHED and isinstance(value, str) and len(value) > _SHORT
