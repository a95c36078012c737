"""What servers get wrong is counted and named, and the run goes on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cds_service.screening.export import open_export
from cds_service.screening.sift import Sieve
from cds_service.screening.weighing import READ
from tests.screening.conftest import called, export_of, lines_of, screened, table
from tests.synthetic.export import MESS

Chart = Callable[..., list[dict[str, Any]]]


def test_every_unusable_line_is_counted_and_named(messy: Path, messy_run: Path) -> None:
    """Broken JSON, stray values, broken UTF-8 and lines of nobody: count, file and line."""
    told = json.loads((messy_run / "summary.json").read_text())["unusable_lines"]
    expected = []
    for file in sorted(messy.glob("*.ndjson*")):
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for number, line in enumerate(content.split(b"\n"), start=1):
            if line.strip() and line + b"\n" in MESS:
                expected.append(f"{file.name}:{number}")

    assert sorted(told["first"]) == sorted(expected)
    assert told["count"] == len(expected) > 5


def test_a_broken_line_costs_its_patient_nothing_else(tmp_path: Path, chart_of: Chart) -> None:
    """The patient's other lines are judged as ever."""
    export = export_of(tmp_path / "export", chart_of())
    with (export / "Condition.ndjson").open("a") as file:
        file.write(
            '{"resourceType": "Condition", "subject": {"reference": "Patient/patient-1"}, \n'
        )
    told = screened(export, tmp_path / "out", "--as-of", "2026-11-20")

    assert told["unusable_lines"] == {"count": 1, "first": ["Condition.ndjson:2"]}
    assert told["stage_iv"] == 1
    assert told["cards"] > 0


def test_a_broken_line_of_a_type_that_nobody_reads_is_named(
    tmp_path: Path, chart_of: Chart
) -> None:
    """Lines that begin as claims are passed over, but not one that was cut off."""
    claim = {"resourceType": "Claim", "patient": {"reference": "Patient/patient-1"}}
    export = export_of(tmp_path / "export", [*chart_of(), claim, claim])
    with (export / "Claim.ndjson").open("a") as file:
        file.write('{"resourceType": "Claim", "patient": {"refer\n' + json.dumps(claim) + "\n")
    told = screened(export, tmp_path / "out", "--as-of", "2026-11-20")

    assert told["unusable_lines"] == {"count": 1, "first": ["Claim.ndjson:3"]}
    assert told["patients"] == told["stage_iv"] == 1


def test_a_long_line_is_read_without_what_is_attached(tmp_path: Path, chart_of: Chart) -> None:
    """A scanned page in the only resource that tells M1 hides it not; broken ones are named."""
    person, cancer, _ = chart_of()
    page = {"contentType": "application/pdf", "data": "A" * 300_000}
    liver = cancer | {
        "id": "liver",
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C78.7"}]},
        "extension": [{"url": "https://example.org/scan", "valueAttachment": page}],
    }
    export = export_of(tmp_path / "export", [person, cancer, liver])
    nobody = json.dumps({name: value for name, value in liver.items() if name != "subject"})
    with (export / "Condition.ndjson").open("a") as file:
        file.write(nobody + "\n" + nobody[:-1] + "\n")
    told = screened(export, tmp_path / "out", "--as-of", "2026-11-20")

    assert told["stage_iv"] == 1
    assert told["unusable_lines"]["first"] == ["Condition.ndjson:3", "Condition.ndjson:4"]


@pytest.mark.parametrize("processes", [1, 8])
def test_many_reports_fit_into_little_memory(
    tmp_path: Path, chart_of: Chart, processes: int
) -> None:
    """A hundred megabytes of reports that are all kept are sifted on one core and on eight."""
    person, cancer, _ = chart_of()
    export = export_of(tmp_path / "export", [person, cancer])
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "CT"},
        "subject": {"reference": f"Patient/{person['id']}"},
        "conclusion": "Unchanged. " * 300,
    }
    line = json.dumps(report)[:-1]
    with (export / "DiagnosticReport.ndjson").open("w") as file:
        for number in range(30_000):
            patient = line.replace(f"Patient/{person['id']}", f"Patient/p{number % 50}")
            file.write(f'{patient}, "id": "r{number}"}}\n')
    sieve = Sieve(open_export(export), threads=processes)
    sieve.examples()
    (tmp_path / "work").mkdir()

    assert sieve.sift(tmp_path / "work", 8, [], READ) == []
    assert len(list((tmp_path / "work" / "lines").glob("bucket=*"))) == 8


def test_a_missing_type_is_unavailable_and_not_absent(tmp_path: Path, chart_of: Chart) -> None:
    """A missing test is named where an empty file type says so, and not where the files lack."""
    person, cancer, _ = chart_of()
    liver = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C78.7"}]}
    chart = [person, cancer, cancer | {"id": "liver", "code": liver}]
    lacking = export_of(tmp_path / "lacking", chart)
    asked_for_all = {"request": "https://fhir.example.org/$export", "output": []}
    empty = export_of(tmp_path / "empty", chart, **asked_for_all)
    without, whole = (
        screened(export, tmp_path / export.name / "out", "--as-of", "2026-11-20")
        for export in (lacking, empty)
    )

    assert {"Observation", "DiagnosticReport"} <= set(without["unavailable"])
    assert "molecular-testing-gap" not in without["cards_by_topic"]
    assert whole["unavailable"] == []
    assert whole["cards_by_topic"]["molecular-testing-gap"]
    page = (lacking / "out" / "report.html").read_text(encoding="utf-8")
    assert "says nothing about" in page


@pytest.mark.parametrize(
    ("asked", "listed", "unavailable"),
    [
        ("?_type=Patient,Condition,Observation,Encounter", [], False),
        ("?_type=Patient,Condition,Observation", [], True),
        ("", [], False),
        ("", ["Encounter"], True),
    ],
)
def test_the_manifest_tells_empty_from_not_asked(
    tmp_path: Path, chart_of: Chart, asked: str, listed: list[str], unavailable: bool
) -> None:
    """A type that was asked for and has no line is empty, unless the manifest lists a file of it."""
    export = export_of(
        tmp_path / "export",
        chart_of(),
        request=f"https://fhir.example.org/$export{asked}",
        output=[{"type": kind, "url": "https://fhir.example.org/1"} for kind in listed],
    )
    told = screened(export, tmp_path / "out", "--as-of", "2026-11-20")

    assert ("Encounter" in told["unavailable"]) is unavailable


@pytest.mark.parametrize("what", ["nothing", "no-ndjson", "bad-manifest", "cut-gzip"])
def test_an_unusable_export_is_refused_in_words(tmp_path: Path, what: str) -> None:
    """No folder, no files, a broken manifest, a file cut off: one sentence and exit code 2."""
    export = tmp_path / "export"
    if what != "nothing":
        export.mkdir()
        (export / "readme.txt").write_text("nothing")
    if what == "bad-manifest":
        (export / "a.ndjson").write_text("{}\n")
        (export / "manifest.json").write_text("{")
    if what == "cut-gzip":
        packed = gzip.compress(b'{"resourceType":"Patient","id":"a"}\n' * 5000)
        (export / "a.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    done = called("screen", export, "--out", tmp_path / "out")

    assert done.exit_code == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "Error:" in done.stderr


def test_csv_and_parquet_say_the_same(messy_run: Path) -> None:
    """Both forms hold the same rows in the same order."""
    for name in ("cards", "patients"):
        rows = table(messy_run, name)
        flat = lines_of(messy_run, name)

        assert [row["patient"] for row in rows] == [row["patient"] for row in flat]
        assert list(rows[0]) == list(flat[0])
