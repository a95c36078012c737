"""The quick check says yes only where the models do, and says it of usual resources."""

from __future__ import annotations

import copy
import functools
import importlib
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappers import fhir, validity
from fhir_mappers.quick_check import surely_valid
from fhir_mappers.readers import READERS
from tests.open_data.charts import charts, copied_files
from tests.synthetic import cancer

ODD = (
    None, "", " ", "\u00a0", "x", "a  b", " a", "a\n", "ü", "2026", "2026-13", "2026-02-29",
    "2026-02-30", "2026-11-20", "2026-11-20T10:00", "2026-11-20T10:00:00", "2026-11-20T24:00:00Z",
    "2026-11-20T10:00:00.1234567+14:00", "0000", 0, 1, -1, 1.0, 1.5, 2**31, 10**400, 1e300, True,
    [], {}, [None], [""], ["x"], [{}], {"x": 1}, {"text": "x"}, {"reference": "x"},
    {"coding": [{"code": "x y"}]}, {"coding": {"code": "x"}}, {"extension": [{"url": "u"}]},
    {"extension": [{"url": "u", "valueString": "x", "valueCode": "x"}]}, {"value": "1"},
    {"start": "2026"}, {"resourceType": "Patient"}, {"id": "x" * 65}, {"id": "ü"},
)  # fmt: skip
NAMES = ("valueString", "valueBoolean", "status", "_status", "contained", "extension", "id", "x",
         "subject", "effectivePeriod", "fhir_comments", "resource_type", "resourceType")  # fmt: skip


@functools.cache
def resources() -> tuple[dict[str, Any], ...]:
    """Resources of open charts and made-up ones, of the types that have readers."""
    made_up = [one for seed in range(3) for one in cancer.chart("p1", 120, seed=seed)]
    found = [one for file in copied_files() for chart in charts(file) for one, _ in chart.entries]
    return tuple(one for one in (*found, *made_up) if one.get("resourceType") in READERS)


def nodes(json: Any) -> Iterator[dict[str, Any]]:
    """Every object in a resource."""
    if isinstance(json, dict):
        yield json
    for value in json.values() if isinstance(json, dict) else json:
        if isinstance(value, dict | list):
            yield from nodes(value)


def quick(resource: dict[str, Any]) -> bool:
    """What the quick check says."""
    kind = resource["resourceType"]
    module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
    return surely_valid(getattr(module, kind), json.dumps(resource).encode())


def by_the_models(resource: dict[str, Any]) -> bool:
    """Whether the models take the resource whole."""
    try:
        return validity.open_resource(resource, "x").pruned == ()
    except fhir.InvalidResourceError:
        return False


def test_it_says_yes_to_what_is_usual():
    """Nearly all of a made-up chart is judged without the models."""
    chart = [one for one in cancer.chart("p1", 400, seed=7) if one["resourceType"] in READERS]

    assert sum(map(quick, chart)) > 0.98 * len(chart)


def test_its_yes_is_theirs_on_real_charts():
    """The models accept every real resource that it accepts."""
    accepted = [one for one in resources() if quick(one)]

    assert len(accepted) > 300
    assert [one["id"] for one in accepted if not by_the_models(one)] == []


@given(seed=st.integers(0, 2**32), value=st.sampled_from(ODD), name=st.sampled_from(NAMES))
def test_its_yes_is_theirs_on_damaged_ones(seed, value, name):
    """A member replaced, removed or added anywhere is never accepted where the models refuse."""
    dice = random.Random(seed)
    for one in dice.sample(resources(), 8):
        damaged = copy.deepcopy(one)
        node = dice.choice(list(nodes(damaged)))
        member = dice.choice([*node, name])
        if member == "resourceType" and node is damaged:
            continue
        if dice.random() < 0.2:
            node.pop(member, None)
        else:
            node[member] = dice.choice([value, [value]])
        if quick(damaged):
            assert by_the_models(damaged), (member, value)


@pytest.mark.parametrize("kind", sorted(READERS))
def test_another_type_is_never_accepted(kind):
    """A resource passes by its own type alone, and never without one."""
    assert not quick({"resourceType": kind, "status": "final"} | {"id": "x y"})
    module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
    for sent in (b"{}", b"[]", b"null", b'{"resourceType":"Bundle"}', b"{"):
        assert not surely_valid(getattr(module, kind), sent)


def test_nesting_is_left_to_the_models():
    """Extensions in extensions without end are no yes, and no error."""
    deep: dict[str, Any] = {"url": "u", "valueString": "x"}
    for _ in range(400):
        deep = {"url": "u", "extension": [deep]}

    assert not quick({"resourceType": "Patient", "extension": [deep]})


def test_blanks_around_a_code_are_taken_off():
    """A code that is only padded is kept and not cut out with what is invalid."""
    code = {"coding": [{"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "C18.7 "}]}
    raw = {"resourceType": "Condition", "code": code, "subject": {"reference": "Patient/p"}}
    opened = validity.open_resource(raw, "x")
    assert opened.json["code"]["coding"][0]["code"] == "C18.7"
    assert opened.pruned == ()


def test_null_in_a_list_leaves_the_other_entries():
    """A serialiser that writes `null` for an empty coding does not lose the diagnosis beside it."""
    coding = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C18.7"}
    raw = {"resourceType": "Condition", "code": {"coding": [None, coding]}}
    opened = validity.open_resource(raw | {"subject": {"reference": "Patient/p"}}, "x")
    assert opened.json["code"]["coding"] == [coding]
