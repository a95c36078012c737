"""A run that was killed goes on where it was, and ends with the very bytes of an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.screening.conftest import DAY, RESULTS, called, command

OPTIONS = ("--as-of", DAY, "--processes", "2")
POINTS = 5


def killed_after(seconds: float, export: Path, out: Path, *options: str) -> bool:
    """Start a run and kill it with all its processes; whether it was still at work."""
    words = command("screen", export, "--out", out, *OPTIONS, *options)
    with subprocess.Popen(words, start_new_session=True, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return True
    return False


@pytest.mark.timeout(600)
def test_killed_at_random_points_and_resumed(messy: Path, messy_run: Path, tmp_path: Path) -> None:
    """Five kills at random moments, each resumed, change no byte of any result."""
    started = time.monotonic()
    assert called("screen", messy, "--out", tmp_path / "plain", *OPTIONS).exit_code == 0
    whole = time.monotonic() - started
    dice = random.Random(os.environ.get("SCREEN_SEED", "4"))
    for point in range(POINTS):
        out = tmp_path / f"out-{point}"
        killed_after(dice.uniform(0.3, 0.95) * whole, messy, out)
        done = called("screen", messy, "--out", out, *OPTIONS, "--resume")

        assert done.exit_code == 0, done.stderr
        assert not (out / ".work").exists()
        for name in RESULTS:
            assert (out / name).read_bytes() == (messy_run / name).read_bytes(), name


def test_an_unfinished_run_is_not_overwritten_silently(messy: Path, tmp_path: Path) -> None:
    """Without --resume, and with other options, the unfinished run is left alone and named."""
    for wait in (2.0, 1.5, 1.2, 1.0):
        if killed_after(wait, messy, tmp_path / "out") and (tmp_path / "out/.work").exists():
            break
    else:
        pytest.skip("this machine finished the run before it could be killed")

    again = called("screen", messy, "--out", tmp_path / "out", *OPTIONS)
    other = called("screen", messy, "--out", tmp_path / "out", "--as-of", "2020-01-01", "--resume")

    assert (again.exit_code, other.exit_code) == (2, 2)
    assert "--resume" in again.stderr
    assert "other files, options or content" in " ".join(other.stderr.split())
