"""Tobacco smoking status: whether somebody never smoked, or little (clinical logic section 13.2)."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.facts import Certainty, Statement
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.observed import value_text, why_not_final
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import observation_day

QUESTION, NEVER = "smoking-status", "never-smoker"


def read(resource: Resource, reading: Reading) -> Found:
    """A statement for one who never smoked or smoked little; `()` for everybody else."""
    json = resource.json
    if not _asks(json, reading) or why_not_final(json) or not any(_says_never(json, reading)):
        return ()
    on = observation_day(json, reading)
    return (Statement(NEVER, "other", on, (fhir.evidence(resource, on=on, shown=NEVER),)),)


def _asks(json: Json, reading: Reading) -> bool:
    code = fhir.concept(json.get("code"))
    asked = any(meaning.means == QUESTION for meaning in reading.terms.all("care_codes", code))
    return asked or any(m.means == QUESTION for m in reading.lexicon.find(words(code), "care"))


def _says_never(json: Json, reading: Reading) -> Iterator[bool]:
    """By code, else by words; a list of choices leaves the noun out (`Never`)."""
    value = fhir.concept(json.get("valueCodeableConcept"))
    known = reading.terms.all("care_codes", value)
    yield any(meaning.means == NEVER for meaning in known)
    if known:
        return
    text = value_text(json)
    for said in (text, f"{text} smoker"):
        for mention in reading.lexicon.find(said, "statements"):
            yield mention.means == NEVER and mention.certainty is Certainty.CONFIRMED
