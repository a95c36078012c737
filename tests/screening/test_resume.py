"""A run that was killed goes on where it was, and ends with the very bytes of an undisturbed one."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.screening.conftest import DAY, RESULTS, called, command

AS_OF = ("--as-of", DAY)
POINTS = 5


@contextlib.contextmanager
def begun(export: Path, out: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run of two processes that has begun its work; killed at the end with all its processes."""
    words = command("screen", export, "--out", out, *AS_OF, "--processes", 2, *options)
    with subprocess.Popen(words, start_new_session=True, stderr=subprocess.DEVNULL) as process:
        _appears(out / ".work", process)
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _appears(path: Path, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and not path.exists():
        time.sleep(0.01)


@pytest.mark.timeout(600)
def test_killed_at_random_points_and_resumed(messy: Path, messy_run: Path, tmp_path: Path) -> None:
    """Five kills at random moments, the resumed run killed again once, change no byte."""
    with begun(messy, tmp_path / "plain") as process:
        started = time.monotonic()
        assert process.wait() == 0
        whole = time.monotonic() - started
    dice = random.Random(os.environ.get("SCREEN_SEED", "4"))
    moments = [dice.random() for _ in range(POINTS)]
    outs = [tmp_path / f"out-{point}" for point in (0, 0, 1, 2, 3)]
    for out, moment in zip(outs, moments, strict=True):
        resume = ["--resume"] if out.exists() else []
        with begun(messy, out, *resume):
            time.sleep(moment * whole)
    for out in outs[1:]:
        done = called("screen", messy, "--out", out, *AS_OF, "--processes", 1, "--resume")

        assert done.exit_code == 0, done.stderr
        assert not (out / ".work").exists()
        for name in RESULTS:
            assert (out / name).read_bytes() == (messy_run / name).read_bytes(), name


def _at_work(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; one that has ended may stay listed until somebody asks for it."""
    found = []
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@pytest.mark.parametrize(("step", "started"), [("reading", 1), ("judging", 2)])
def test_a_killed_run_leaves_no_process_behind(
    messy: Path, tmp_path: Path, step: str, started: int
) -> None:
    """Processes that a run has started end with it, although it cannot tell them to."""
    out, family = tmp_path / "out", []
    words = command("screen", messy, "--out", out, *AS_OF, "--processes", 2)
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and len(family) < started:
            if step == "reading" or (out / ".work" / "sifted.json").exists():
                family = psutil.Process(process.pid).children()
        process.kill()
    assert len(family) >= started
    deadline = time.monotonic() + 10
    while _at_work(family) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert _at_work(family) == []


def test_an_unfinished_run_is_not_overwritten_silently(messy: Path, tmp_path: Path) -> None:
    """Without --resume, and with other options, the unfinished run is left alone and named."""
    with begun(messy, tmp_path / "out") as process:
        _appears(tmp_path / "out" / ".work" / "state.json", process)

    again = called("screen", messy, "--out", tmp_path / "out", *AS_OF)
    other = called("screen", messy, "--out", tmp_path / "out", "--as-of", "2020-01-01", "--resume")

    assert (again.exit_code, other.exit_code) == (2, 2)
    assert "--resume" in again.stderr
    assert "other files, options or content" in " ".join(other.stderr.split())


def test_a_run_that_cannot_begin_leaves_nothing(
    messy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings that cannot be used stop a run although it reads already: no line stays behind."""
    out = tmp_path / "out"
    with monkeypatch.context() as wrong:
        wrong.setenv("CDS_REGION", "Atlantis")
        refused = called("screen", messy, "--out", out, *AS_OF, "--processes", 2)

    assert refused.exit_code == 2
    assert "CDS_REGION" in refused.stderr
    assert not (out / ".work").exists()
    assert called("screen", messy, "--out", out, *AS_OF, "--processes", 2).exit_code == 0
