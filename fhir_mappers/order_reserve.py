"""What an order says of the patient's reserve: `curative intent, ECOG 3` (intake rule I15)."""

from __future__ import annotations

from fhir_mappers import performance_text, reserve
from fhir_mappers.facts import Evidence, Reserve
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading


def reserve_in(
    resource: Resource, text: str, because: Evidence, reading: Reading
) -> tuple[Reserve, ...]:
    """Scores and signs that the free text of an order states; different scores of a scale are none."""
    said = (
        *performance_text.stated(resource, text, because, reading),
        *reserve.written(resource, text, because, reading),
    )
    return tuple(dict.fromkeys(entry for entry in said if isinstance(entry, Reserve)))
