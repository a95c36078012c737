"""Numbers of a marker test, with unit and comparator: percent, ratio, copies, score, mut/Mb."""

from __future__ import annotations

from typing import NamedTuple

from fhir_mappers import biomarker_her2, biomarker_limits, fhir
from fhir_mappers.biomarker_result import NOTHING, POSITIVE, Result
from fhir_mappers.biomarker_score import measured, scored_on, valued
from fhir_mappers.biomarker_words import Tested
from fhir_mappers.fhir import Json
from fhir_mappers.reading import words

HER2, COPIES, SHARE, ISH = "HER2", "copies", "share", "ish"


class Measured(NamedTuple):
    """A number with its comparator (`<`, `>` or empty) and its unit in lower case."""

    number: float
    comparator: str
    unit: str


def measurement(part: Json, name: str, tested: Tested) -> Result:
    """What the number of a part says; a number whose scale is not known says nothing."""
    found = _measured(part)
    if found is None:
        return NOTHING
    if name == HER2:
        return _her2(found, tested, words(fhir.concept(part.get("code"))))
    if not measured(name) or tested.scale:
        return NOTHING
    return _limited(found, _scored(found, name, words(fhir.concept(part.get("code")))))


def _limited(found: Measured, result: Result) -> Result:
    """`> 0.5` does not reach a limit by itself."""
    return NOTHING if ">" in found.comparator and result.status is not POSITIVE else result


def _scored(found: Measured, name: str, label: str) -> Result:
    limits = biomarker_limits.load()
    scale = scored_on(label)
    below = "<" in found.comparator
    if scale is not None:
        return valued(found.number, name, below=below, scale=scale)
    if name not in limits.percent:
        return NOTHING if found.unit == "%" else valued(found.number, name, below=below)
    if found.unit not in limits.percent_units | limits.share_units and name != "PDL1":
        return NOTHING
    part = 0 < found.number < 1 and found.unit in limits.share_units
    return valued(found.number * (100 if part else 1), name, below=below)


def _her2(found: Measured, tested: Tested, label: str) -> Result:
    if tested.scale == SHARE or found.unit == "%":
        return NOTHING
    copied = tested.scale == COPIES or (not tested.scale and "cop" in found.unit)
    if copied:
        return _limited(found, biomarker_her2.copies(found.number))
    if tested.scale or tested.method == ISH or "ratio" in label.lower():
        return _limited(found, biomarker_her2.ratio(found.number))
    return biomarker_her2.stained(found.number)


def _measured(part: Json) -> Measured | None:
    """An integer, a quantity, the low end of a range, or a ratio worked out."""
    whole = part.get("valueInteger")
    if isinstance(whole, int) and not isinstance(whole, bool):
        return Measured(float(whole), "", "")
    for ratio in fhir.items(part.get("valueRatio")):
        above, below = _quantity(ratio.get("numerator")), _quantity(ratio.get("denominator"))
        if above and below and below.number:
            return Measured(above.number / below.number, "", "")
    for span in fhir.items(part.get("valueRange")):
        return _quantity(span.get("low"))
    return _quantity(part.get("valueQuantity"))


def _quantity(node: object) -> Measured | None:
    for quantity in fhir.items(node):
        value = quantity.get("value")
        if isinstance(value, int | float) and not isinstance(value, bool):
            unit = fhir.text(quantity.get("unit")) or fhir.text(quantity.get("code"))
            return Measured(float(value), fhir.text(quantity.get("comparator")), unit.lower())
    return None
