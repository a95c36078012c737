"""The made-up patients of the page, one file each, moved in time so that they are always current.

A file holds a chart, the orders that belong to it, what it shows, and `as_of`: the day that its
dates were written for. Windows of the rules are days and weeks, so a chart that stayed where it was
written would fall silent.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from importlib import resources
from typing import Any

Json = dict[str, Any]
DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T|$)")


def samples(today: dt.date) -> list[Json]:
    """Every sample as if its day were `today`, in the order of the files. Ages stay as they are."""
    return [_current(sample, today) for sample in _files()]


@functools.cache
def _files() -> tuple[Json, ...]:
    folder = resources.files("cds_service") / "page" / "samples"
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        {"id": file.name.removesuffix(".json"), **json.loads(file.read_text(encoding="utf-8"))}
        for file in found
        if file.name.endswith(".json")
    )


def _current(sample: Json, today: dt.date) -> Json:
    days = today - dt.date.fromisoformat(sample["as_of"])
    moved: Json = _moved(sample, days)
    return moved


def _moved(node: Any, days: dt.timedelta) -> Any:
    """The same JSON with every string that starts with a day moved by so many days."""
    if isinstance(node, dict):
        return {name: _moved(value, days) for name, value in node.items()}
    if isinstance(node, list):
        return [_moved(value, days) for value in node]
    if isinstance(node, str) and DAY.match(node):
        return (dt.date.fromisoformat(node[:10]) + days).isoformat() + node[10:]
    return node
