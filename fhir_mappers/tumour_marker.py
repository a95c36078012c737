"""Serum tumour markers such as CEA: values for a trend, never a trigger of their own."""

from __future__ import annotations

from fhir_mappers import biomarker_limits, fhir
from fhir_mappers.facts import MarkerValue
from fhir_mappers.fhir import Resource
from fhir_mappers.observed import bare_number, why_not_final
from fhir_mappers.reading import Found, Reading


def read(resource: Resource, reading: Reading) -> Found:
    """One value; a value with a comparator, another unit (for CEA) or no number is left out."""
    json = resource.json
    meaning = reading.terms.first("tumour_marker_values", fhir.concept(json.get("code")))
    value = bare_number(json) if meaning else None
    if meaning is None or value is None or why_not_final(json):
        return ()
    quantity = json.get("valueQuantity")
    unit = fhir.text(quantity.get("unit")).lower() if isinstance(quantity, dict) else ""
    if meaning.means == "CEA" and unit not in biomarker_limits.load().cea_units:
        return ()
    day = reading.event_day(json, "effectiveDateTime", "effectivePeriod", "issued")
    evidence = fhir.evidence(resource, meaning.coding, on=day, shown=f"{meaning.means} {value:g}")
    return (MarkerValue(meaning.means, value, day, (evidence,)),)
