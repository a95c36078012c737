"""The container recipe, linted, and the Compose file beside it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cds_service.server import GRACEFUL_SECONDS
from cds_service.settings import unknown_variables

ROOT = Path(__file__).parents[2]
DOCKERFILE, COMPOSE, EXAMPLE = (
    ROOT / name for name in ("Dockerfile", "compose.yaml", "compose.env.example")
)


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


@pytest.fixture
def compose():
    """The Compose file."""
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def test_the_service_waits_for_its_database(compose):
    """Compose starts the service when PostgreSQL answers, and tells it where that is."""
    service = compose["services"]["service"]

    assert compose["services"]["database"]["image"].startswith("postgres:")
    assert service["depends_on"]["database"]["condition"] == "service_healthy"
    assert "@database:5432/" in service["environment"]["CDS_DATABASE_URL"]


def test_the_container_can_write_nothing_but_scratch(compose):
    """Read-only, without capabilities, and reachable from this host alone until a proxy is set."""
    service = compose["services"]["service"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the claim itself
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_a_stop_leaves_time_to_finish(compose):
    """The container is killed later than gunicorn gives up waiting for running calls."""
    seconds = int(compose["services"]["service"]["stop_grace_period"].removesuffix("s"))

    assert seconds > GRACEFUL_SECONDS


def test_no_secret_is_written_down():
    """Passwords, keys and issuers are placeholders in the example and references in Compose."""
    lines = [line for line in EXAMPLE.read_text().splitlines() if "=" in line and line[0] != "#"]
    secrets = dict(line.split("=", 1) for line in lines)

    for name in ("POSTGRES_PASSWORD", "CDS_TRUSTED_ISSUERS", "CDS_HASH_KEY"):
        assert re.fullmatch("<.+>", secrets[name])
    assert set(re.findall(r"PASSWORD\w*: *(\S+)", COMPOSE.read_text())) <= {
        "${POSTGRES_PASSWORD:?set"
    }


def test_the_example_names_settings_that_exist():
    """Every `CDS_` variable of Compose and of the example is a setting of this release."""
    text = COMPOSE.read_text() + EXAMPLE.read_text()
    named = set(re.findall(r"\bCDS_[A-Z_]+\b", text))

    assert unknown_variables(named) == []
