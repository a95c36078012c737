"""The first change of CONTRIBUTING works as it stands there: text, diff and effect are one."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cds_service.cli import main

ROOT = Path(__file__).parents[2]
PACKAGES = ("cards", "cds_service", "fhir_mappers")
HEAVY = shutil.ignore_patterns("__pycache__", "open_data", "node_modules", "integration")
RUN = "from cds_service.program import run; run()"
FAULTS = """
from cards import knowledge_base
from tests.vignettes.replay import faults
from tests.vignettes.shorthand import FOLDER, read
for one in read(FOLDER / "panels" / "ovary.toml"):
    print(*faults(one, knowledge_base.load()))
"""
SUBJECT = {"reference": "Patient/p1"}


def diff() -> str:
    """The one diff of the guide."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^```diff\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return found


def chart(*reports: str) -> dict:
    """Stage IV ovarian cancer, with reports of these words."""
    spread = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": SUBJECT,
        "code": {
            "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C56.9"}],
            "text": "Ovarian cancer, FIGO stage IVB, liver metastases",
        },
    }
    told = [
        {
            "resourceType": "DiagnosticReport",
            "id": f"r{number}",
            "status": "final",
            "subject": SUBJECT,
            "code": {"text": "Pathology report"},
            "effectiveDateTime": "2026-11-01",
            "conclusion": text,
        }
        for number, text in enumerate(reports)
    ]
    resources = [{"resourceType": "Patient", "id": "p1", "gender": "female"}, spread, *told]
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the packages and their tests."""
    folder = tmp_path_factory.mktemp("first")
    for package in PACKAGES:
        origin = importlib.util.find_spec(package).origin
        shutil.copytree(Path(origin).parent, folder / package, ignore=HEAVY)
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=HEAVY)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def python(project: Path, *words: str) -> str:
    """What Python prints, run in the copy."""
    elsewhere = {"PYTHONPATH": str(project), "CDS_AS_OF": "2026-11-20T09:00:00Z"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env={**os.environ, **elsewhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def asked(project: Path, *reports: str) -> dict:
    """The explanation of a chart."""
    (project / "chart.json").write_text(json.dumps(chart(*reports)))
    return json.loads(python(project, "-c", RUN, "explain", "chart.json", "--json"))


def test_the_first_change_makes_a_card_ask(project):
    """Before the diff nobody asks for CLDN6; after it the card does, until a report has it."""
    resistant = "Platinum-resistant ovarian carcinoma."
    (project / "before.json").write_text(json.dumps(chart(resistant)))
    before = CliRunner().invoke(main, ["explain", str(project / "before.json"), "--json"])
    subprocess.run(
        ["git", "apply", "-"],  # noqa: S607 - whichever git is there
        input=diff(),
        cwd=project,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(project.parent)},
        text=True,
        check=True,
    )
    after = asked(project, resistant)

    assert "CLDN6" not in json.loads(before.stdout)["findings"]["missing_biomarkers"]
    assert "CLDN6" in after["findings"]["missing_biomarkers"]
    (card,) = (one for one in after["cards"] if "CLDN6" in one["detail"])
    assert card["source"]["topic"]["code"] == "molecular-testing-gap"
    assert any("claudin-6" in one["label"].lower() for one in card["suggestions"])
    known = asked(project, resistant, "CLDN6: positive, 80 % of tumour cells.")
    assert "CLDN6" not in known["findings"]["missing_biomarkers"]
    assert python(project, "-c", FAULTS).split() == []
