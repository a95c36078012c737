"""Repair proteins stained in Observations of their own, which add up over one day (section 13.1)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from fhir_mappers.biomarker_result import FULL, NEGATIVE, OTHERS_OPEN, PROTEINS
from fhir_mappers.facts import Biomarker


def added_up(found: Iterable[Biomarker]) -> tuple[Biomarker, ...]:
    """The same facts; normal stains of all four proteins on one day are a negative result.

    Fewer than four leave the marker unknown, as does a set that is spread over several days.
    """
    facts = tuple(found)
    stained: dict[str, set[str]] = {}
    for fact in facts:
        if fact.why == OTHERS_OPEN:
            stained.setdefault(_day(fact), set()).update(fact.detail.split())
    whole = {day for day, proteins in stained.items() if proteins >= PROTEINS}
    return tuple(
        dataclasses.replace(fact, status=NEGATIVE, coverage=FULL, detail="", why="")
        if fact.why == OTHERS_OPEN and _day(fact) in whole
        else fact
        for fact in facts
    )


def _day(fact: Biomarker) -> str:
    return fact.day.text if fact.day else ""
