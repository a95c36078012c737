"""What one example tells about all resources that are alike."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fhir_mappers.bundle import flatten
from fhir_mappers.chart import map_chart
from fhir_mappers.document import Document
from fhir_mappers.facts import ChartFacts
from fhir_mappers.likeness import ALIKE, Weight
from fhir_mappers.weighing import READ, scales, weigh
from tests.open_data.charts import charts, copied_files

TODAY = dt.date(2026, 11, 20)
VIGNETTES = sorted((Path(__file__).parents[1] / "vignettes").glob("[go]*/*.json"))
MEMO = scales()
PATIENT = {"resourceType": "Patient", "id": "a"}
STATUSES = (
    *("registered", "preliminary", "final", "amended", "cancelled", "unknown", "entered-in-error"),
    *("in-progress", "completed", "not-done", "active", "draft", "on-hold", "stopped"),
)
Json = dict[str, Any]


def _lab(code: str, display: str, **members: Any) -> Json:
    coding = [{"system": "http://loinc.org", "code": code, "display": display}]
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "subject": {"reference": "Patient/a"},
        "code": {"coding": coding},
        "effectiveDateTime": "2026-10-01",
        **members,
    }


def _drug(code: str, name: str) -> Json:
    coding = [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code}]
    return {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/a"},
        "medicationCodeableConcept": {"coding": coding, "text": name},
    }


def _weight(resource: Json, today: dt.date = TODAY) -> Weight:
    return weigh(Document(json.dumps(resource).encode()), MEMO, today)


@pytest.mark.parametrize(
    ("resource", "weight"),
    [
        (_lab("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"), Weight.NOTHING),
        (_lab("29463-7", "Body Weight", valueQuantity={"value": 71, "unit": "kg"}), Weight.ASIDE),
        (_lab("29463-7", "Body Weight", valueQuantity={"unit": "kg"}), Weight.ASIDE),
        (_lab("4548-4", "Hemoglobin A1c", note=[{"text": "none"}]), Weight.MORE),
        (_lab("21908-9", "Stage group.clinical Cancer"), Weight.MORE),
        (_drug("313782", "acetaminophen 325 MG Oral Tablet"), Weight.NOTHING),
        (_drug("314076", "lisinopril 10 MG Oral Tablet"), Weight.NOTHING),
        (_drug("1657981", "pembrolizumab 25 MG/ML Injection"), Weight.MORE),
        (_lab("2951-2", "Sodium [Moles/volume] in Serum or Plasma"), Weight.NOTHING),
    ],
)
def test_what_an_example_can_do(resource: Json, weight: Weight) -> None:
    """A known word that no reader hears is nothing; a value that this one lacks may be there next."""
    assert _weight(resource) == weight


def test_an_example_that_lies_ahead_speaks_for_those_of_the_past() -> None:
    """The weight of body weights is the same on a day before the example was taken."""
    resource = _lab("29463-7", "Body Weight", valueQuantity={"value": 71, "unit": "kg"})

    assert _weight(resource, dt.date(1999, 1, 1)) == Weight.ASIDE


def _resources() -> Iterator[Json]:
    """Every resource of the vignettes and the open charts, once for each content of its members."""
    sent = [
        (value, None)
        for file in VIGNETTES
        for value in json.loads(file.read_text())["request"].get("prefetch", {}).values()
        if value
    ]
    opened = [entry for file in copied_files() for chart in charts(file) for entry in chart.entries]
    seen = set()
    for resource, _url in [*flatten(sent), *opened]:
        alike = {name: resource[name] for name in ALIKE if name in resource}
        kind = json.dumps([resource.get("resourceType"), sorted(resource), alike])
        if resource.get("resourceType") in READ and kind not in seen:
            seen.add(kind)
            yield resource


def _facts(resource: Json) -> ChartFacts:
    """What a chart of this resource alone says, but for what could not be used in it."""
    mine = resource | {"subject": {"reference": "Patient/a"}}
    mine.pop("patient", None)
    found = map_chart([(PATIENT, None), (mine, None)], "a", TODAY)
    return dataclasses.replace(found, unread=())


def _numbered(node: Any, number: float) -> Any:
    """The same with every number of a quantity set."""
    if isinstance(node, list):
        return [_numbered(one, number) for one in node]
    if isinstance(node, dict):
        other = {name: _numbered(value, number) for name, value in node.items()}
        return other | ({"value": number} if "unit" in node or "value" in node else {})
    return node


def test_what_weighs_nothing_says_nothing_whatever_its_status_day_and_number() -> None:
    """Other resources of a kind that is left out say nothing either, as the readers read them."""
    empty = dataclasses.replace(map_chart([(PATIENT, None)], "a", TODAY), unread=())
    left_out, loud = 0, []
    for resource in _resources():
        if resource["resourceType"] == "Patient" or _weight(resource) != Weight.NOTHING:
            continue
        left_out += 1
        others = [resource | {"status": status} for status in STATUSES if "status" in resource]
        for name in ("effectiveDateTime", "performedDateTime", "authoredOn"):
            others += [resource | {name: "2026-11-01"}] if name in resource else []
        if "valueQuantity" in resource:
            quantity = resource["valueQuantity"]
            others += [resource | {"valueQuantity": _numbered(quantity, n)} for n in (0.1, 9, 5000)]
        loud += [resource for other in (resource, *others) if _facts(other) != empty]

    assert left_out > 100
    assert loud == []
