"""Reserve in the conclusion of a report: wasting, weight loss, ASA, frailty (I15, section 7)."""

from __future__ import annotations

from fhir_mappers import fhir
from fhir_mappers.facts import Evidence
from fhir_mappers.fhir import Resource
from fhir_mappers.narrative import FINAL, QUOTE
from fhir_mappers.reading import TEXT_DATES, Found, Reading
from fhir_mappers.reserve import written
from fhir_mappers.text_words import cleaned, written_sentences


def read(resource: Resource, reading: Reading) -> Found:
    """What a final report says of the patient now, sentence by sentence."""
    text = fhir.text(resource.json.get("conclusion"))
    if not text or fhir.text(resource.json.get("status")).casefold() not in FINAL:
        return ()
    day = reading.event_day(resource.json, *TEXT_DATES)
    because = Evidence(resource.reference, "", day, text[:QUOTE], from_text=True)
    found = (
        fact
        for sentence in written_sentences(cleaned(text))
        for fact in written(resource, sentence, because, reading)
    )
    return tuple(dict.fromkeys(found))
