"""Screening answers as the service answers: the same charts, posted to it, bring the same cards."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from cds_service.catalogue import PREFETCH
from tests.conftest import PROFILE, application
from tests.screening.conftest import screened, table
from tests.synthetic.export import Population, charts, write_export

PATIENTS = 10_000 if PROFILE == "deep" else 300
SHOWN = ("topic", "indicator", "summary")


def posted(patient: str, resources: list[dict[str, Any]], present: frozenset[str]) -> list[Any]:
    """The cards of the running application for a chart; types absent from the export are not sent."""
    by_type = defaultdict(list)
    for resource in resources:
        by_type[resource["resourceType"]].append({"resource": resource})
    bundle = {"resourceType": "Bundle", "type": "searchset"}
    prefetch: dict[str, Any] = {
        key.name: {**bundle, "entry": by_type[key.type]} for key in PREFETCH if key.type in present
    }
    prefetch["patient"] = by_type["Patient"][0]["resource"]
    body = {
        "hook": "patient-view",
        "hookInstance": "b0e0a1a0-0000-4000-8000-000000000001",
        "context": {"userId": "Practitioner/1", "patientId": patient},
        "prefetch": prefetch,
    }
    answer = application().test_client().post("/cds-services/oncology-patient-view", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json["cards"]


@pytest.mark.timeout(3600)
def test_cards_equal_those_of_the_service(tmp_path: Path) -> None:
    """Patient by patient, screening shows the cards that posting the same chart shows."""
    people = Population(PATIENTS, cancer=0.3, size=100, seed=11)
    export = write_export(tmp_path / "export", people)
    screened(export, tmp_path / "out", "--as-of", "2026-11-20")
    found = defaultdict(list)
    for card in table(tmp_path / "out", "cards"):
        found[card["patient"]].append(tuple(card[name] for name in SHOWN))
    present = frozenset(file.name.split(".")[0] for file in export.glob("*.ndjson"))

    differing = []
    for patient, resources in charts(people):
        cards = posted(patient, resources, present)
        live = [(c["source"]["topic"]["code"], c["indicator"], c["summary"]) for c in cards]
        if live != found[patient]:
            differing.append((patient, live, found[patient]))

    assert differing == []
    assert sum(map(len, found.values())) > PATIENTS / 10


def test_every_patient_has_a_row(messy: Path, messy_run: Path) -> None:
    """All patients of the export are listed once, also those without cancer and without cards."""
    people = {json.loads(line)["id"] for line in usable(messy, "Patient")}
    rows = table(messy_run, "patients")

    assert [row["patient"] for row in rows] == sorted(people)
    assert {row["has_cancer"] for row in rows} == {True, False}
    assert all(json.loads(row["facts"]) for row in rows if row["has_cancer"])


def usable(export: Path, kind: str) -> list[bytes]:
    """The lines of a type that name it."""
    import gzip  # noqa: PLC0415

    found = []
    for file in sorted(export.glob(f"{kind}.*")):
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        mark = f'"{kind}"'.encode()
        found += [
            line for line in content.split(b"\n") if mark in line and line.rstrip()[-1:] == b"}"
        ]
    return found
