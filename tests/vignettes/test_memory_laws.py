"""Laws of the memory that hold for every chart, over HTTP."""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings

FILES = sorted((Path(__file__).parent / "given").glob("*.json"))
SERIOUS = ("warning", "critical")


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def vignette(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One vignette."""
    loaded: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database for two instants of one patient."""
    return f"sqlite:///{tmp_path}/cds.sqlite3"


def cards(url: str, as_of: str, call: dict[str, Any]) -> list[tuple[str, str]]:
    """Topics and indicators of a new call at an instant."""
    body = {**call, "hookInstance": str(uuid.uuid4())}
    app = create_app(Settings(_env_file=None, database_url=url, as_of=as_of))
    answer = app.test_client().post(f"/cds-services/oncology-{call['hook']}", json=body)
    app.extensions["desk"].store.close()
    assert answer.status_code == 200
    return [(one["source"]["topic"]["code"], one["indicator"]) for one in answer.json["cards"]]


def other_records(call: dict[str, Any]) -> dict[str, Any]:
    """The same facts told by other records: shuffled, and each condition twice."""
    told = copy.deepcopy(call)
    for name, bundle in told["prefetch"].items():
        entries = list(bundles(bundle))
        if name == "conditions":
            entries += [again(entry) for entry in entries]
        if entries:
            random.Random(7).shuffle(entries)
            bundle["entry"] = entries
    return told


def bundles(bundle: Any) -> Iterator[dict[str, Any]]:
    """The entries of a search result, none for anything else."""
    if isinstance(bundle, dict) and bundle.get("resourceType") == "Bundle":
        yield from bundle.get("entry") or ()


def again(entry: dict[str, Any]) -> dict[str, Any]:
    """The same resource under another id."""
    resource = {**entry["resource"], "id": f"{entry['resource']['id']}-again"}
    return {"resource": resource}


def test_the_second_call_is_silent(vignette: dict[str, Any], url: str) -> None:
    """What was shown once does not show again in the encounter, at any time of the day."""
    call, as_of = vignette["request"], vignette["as_of"]
    cards(url, as_of, call)
    evening = as_of.replace("T09:00", "T21:30")
    second = cards(url, evening, call)

    assert second == []


def test_the_same_facts_from_other_records_are_the_same(vignette: dict[str, Any], url: str) -> None:
    """Order, ids and duplicates of resources never bring a card back."""
    call, as_of = vignette["request"], vignette["as_of"]
    first = cards(url, as_of, call)
    second = cards(url, as_of, other_records(call))

    assert {topic for topic, _ in second} & {topic for topic, _ in first} == set()


def test_growing_old_is_no_new_fact(vignette: dict[str, Any], url: str) -> None:
    """A card shown today is the same card in a month: a chart that only grew older stays quiet."""
    call = vignette["request"]
    today = dt.datetime.fromisoformat(vignette["as_of"])
    first = cards(url, vignette["as_of"], call)
    later = cards(url, (today + dt.timedelta(days=30)).isoformat(), call)

    assert {topic for topic, _ in later} & {topic for topic, _ in first} == set()
