"""What the sieve leaves out changes nothing: facts and cards are those of the whole chart."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from cards.explanation import explain
from cards.knowledge_base import load
from cds_service.answer import Policy
from cds_service.screening.export import open_export
from cds_service.screening.judge import Desk, Plan, judge
from cds_service.screening.sift import Sieve
from cds_service.screening.weighing import READ, weigh_examples
from cds_service.screening.worker import patients_of
from cds_service.settings import Settings
from fhir_mappers.bundle import flatten
from fhir_mappers.chart import map_chart, new_memo, population_memo
from tests.open_data.charts import charts, copied_files
from tests.synthetic.cancer import chart as made_up
from tests.synthetic.chart import Json

TODAY = dt.date(2026, 11, 21)
SETTINGS = Settings(_env_file=None)
PLAN = Plan("patient-view", Policy(TODAY), frozenset(), False, SETTINGS, load().version)
VIGNETTES = sorted((Path(__file__).parents[1] / "vignettes" / "given").glob("*.json"))


@functools.cache
def people() -> dict[str, list[Json]]:
    """Charts from open data, vignettes and dice, each patient under an id of its own."""
    found: dict[str, list[Json]] = {}
    for file in copied_files():
        for chart in charts(file):
            found[f"open-{len(found):04}-{chart.patient_id}"] = [json for json, _ in chart.entries]
    for file in VIGNETTES:
        request = json.loads(file.read_text(encoding="utf-8"))["request"]
        delivered = [(value, None) for value in request["prefetch"].values() if value]
        patient = request["context"]["patientId"].removeprefix("Patient/")
        found[f"vignette-{len(found):04}-{patient}"] = [json for json, _ in flatten(delivered)]
    for number in range(40):
        patient = f"dice-{number:04}"
        found[f"made-{len(found):04}-{patient}"] = made_up(
            patient, 80, seed=5, cancer=number % 2 == 0
        )
    return {name: _renamed(name, resources) for name, resources in found.items()}


def _renamed(name: str, resources: list[Json]) -> list[Json]:
    """The chart with its patient called `name`, ids of other resources kept."""
    old = name.split("-", 2)[2]
    text = json.dumps(resources).replace(f'Patient/{old}"', f'Patient/{name}"')
    chart = json.loads(text)
    for resource in chart:
        if resource.get("resourceType") == "Patient" and resource.get("id") == old:
            resource["id"] = name
    return [one for one in chart if _subject(one) in (f"Patient/{name}", "")]


def _subject(resource: Json) -> str:
    if resource.get("resourceType") == "Patient":
        return f"Patient/{resource.get('id')}"
    node = resource.get("subject") or resource.get("patient") or {}
    return node.get("reference", "") if isinstance(node, dict) else ""


def judged(patient: str, lines: list[bytes], memo: Any) -> Any:
    """Facts, findings, topics and cards, or None for a patient without cancer."""
    found = judge(patient, lines, Desk(PLAN, load(), memo))
    if found is None:
        return None
    told = explain(found[0].answer.advice)
    return {name: told[name] for name in ("findings", "facts", "topics", "cards")}


@pytest.fixture(scope="module")
def sifted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """What the sieve keeps of all these charts, by patient."""
    folder = tmp_path_factory.mktemp("superset")
    export = folder / "export"
    export.mkdir()
    lines = [
        json.dumps(resource)
        for name, resources in people().items()
        for resource in resources
        if _subject(resource) == f"Patient/{name}"
    ]
    random.Random(1).shuffle(lines)
    for number in range(3):
        (export / f"{number}.ndjson").write_text("\n".join(lines[number::3]), encoding="utf-8")
    sieve = Sieve(open_export(export), threads=2)
    sieve.sift(folder, 4, weigh_examples(sieve.examples(), TODAY), READ)
    return {
        patient: held
        for bucket in (folder / "lines").glob("bucket=[0-9]*")
        for patient, held in patients_of(bucket)
    }


def test_the_sieve_loses_no_fact_and_no_card(sifted: dict[str, list[bytes]]) -> None:
    """Every patient has the same facts, findings and cards from the kept lines as from all."""
    differing = []
    for name, resources in people().items():
        whole = [
            json.dumps(one).encode() for one in resources if _subject(one) == f"Patient/{name}"
        ]
        if judged(name, sifted.get(name, []), new_memo(0)) != judged(name, whole, new_memo(0)):
            differing.append(name)

    assert differing == []


def test_the_sieve_leaves_much_out(sifted: dict[str, list[bytes]]) -> None:
    """A sieve that keeps everything would pass the other test: it does not."""
    kept = sum(len(lines) for name, lines in sifted.items() if name.startswith("made-"))
    there = sum(len(lines) for name, lines in people().items() if name.startswith("made-"))

    assert 0 < kept < there / 2


def test_a_patient_who_is_not_judged_would_get_no_card() -> None:
    """Passing over records that name no cancer silences nothing."""
    silenced = []
    for name, resources in people().items():
        lines = [json.dumps(one).encode() for one in resources]
        if judged(name, lines, new_memo(0)) is None:
            facts = map_chart([(one, None) for one in resources], name, TODAY)
            silenced += [name for _ in (*facts.tumours, *facts.metastases, *facts.stages)]

    assert silenced == []


def _moved(node: Any, days: int) -> Any:
    """The same with every full day moved."""
    if isinstance(node, dict):
        return {name: _moved(value, days) for name, value in node.items()}
    if isinstance(node, list):
        return [_moved(value, days) for value in node]
    if isinstance(node, str) and len(node) >= 10 and node[4:5] + node[7:8] == "--":
        try:
            moved = dt.date.fromisoformat(node[:10]) + dt.timedelta(days=days)
        except ValueError:
            return node
        return moved.isoformat() + node[10:]
    return node


@pytest.mark.parametrize("days", [0, 11, -400])
def test_a_stencil_reads_what_the_readers_read(days: int) -> None:
    """A resource like one seen before has the very facts that reading it would give."""
    memo = population_memo()
    differing = []
    for name, resources in people().items():
        map_chart([(one, None) for one in resources], name, TODAY, memo)
        other = name.replace("-", "9")
        text = json.dumps(_moved(copy.deepcopy(resources), days)).replace(name, other)
        again = [(one, None) for one in json.loads(text)]
        if map_chart(again, other, TODAY, memo) != map_chart(again, other, TODAY, new_memo(0)):
            differing.append(name)

    assert differing == []
