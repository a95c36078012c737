"""Serum tumour markers such as CEA: values for a trend, never a trigger of their own."""

from __future__ import annotations

from fhir_mappers import biomarker_limits, fhir
from fhir_mappers.facts import MarkerValue
from fhir_mappers.fhir import Coding, Concept, Resource
from fhir_mappers.observed import bare_number, why_not_final
from fhir_mappers.reading import Found, Reading, words

_OTHER = "other"
"""Another fluid or a stain: `CEA in pleural fluid` is no value of the blood."""


def read(resource: Resource, reading: Reading) -> Found:
    """One value; a value with a comparator, another unit (for CEA) or no number is left out."""
    json = resource.json
    marker, coding = _asked(fhir.concept(json.get("code")), reading)
    value = bare_number(json) if marker else None
    if not marker or value is None or why_not_final(json):
        return ()
    quantity = json.get("valueQuantity")
    unit = fhir.text(quantity.get("unit")).lower() if isinstance(quantity, dict) else ""
    if marker == "CEA" and unit not in biomarker_limits.load().cea_units:
        return ()
    day = reading.event_day(json, "effectiveDateTime", "effectivePeriod", "issued")
    evidence = fhir.evidence(resource, coding, on=day, shown=f"{marker} {value:g}")
    return (MarkerValue(marker, value, day, (evidence,)),)


def _asked(code: Concept, reading: Reading) -> tuple[str, Coding | None]:
    """The marker of a code, else the one that its words name in blood (`CEA`); empty for none."""
    meaning = reading.terms.first("tumour_marker_values", code)
    if meaning is not None:
        return meaning.means, meaning.coding
    named = {one.means for one in reading.lexicon.find(words(code), "tumour_marker_words")}
    return (named.pop(), None) if len(named) == 1 and _OTHER not in named else ("", None)
