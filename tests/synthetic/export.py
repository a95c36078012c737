"""A made-up FHIR Bulk Data export: people with and without cancer, files as servers write them.

Each type is split over several files, some of them compressed, with the lines of up to 10,000
patients mixed; every patient has a chart of their own. `mess` adds what real exports hold: broken and empty lines, lines of nobody, absolute
references, blanks after colons, versions of one resource. The same arguments give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

from tests.synthetic.cancer import CancerMaker, chart
from tests.synthetic.chart import Json

SERVER = "https://fhir.example.org/r4"
STAGE_IV_SHARE = 0.5
OPERATED_SHARE = 0.3
LINES_A_FILE = 50_000
PATIENTS_AT_ONCE = 10_000
MESS = (
    b'{"resourceType": "Observation", "id": "cut-off", "subject": {"refer\n',
    b"\n",
    b"   \n",
    b"null\n",
    b"[1, 2, 3]\n",
    b'"only a string"\n',
    b'{"resourceType": "Condition", "id": "nobody", "code": {"text": "lung cancer"}}\n',
    b'{"resourceType": "Condition", "id": "bad-utf8", "code": {"text": "\xff\xfe"}}\n',
    b"not JSON at all, but a log line\n",
    b'{"resourceType": 7, "id": {"odd": true}, "subject": "Patient/odd"}\n',
)


@dataclass(frozen=True)
class Population:
    """How many people, the share with cancer, resources a chart, and the number of the first."""

    patients: int
    cancer: float = 0.3
    size: int = 100
    seed: int = 1
    mess: bool = False
    first: int = 0


def charts(people: Population) -> Iterator[tuple[str, list[Json]]]:
    """The chart of every patient."""
    dice = random.Random(people.seed)
    for number in range(people.first, people.first + people.patients):
        patient = f"a0-{number:06}"
        has_cancer = dice.random() < people.cancer
        spread = dice.random() < STAGE_IV_SHARE
        resources = chart(
            patient, people.size, seed=people.seed, cancer=has_cancer, metastatic=spread
        )
        if has_cancer and dice.random() < OPERATED_SHARE:
            resources[-1] = CancerMaker(f"{patient}-o", dice).operation_ordered() | {
                "subject": {"reference": f"Patient/{patient}"}
            }
        yield patient, resources


def write_export(folder: Path, people: Population, *, processes: int = 1) -> Path:
    """Write the export; more than 10,000 patients are made in groups, by several processes."""
    folder.mkdir(parents=True, exist_ok=True)
    groups = [(folder, group) for group in _groups(people)]
    if processes > 1:
        with Pool(processes) as pool:
            written = pool.starmap(_write_group, groups, chunksize=1)
    else:
        written = [_write_group(*group) for group in groups]
    asked = f"{SERVER}/$export?_type={','.join(sorted(set().union(*written)))}"
    manifest = {"transactionTime": "2026-11-17T04:00:00Z", "request": asked, "output": []}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _groups(people: Population) -> Iterator[Population]:
    end = people.first + people.patients
    for number, first in enumerate(range(people.first, end, PATIENTS_AT_ONCE)):
        size = min(PATIENTS_AT_ONCE, end - first)
        yield replace(people, patients=size, first=first, seed=people.seed + number)


def _write_group(folder: Path, people: Population) -> set[str]:
    """Write the files of some patients; returns the types."""
    dice = random.Random(people.seed)
    lines: dict[str, list[bytes]] = defaultdict(list)
    for _patient, resources in charts(people):
        for resource in resources:
            lines[resource["resourceType"]].append(_line(resource, dice, mess=people.mess))
    if people.mess:
        for line in MESS:
            lines[dice.choice(sorted(lines))].append(line)
    for kind, of_kind in sorted(lines.items()):
        dice.shuffle(of_kind)
        _write(folder, f"{kind}.{people.first:06}", of_kind, mess=people.mess)
    return set(lines)


def _line(resource: Json, dice: random.Random, *, mess: bool) -> bytes:
    if not mess:
        return json.dumps(resource, separators=(",", ":")).encode() + b"\n"
    separators = (", ", " : ") if dice.random() < 0.2 else (",", ":")
    text = json.dumps(resource, separators=separators, ensure_ascii=dice.random() < 0.5)
    if dice.random() < 0.1:
        text = text.replace('"Patient/', f'"{SERVER}/Patient/')
    return text.encode() + (b"\r\n" if dice.random() < 0.1 else b"\n")


def _write(folder: Path, begin: str, lines: list[bytes], *, mess: bool) -> None:
    step = LINES_A_FILE if not mess else 997
    for number, start in enumerate(range(0, len(lines), step)):
        content = b"".join(lines[start : start + step])
        name = f"{begin}-{number:03}.ndjson"
        if mess and number % 2:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content, 1, mtime=0))
        else:
            (folder / name).write_bytes(content)
