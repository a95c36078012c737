"""Radiotherapy schedules: number of fractions and total dose, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import fhir
from fhir_mappers.fhir import Json
from fhir_mappers.number_words import in_figures

_NUMBER = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_UNIT = r"\s*(c|centi)?(?:Gy|Gray)\b"
_TIMES = "\\s*[x\u00d7*]\\s*"
_FRACTIONS = r"(?:(?:daily |tägliche )?(?:fractions?|fraktion(?:en)?)|fx|frx?|#|sessions?|sitzungen|treatments?)"
_PATTERNS = {
    "total": re.compile(
        rf"{_NUMBER}{_UNIT}\s*(?:total\s*)?(?:in|over|/|\u00e0|,)\s*(\d{{1,2}})(?!\s*[.,]?\d|\s*(?:c|centi)?(?:Gy|Gray)|\s*%)",
        re.IGNORECASE,
    ),
    "times": re.compile(rf"(\d{{1,2}}){_TIMES}{_NUMBER}{_UNIT}", re.IGNORECASE),
    "times_behind": re.compile(rf"{_NUMBER}{_UNIT}{_TIMES}(\d{{1,2}})\b", re.IGNORECASE),
    "of": re.compile(
        rf"(\d{{1,2}})\s*{_FRACTIONS}\s*(?:of|at|@|\u00e0|a|zu|je|with|mit)\s*{_NUMBER}{_UNIT}",
        re.IGNORECASE,
    ),
}
_DOSE = re.compile(
    rf"{_NUMBER}{_UNIT}(?!\s*(?:/|per|pro)\s*(?:fraction|fx|fraktion))", re.IGNORECASE
)
_PER_FRACTION = re.compile(
    rf"{_NUMBER}{_UNIT}\s*(?:/|per|pro|each|je)\s*(?:daily\s*)?{_FRACTIONS}", re.IGNORECASE
)
_COUNT = re.compile(rf"(\d{{1,2}})\s*{_FRACTIONS}", re.IGNORECASE)
_CENTI = 100.0


@dataclass(frozen=True)
class Schedule:
    """Fractions and total dose in Gy; what is not written is None."""

    fractions: int | None = None
    dose_gy: float | None = None


def schedule_in(text: str) -> Schedule:
    """The first schedule that a text writes out; a boost that follows is not added."""
    text = in_figures(text)
    if match := _PATTERNS["total"].search(text):
        return Schedule(int(match[3]), _gray(match[1], match[2]))
    if match := _PATTERNS["times"].search(text):
        return _multiplied(match[1], match[2], match[3])
    if match := _PATTERNS["of"].search(text):
        return _multiplied(match[1], match[2], match[3])
    if match := _PATTERNS["times_behind"].search(text):
        return _multiplied(match[3], match[1], match[2])
    return _from_parts(text)


def _multiplied(fractions: str, single: str, centi: str) -> Schedule:
    return Schedule(int(fractions), round(int(fractions) * _gray(single, centi), 2))


def _from_parts(text: str) -> Schedule:
    """Total dose, dose of one fraction and number of fractions, each where it stands."""
    single = _PER_FRACTION.search(text)
    each = _gray(single[1], single[2]) if single else None
    doses = [_gray(match[1], match[2]) for match in _DOSE.finditer(text)]
    total = max((dose for dose in doses if each is None or dose > each), default=None)
    counted = _COUNT.search(text)
    fractions = int(counted[1]) if counted else None
    if fractions is None and total and each:
        fractions = round(total / each)
    if total is None and fractions and each:
        total = round(fractions * each, 2)
    return Schedule(fractions, total)


def _gray(number: str, centi: str) -> float:
    value = float(number.replace(",", "."))
    return value / _CENTI if centi else value


def schedule_of(json: Json, text: str) -> Schedule:
    """Schedule of an order or procedure: quantity and planning extensions first, then its text."""
    written = schedule_in(text)
    fractions = next(_coded_fractions(json), None)
    dose = next(_coded_dose(json), None)
    return Schedule(fractions or written.fractions, dose or written.dose_gy)


def _coded_fractions(json: Json) -> Iterator[int]:
    for quantity in fhir.items(json.get("quantityQuantity")):
        value = quantity.get("value")
        if isinstance(value, int | float) and re.fullmatch(
            rf"\{{?{_FRACTIONS}\}}?", _unit(quantity), re.IGNORECASE
        ):
            yield int(value)
    planned = fhir.extensions(json, "dose-planned-to-volume", "dose-prescribed-to-volume")
    of_volumes = (part for entry in planned for part in fhir.extensions(entry, "fractions"))
    of_courses = fhir.extensions(json, "fractions-planned", "fractions-prescribed")
    for entry in (*of_courses, *of_volumes):
        count = entry.get("valuePositiveInt") or entry.get("valueUnsignedInt")
        if isinstance(count, int):
            yield count


def _coded_dose(json: Json) -> Iterator[float]:
    quantities = list(fhir.items(json.get("quantityQuantity")))
    for entry in fhir.extensions(json, "dose-planned-to-volume", "dose-prescribed-to-volume"):
        for part in fhir.extensions(entry, "totalDose"):
            quantities.extend(fhir.items(part.get("valueQuantity")))
    for quantity in quantities:
        value, unit = quantity.get("value"), _unit(quantity).casefold()
        if isinstance(value, int | float) and unit in ("gy", "cgy"):
            yield value / _CENTI if unit == "cgy" else float(value)


def _unit(quantity: Json) -> str:
    return fhir.text(quantity.get("code")) or fhir.text(quantity.get("unit"))
