"""Small exports and runs over them, as the command line makes them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from cds_service.cli import main
from tests.synthetic.export import Population, write_export

START = "from cds_service.program import run; run()"
DAY = "2026-11-20"
RESULTS = ("cards.csv", "cards.parquet", "patients.csv", "patients.parquet", "summary.json")


def command(*words: object) -> list[str]:
    """The command line of a process that runs `cds-service`."""
    return [sys.executable, "-c", START, *map(str, words)]


def called(*words: object) -> Result:
    """`cds-service` run to its end in this process."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def screened(export: Path, out: Path, *options: object) -> dict[str, Any]:
    """The summary of a run that must succeed."""
    done = called("screen", export, "--out", out, "--processes", 1, *options)
    assert done.exit_code == 0, done.stderr
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


def table(out: Path, name: str) -> list[dict[str, Any]]:
    """A result table as dictionaries."""
    with duckdb.connect() as db:
        found = db.execute(f"FROM '{out / name}.parquet'")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def lines_of(out: Path, name: str) -> list[dict[str, str]]:
    """A CSV result."""
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def export_of(folder: Path, resources: list[dict[str, Any]], **manifest: Any) -> Path:
    """An export of a few resources, one file a type."""
    folder.mkdir(parents=True, exist_ok=True)
    for resource in resources:
        with (folder / f"{resource['resourceType']}.ndjson").open("a", encoding="utf-8") as file:
            file.write(json.dumps(resource) + "\n")
    if manifest:
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 patients, a third with cancer, in a messy export."""
    people = Population(150, cancer=0.34, size=60, seed=3, mess=True)
    return write_export(tmp_path_factory.mktemp("messy") / "export", people)


@pytest.fixture(scope="session")
def messy_run(messy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The undisturbed run over it."""
    out = tmp_path_factory.mktemp("messy-run") / "out"
    words = command("screen", messy, "--out", out, "--as-of", DAY, "--processes", 2)
    subprocess.run(words, check=True, capture_output=True, timeout=300)
    return out


@pytest.fixture
def a_day() -> dt.date:
    """The day of the runs."""
    return dt.date.fromisoformat(DAY)


@pytest.fixture
def chart_of() -> Callable[..., list[dict[str, Any]]]:
    """A patient with lung cancer, its M category and an operation, with days to choose."""

    def make(
        patient: str = "patient-1",
        *,
        diagnosed: str = "2025-01-10",
        staged: str = "2025-02-01",
        m: str = "cM1b",
        died: str = "",
        **order: Any,
    ) -> list[dict[str, Any]]:
        subject = {"reference": f"Patient/{patient}"}
        person = {"resourceType": "Patient", "id": patient, "birthDate": "1960-03-01"}
        icd, loinc = "http://hl7.org/fhir/sid/icd-10", "http://loinc.org"
        chart = [
            person | ({"deceasedDateTime": died} if died else {}),
            {
                "resourceType": "Condition",
                "id": f"{patient}-cancer",
                "subject": subject,
                "code": {"coding": [{"system": icd, "code": "C34.1"}]},
                "recordedDate": diagnosed,
                "clinicalStatus": {"coding": [{"code": "active"}]},
            },
            {
                "resourceType": "Observation",
                "id": f"{patient}-m",
                "status": "final",
                "subject": subject,
                "code": {"coding": [{"system": loinc, "code": "21907-1"}]},
                "effectiveDateTime": staged,
                "valueCodeableConcept": {
                    "coding": [{"system": "http://cancerstaging.org", "code": m}]
                },
            },
        ]
        if order:
            base = {"resourceType": "ServiceRequest", "status": "completed", "intent": "order"}
            chart.append({**base, "id": f"{patient}-order", "subject": subject, **order})
        return chart

    return make
