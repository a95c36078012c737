"""One run over one export: sift, judge bucket by bucket, put together; resumable at every step."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from cds_service import wire
from cds_service.screening import merge, parts, report, summary
from cds_service.screening.bad_lines import BadLines, Place, locate
from cds_service.screening.database import open_database
from cds_service.screening.export import Export
from cds_service.screening.judge import Plan
from cds_service.screening.work_folder import PARTS, SIFTED, STATE, WORK, ScreenError, explained


class Watcher(Protocol):
    """Told how far a run is, for a progress bar."""

    def reading(self, percent: float) -> None:
        """How much of the export has been read, 0 to 100."""

    def judged(self, patients: int, done: float) -> None:
        """Patients judged so far, and the share of the work done, 0 to 1."""


@dataclass(frozen=True)
class Task:
    """What to run: the export, the plan, where to, and with how many processes."""

    export: Export
    plan: Plan
    out: Path
    processes: int

    @property
    def work(self) -> Path:
        """Where unfinished work lies."""
        return self.out / WORK

    @property
    def parts(self) -> Path:
        """Where finished parts lie until the end."""
        return self.work / PARTS


class Engine(Protocol):
    """A way to bring the lines of each patient together and to judge them."""

    def sift(self, task: Task, watcher: Watcher) -> list[Place]:
        """Prepare the lines; returns those that cannot be used."""

    def judge(self, task: Task, watcher: Watcher) -> list[str]:
        """Finish all parts that are not done yet; returns the names of all parts."""


def run(task: Task, engine: Engine, watcher: Watcher) -> dict[str, Any]:
    """Run, or go on, in a work folder that was taken; returns the summary. Raises `ScreenError`."""
    with explained(task.out):
        _claim(task)
        bad = _sifted(task, engine, watcher)
        names = engine.judge(task, watcher)
        refused = _refused(task, names)
        with open_database(task.work / "spill", merge.MEMORY) as db:
            merge.merge(db, task.parts, names, task.out)
            told = summary.summarise(db, task, BadLines(bad.count + refused, bad.named))
        parts.replace_file(task.out / "summary.json", [summary.encode(told)])
        parts.replace_file(task.out / "report.html", report.render(task.out, told))
        shutil.rmtree(task.work)
        return told


def fingerprint(task: Task) -> str:
    """What the result depends on: files with size and time, options, content, our own version."""
    plan = task.plan
    files = [
        (str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in task.export.files
    ]
    about = [
        files,
        plan.hook,
        plan.policy.today.isoformat(),
        sorted(plan.policy.topics_off),
        plan.policy.limits,
        sorted(plan.unavailable),
        plan.replay,
        plan.version,
    ]
    return hashlib.sha256(wire.encode(about)).hexdigest()


def _claim(task: Task) -> None:
    """Name this run in its folder, or refuse to go on with another one."""
    state = task.work / STATE
    mine = fingerprint(task)
    if not state.is_file():
        parts.replace_file(state, [wire.encode({"fingerprint": mine})])
    elif wire.decode(state.read_bytes()).get("fingerprint") != mine:
        raise ScreenError(
            f"{task.out} holds an unfinished run of other files, options or content: repeat those "
            f"to resume it, or remove {task.work} to start again"
        )


def _sifted(task: Task, engine: Engine, watcher: Watcher) -> BadLines:
    done = task.work / SIFTED
    if not done.is_file():
        bad = locate(engine.sift(task, watcher), task.export.folder)
        parts.replace_file(done, [wire.encode(asdict(bad))])
    told = wire.decode(done.read_bytes())
    return BadLines(told["count"], tuple(told["named"]))


def _refused(task: Task, names: Iterable[str]) -> int:
    return sum(1 for _ in parts.merged(task.parts, list(names), parts.REFUSED))
