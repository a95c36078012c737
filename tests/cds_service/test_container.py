"""The container recipe, linted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCKERFILE = Path(__file__).parents[2] / "Dockerfile"


@pytest.fixture
def hadolint():
    """The linter's binary, from the environment that runs the tests."""
    binary = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if binary is None:
        pytest.skip("hadolint is not installed")
    try:
        subprocess.run([binary, "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"hadolint does not run here: {type(error).__name__}")
    return binary


def test_the_dockerfile_is_clean(hadolint):
    """The linter has nothing to say about the Dockerfile."""
    result = subprocess.run(
        [hadolint, "--no-color", str(DOCKERFILE)], check=False, capture_output=True, text=True
    )

    assert result.stdout == ""
    assert result.returncode == 0


def test_the_container_is_not_root():
    """The last user of the recipe is the numbered one, so that a cluster can check it."""
    users = [line for line in DOCKERFILE.read_text().splitlines() if line.startswith("USER")]

    assert users[-1] == "USER 10001"
