"""The command line."""

from __future__ import annotations

import importlib.metadata
import json

import pytest
from click.testing import CliRunner

from cds_service.cli import main
from tests.cds_service.calls import condition, order, select, view

CHART = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "p1"}},
        {"resource": condition()},
        {"resource": order()},
    ],
}


@pytest.fixture
def explain(tmp_path, monkeypatch):
    """Run `explain` on a body in a file, in a folder without a `.env` file."""
    monkeypatch.chdir(tmp_path)

    def run(body, *options):
        file = tmp_path / "case.json"
        file.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
        return CliRunner().invoke(main, ["explain", str(file), *options])

    return run


def test_a_request_is_explained_as_over_http(explain, client):
    """`explain --json` prints the Explanation that `/explain` answers."""
    call = select(order())
    shown = json.loads(explain(call, "--json").stdout)

    assert shown == client.post("/explain/oncology-order-select", json=call).json


def test_a_chart_is_the_complete_record(explain):
    """Nothing counts as unavailable in a Bundle from a file."""
    shown = json.loads(explain(CHART, "--json").stdout)

    assert shown["unavailable"] == []
    assert "Condition/c1" in [entry["reference"] for entry in shown["unread"]]


def test_drafts_in_a_chart_are_the_orders(explain):
    """With an order hook, the drafts of the Bundle are advised on."""
    shown = json.loads(explain(CHART, "--hook", "order-sign", "--json").stdout)

    assert "ServiceRequest/s1" in json.dumps(shown)


def test_tables_by_default(explain):
    """Without `--json` a person reads tables of findings, facts, topics, cards and the unread."""
    result = explain(view())

    assert result.exit_code == 0
    for title in ("Findings", "Facts", "Topics", "Cards", "Unread", "Not received"):
        assert title in result.stdout


def test_a_terminal_is_not_steered_by_a_chart(explain):
    """Control characters and markup of a chart are shown as text."""
    call = view(conditions={**condition("c[bold]1\x1b[2J"), "subject": {"reference": "Patient/p1"}})
    result = explain(call)

    assert result.exit_code == 0
    assert "\x1b[2J" not in result.stdout


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[", "not JSON"),
        ({}, "expected a CDS Hooks request or a FHIR Bundle"),
        ([], "expected a CDS Hooks request or a FHIR Bundle"),
        ({"resourceType": "Bundle"}, "expected one Patient"),
        ({"hook": "patient-view"}, "hookInstance"),
        ({"hook": "encounter-start"}, "does not answer that hook"),
        ({**view(), "prefetch": {}}, "prefetch.conditions"),
    ],
)
def test_a_file_that_holds_no_case_is_explained(explain, body, said):
    """The message says what was expected; the exit code is 2."""
    result = explain(body)

    assert result.exit_code == 2
    assert said in result.output


def test_a_file_that_is_not_there():
    """An unknown file is a message, not a traceback."""
    result = CliRunner().invoke(main, ["explain", "nowhere.json"])

    assert result.exit_code == 2
    assert "No such file" in result.output


def test_bad_settings_stop_the_service(monkeypatch):
    """`serve` does not start on a value that it cannot use."""
    monkeypatch.setenv("CDS_MAX_CARDS", "many")
    result = CliRunner().invoke(main, ["serve"])

    assert result.exit_code == 2
    assert "CDS_MAX_CARDS" in result.output


def test_version():
    """`--version` prints the version of the distribution."""
    try:
        version = importlib.metadata.version("oncology-cds-hooks")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("run from the sources: the distribution is not installed")

    assert version in CliRunner().invoke(main, ["--version"]).output
