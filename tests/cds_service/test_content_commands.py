"""`check-content`, `rulebook`, and the settings that decide which content counts."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cards.content_errors import ContentError
from cds_service import boot
from cds_service.cli import main
from cds_service.settings import Settings


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in a folder without a `.env` file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDS_AS_OF", "2026-11-21T12:00:00Z")
    return lambda *words: CliRunner().invoke(main, list(words))


def test_the_check_names_kinds_and_counts(run):
    """People read a table and a summary; drafts alone are no failure."""
    result = run("check-content")

    assert result.exit_code == 0
    assert "draft" in result.stdout
    assert "0 expired, 0 uncited, 0 unreachable" in " ".join(result.stdout.split())


def test_the_check_speaks_json(run):
    """Machines read counts and remarks with kind, file, entry and sentence."""
    report = json.loads(run("check-content", "--json").stdout)

    assert report["counts"]["draft"] == report["pieces"]
    assert {"kind", "file", "entry", "says"} == set(report["remarks"][0])
    assert sum(report["counts"].values()) == len(report["remarks"])


def test_strict_fails_on_errors_only(run, monkeypatch):
    """Drafts pass; past the review dates, on the clock of the settings, they do not."""
    assert run("check-content", "--strict").exit_code == 0
    monkeypatch.setenv("CDS_AS_OF", "2031-01-01T00:00:00Z")

    assert run("check-content", "--strict").exit_code == 1
    assert run("check-content").exit_code == 0


def test_the_rulebook_is_one_file(run, tmp_path, client):
    """The file is the page of the service, style included."""
    result = run("rulebook", "--out", "rules.html")

    assert result.exit_code == 0
    assert (tmp_path / "rules.html").read_text(encoding="utf-8") == client.get("/rules").text


def test_a_file_that_cannot_be_written_is_explained(run):
    """A message, not a traceback."""
    result = run("rulebook", "--out", "nowhere/rules.html")

    assert result.exit_code == 2
    assert "No such file" in result.output


def test_approval_can_be_required(run, monkeypatch):
    """With draft content the service does not start, and says how many and where to look."""
    monkeypatch.setenv("CDS_REQUIRE_APPROVED", "true")
    result = run("serve")

    assert result.exit_code == 2
    assert "draft" in result.output
    assert "check-content" in result.output
    assert run("check-content").exit_code == 0


def test_a_mistake_of_the_site_stops_the_start(run, monkeypatch, tmp_path):
    """The message names the site's file."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "thresholds.toml").write_text("[ecog_dais]\nvalue = 1\n")
    monkeypatch.setenv("CDS_SITE_CONTENT", "content")
    result = run("serve")

    assert result.exit_code == 2
    assert "CDS_SITE_CONTENT/thresholds.toml" in result.output
    assert "ecog_dais" in result.output


def test_the_site_and_the_region_reach_the_service(tmp_path):
    """Values of the site's folder and of the region are those that the rules see."""
    (tmp_path / "thresholds.toml").write_text("[oligo_max_lesions]\nvalue = 3\n")
    knowledge = boot.load_content(Settings(_env_file=None, site_content=tmp_path, region="eu"))

    assert knowledge.thresholds.oligo_max_lesions == 3
    assert "TMB" not in {entry.biomarker for entry in knowledge.agnostic}
    with pytest.raises(ContentError, match="draft"):
        boot.load_content(Settings(_env_file=None, require_approved=True))


@pytest.mark.parametrize(
    ("name", "value"),
    [("CDS_REGION", "mars"), ("CDS_SITE_CONTENT", "nowhere"), ("CDS_PUBLIC_URL", "cds.example")],
)
def test_a_bad_setting_is_named(run, monkeypatch, name, value):
    """Region, folder and address are checked before anything else is done."""
    monkeypatch.setenv(name, value)
    result = run("check-content")

    assert result.exit_code == 2
    assert name in result.output
