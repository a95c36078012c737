"""A disk that is full stops a run with a sentence, and loses nothing that was done."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

import pytest

from tests.screening.conftest import DAY, RESULTS, called, command


@pytest.mark.parametrize("most", [6_000, 150_000])
def test_a_full_disk_is_named_and_the_run_resumed(
    messy: Path, messy_run: Path, tmp_path: Path, most: int
) -> None:
    """No file may grow beyond a size: exit code 2 in words; resumed with room, the same bytes."""
    words = command("screen", messy, "--out", tmp_path / "out", "--as-of", DAY, "--processes", 1)
    stopped = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert stopped.returncode == 2, stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert "--resume" in " ".join(stopped.stderr.split())

    done = called("screen", messy, "--out", tmp_path / "out", "--as-of", DAY, "--resume")
    assert done.exit_code == 0, done.stderr
    for name in RESULTS:
        assert (tmp_path / "out" / name).read_bytes() == (messy_run / name).read_bytes(), name
