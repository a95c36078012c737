"""The folder of unfinished work: whose it is, and that nobody else's is taken."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import duckdb

WORK = ".work"
STATE, SIFTED, LINES, PARTS = "state.json", "sifted.json", "lines", "parts"


class ScreenError(Exception):
    """A run that cannot go on. The message says what to do."""


@contextlib.contextmanager
def taken(out: Path, *, resume: bool) -> Iterator[bool]:
    """Take the work folder of a run; whether it holds all lines of a run before.

    Lines that were not all taken apart are removed, and so is the folder in the end if the run
    never came as far as to name its files and options in it. Raises `ScreenError` for a folder
    that another run has left, unless it is to be resumed.
    """
    work = out / WORK
    if not (work / STATE).is_file():
        shutil.rmtree(work, ignore_errors=True)
    elif not resume:
        raise ScreenError(f"{out} holds an unfinished run: add --resume, or remove {work}")
    sifted = (work / SIFTED).is_file()
    if not sifted:
        shutil.rmtree(work / LINES, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    try:
        yield sifted
    finally:
        if not (work / STATE).is_file():
            shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def explained(out: Path) -> Iterator[None]:
    """Say in words what stops a run. Raises `ScreenError`."""
    try:
        yield
    except BrokenProcessPool as error:
        raise ScreenError(
            "a process of the run was killed, often for want of memory: use fewer --processes and "
            f"add --resume; what was done is kept in {out / WORK}"
        ) from error
    except (duckdb.Error, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ScreenError(
            f"{reason}; what was done is kept: add --resume once it is solved"
        ) from error
