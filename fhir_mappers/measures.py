"""Reads `measures.toml`: in which units and within which limits a measured value is believed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from fhir_mappers import fhir
from fhir_mappers.facts import UNIT
from fhir_mappers.fhir import Json

_UCUM = "unitsofmeasure.org"


@dataclass(frozen=True)
class Measure:
    """Limits (inclusive), and factors by unit into the unit of `facts.Reserve`.

    Without units the value is a bare score. `whole` refuses fractions. `max_months` is the longest
    time over which a change may be stated.
    """

    low: float
    high: float
    whole: bool = False
    units: Mapping[str, float] | None = None
    max_months: float | None = None

    def accepts(self, value: float) -> bool:
        """Whether the value, already converted, is possible at all."""
        return self.low <= value <= self.high and not (self.whole and value % 1)


@dataclass(frozen=True)
class EyeDose:
    """The largest dose in mg that is given into an eye, the drugs that are, and what units are in mg."""

    max_mg: float
    ingredients: frozenset[str]
    units: Mapping[str, float]


@dataclass(frozen=True)
class Measures:
    """Everything that `measures.toml` says."""

    by_kind: Mapping[str, Measure]
    eye: EyeDose


class UnitError(ValueError):
    """A quantity whose unit is missing or not known for this measure."""


def convert(kind: str, quantity: Json) -> float | None:
    """Value of a Quantity in the unit of `facts.Reserve`; None when it has no number.

    A quantity with a comparator is no value. Raises `UnitError` for a unit that is not listed.
    """
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if fhir.text(quantity.get("comparator")):
        return None
    units = MEASURES.by_kind[kind].units
    if units is None:
        return float(value)
    for unit in _spellings(quantity):
        if unit in units:
            return round(float(value) * units[unit], 3)
    raise UnitError(UNIT)


def _spellings(quantity: Json) -> tuple[str, ...]:
    """The UCUM code if there is one, else the unit, then a code of another system."""
    code, unit = fhir.text(quantity.get("code")), fhir.text(quantity.get("unit"))
    ordered = (code, unit) if _UCUM in fhir.text(quantity.get("system")) else (unit, code)
    return tuple(_plain(entry) for entry in ordered if entry)


def _plain(unit: str) -> str:
    return unit.casefold().replace(" ", "").replace("\u00b5", "u").replace("\u03bc", "u")


def _read() -> Measures:
    file = resources.files("fhir_mappers") / "measures.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    eye = table["eye"]
    return Measures(
        {kind: _measure(entry) for kind, entry in table["measure"].items()},
        EyeDose(eye["max_mg"], frozenset(eye["ingredients"]), eye["units"]),
    )


def _measure(entry: Mapping[str, Any]) -> Measure:
    return Measure(
        entry["low"],
        entry["high"],
        entry.get("whole", False),
        entry.get("units"),
        entry.get("max_months"),
    )


MEASURES = _read()
