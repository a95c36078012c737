"""The made-up export: what benchmarks and tests of populations stand on."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from tests.synthetic import export as maker
from tests.synthetic.export import Population, write_export

PEOPLE = Population(7, cancer=0.5, size=30)


@pytest.fixture
def in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven patients are three groups."""
    monkeypatch.setattr(maker, "PATIENTS_AT_ONCE", 3)


@pytest.mark.usefixtures("in_groups")
def test_every_patient_of_a_large_export_has_a_chart_of_their_own(tmp_path: Path) -> None:
    """No group repeats another one under other ids, which would be read from memory."""
    charts: dict[str, list[str]] = defaultdict(list)
    for file in sorted(write_export(tmp_path, PEOPLE).glob("*.ndjson")):
        for line in file.read_text(encoding="utf-8").splitlines():
            resource = json.loads(line)
            whose = resource.get("subject", resource.get("patient", {})).get("reference")
            patient = resource["id"] if whose is None else whose.removeprefix("Patient/")
            charts[patient].append(line.replace(patient, ""))
    assert sorted(charts) == [f"a0-{number:06}" for number in range(7)]
    assert len({tuple(sorted(chart)) for chart in charts.values()}) == len(charts)


@pytest.mark.usefixtures("in_groups")
def test_an_export_is_the_same_however_many_processes_make_it(tmp_path: Path) -> None:
    """The same arguments give the same files with the same bytes."""
    alone, together = (
        write_export(tmp_path / str(processes), PEOPLE, processes=processes) for processes in (1, 2)
    )
    assert _content(alone) == _content(together)
    assert len(_content(alone)) > len(list(alone.glob("*.000000-*.ndjson"))) > 0


def _content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}
