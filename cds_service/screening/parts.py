"""The part of the result that one bucket gives, written so that it is there whole or not at all.

Rows are NDJSON in the order of patients. A part counts as done when its last file has its name;
that happens after all of them have reached the disk.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from cds_service import wire
from cds_service.screening.rows import Row

CARDS, REFUSED, PATIENTS = "cards", "refused", "patients"
KINDS = (CARDS, REFUSED, PATIENTS)
"""Cards, lines that our parser refused, patients; the last one written says that all are there."""


class _Key(msgspec.Struct):
    patient: str


_KEY = msgspec.json.Decoder(_Key)


def is_done(folder: Path, name: str) -> bool:
    """Whether the part of that name was finished."""
    return _file(folder, name, PATIENTS).is_file()


def encode(row: Row) -> bytes:
    """A row as a line."""
    return wire.encode(row) + b"\n"


def finish(folder: Path, name: str, lines: Mapping[str, Iterable[bytes]]) -> None:
    """Write the files of a part; raises `OSError` when the disk is full, leaving nothing done."""
    for kind in KINDS:
        replace_file(_file(folder, name, kind), lines.get(kind, ()))


def replace_file(target: Path, chunks: Iterable[bytes]) -> None:
    """Write a file under another name first, and rename it once it is safely on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    with beside.open("wb") as stream:
        stream.writelines(chunks)
        stream.flush()
        os.fsync(stream.fileno())
    settle(beside, target)


def settle(beside: Path, target: Path) -> None:
    """Rename a finished file, and see to it that the name survives a power cut."""
    beside.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def merged(folder: Path, names: Sequence[str], kind: str) -> Iterator[bytes]:
    """The rows of all parts, by patient; rows of one patient keep their order."""
    streams = [_file(folder, name, kind).open("rb") for name in names]
    try:
        yield from heapq.merge(*streams, key=lambda line: _KEY.decode(line).patient)
    finally:
        for stream in streams:
            stream.close()


def write_merged(folder: Path, names: Sequence[str], kind: str) -> tuple[Path, int]:
    """All rows of one kind in one file, by patient; the file, and the length of its longest row."""
    target = folder / f"{kind}.ndjson"
    longest = 0

    def measured() -> Iterator[bytes]:
        nonlocal longest
        for line in merged(folder, names, kind):
            longest = max(longest, len(line))
            yield line

    replace_file(target, measured())
    return target, longest


def _file(folder: Path, name: str, kind: str) -> Path:
    return folder / f"{name}.{kind}.ndjson"
