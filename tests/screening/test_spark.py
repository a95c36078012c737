"""The engine for a cluster answers as the embedded one."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.screening.conftest import DAY, RESULTS, command

PYSPARK = "pyspark>=3.5,<4"


@pytest.fixture
def with_spark(tmp_path: Path) -> dict[str, str]:
    """An environment in which Python finds Spark, which is fetched where it is not installed."""
    if shutil.which("java") is None:
        pytest.skip("no Java here: apt-get install openjdk-17-jre-headless")
    paths = [str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])]
    if importlib.util.find_spec("pyspark") is None:
        folder = tmp_path / "spark"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), PYSPARK]
        subprocess.run(pip, check=True)
        paths.append(str(folder))
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "SPARK_LOCAL_IP": "127.0.0.1"}


@pytest.mark.timeout(900)
def test_spark_writes_the_same_bytes(
    messy: Path, messy_run: Path, tmp_path: Path, with_spark: dict[str, str]
) -> None:
    """The same export gives the same tables and the same summary, bad lines included."""
    words = command("screen", messy, "--out", tmp_path / "out", "--as-of", DAY, "--processes", 2)
    done = subprocess.run(
        [*words, "--engine", "spark"],
        env=with_spark,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert done.returncode == 0, done.stderr
    for name in RESULTS:
        assert (tmp_path / "out" / name).read_bytes() == (messy_run / name).read_bytes(), name
