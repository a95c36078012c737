"""`python -m tests.benchmarks.screening`: screening against reading every line once, as a table.

The floor is one core that reads and parses every line with orjson, collector off. Floor and runs
follow each other, so that a busy machine slows both. Memory is the most that all processes of a run
of its own held together, since looking at it costs milliseconds. Ratios are what counts.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.synthetic.export import Population, write_export

FLOOR = """
import gc, sys, time
import orjson
gc.disable()
started = time.perf_counter()
for file in sys.argv[1:]:
    with open(file, "rb") as lines:
        for line in lines:
            orjson.loads(line)
print(time.perf_counter() - started, time.process_time())
"""
SIZES = "10000:0.3,10000:0.02"
SCREEN = "from cds_service.program import run; run()"
LOOK_EVERY_S = 0.05
HEADER = (
    "| Patients | With cancer | Resources | Floor s | Wall s | x floor | CPU s | x floor CPU "
    "| ms a patient (CPU) | Most memory MB |\n|---|---|---|---|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True)
class Taken:
    """Seconds that a process and its children needed."""

    wall: float
    cpu: float


def floor(export: Path) -> Taken:
    """Reading and parsing every line once."""
    files = [str(file) for file in sorted(export.glob("*.ndjson"))]
    done = subprocess.run([sys.executable, "-c", FLOOR, *files], capture_output=True, check=True)
    wall, cpu = map(float, done.stdout.split())
    return Taken(wall, cpu)


def screen(export: Path, out: Path, processes: int) -> Taken:
    """A whole run, start of Python and report included; nothing looks on."""
    before, started = _used(), time.perf_counter()
    with _running(export, out, processes):
        pass
    return Taken(time.perf_counter() - started, _used() - before)


def most_memory(export: Path, out: Path, processes: int) -> int:
    """The most bytes that all processes of a run hold together, shared ones counted once."""
    most = 0
    with _running(export, out, processes) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, sum(map(_held, _family(root))))
            time.sleep(LOOK_EVERY_S)
    return most


@contextlib.contextmanager
def _running(export: Path, out: Path, processes: int) -> Iterator[subprocess.Popen[bytes]]:
    options = ["--out", str(out), "--as-of", "2026-11-20", "--processes", str(processes)]
    words = [sys.executable, "-c", SCREEN, "screen", str(export), *options]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        yield process
    if process.returncode:
        raise SystemExit("the run failed")


def _used() -> float:
    """Processor seconds of all processes that we started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def _family(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def row(patients: int, cancer: float, folder: Path, processes: int) -> str:
    """One line of the table."""
    export, out = folder / "export", folder / "out"
    write_export(export, Population(patients, cancer), processes=processes)
    # What is still on its way to the disk would be written during the run.
    os.sync()
    first, taken, second = floor(export), screen(export, out, processes), floor(export)
    shutil.rmtree(out)
    memory = most_memory(export, out, processes)
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    people = told["patients"]
    wall, cpu = (first.wall + second.wall) / 2, (first.cpu + second.cpu) / 2
    shutil.rmtree(export)
    shutil.rmtree(out)
    return (
        f"| {people:,} | {told['with_cancer']:,} | {people * 100:,} | {wall:.1f} | {taken.wall:.1f} "
        f"| {taken.wall / wall:.2f} | {taken.cpu:.1f} | {taken.cpu / cpu:.2f} "
        f"| {1000 * taken.cpu / people:.2f} | {memory / 1e6:.0f} |\n"
    )


def table(sizes: str, processes: int | None = None, folder: Path | None = None) -> Iterator[str]:
    """Lines of a Markdown table, one for each `patients:share with cancer` of `sizes`."""
    yield HEADER
    for size in filter(None, sizes.split(",")):
        patients, cancer = size.split(":")
        with tempfile.TemporaryDirectory(dir=folder) as made:
            number = processes or len(os.sched_getaffinity(0))
            yield row(int(patients), float(cancer), Path(made), number)


def main() -> None:
    """Make exports of several sizes, run over them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=f"{SIZES},100000:0.3")
    parser.add_argument("--processes", type=int)
    parser.add_argument("--folder", type=Path, help="where exports are made (100,000: 8 GB)")
    options = parser.parse_args()
    for line in table(options.sizes, options.processes, options.folder):
        print(line, end="", flush=True)  # noqa: T201 - the result of a command


if __name__ == "__main__":
    main()
