"""Histology results: an Observation about one cancer may sharpen that tumour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fhir_mappers import diagnosis_coded, diagnosis_text, fhir
from fhir_mappers.diagnosis_certainty import weaker
from fhir_mappers.diagnosis_histology import histology_in, with_histology
from fhir_mappers.diagnosis_words import TumourWords
from fhir_mappers.facts import Activity, Certainty, Tumour
from fhir_mappers.fhir import Coding, Json, Resource
from fhir_mappers.neighbours import with_member
from fhir_mappers.observed import value_text
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import focus_reference
from fhir_mappers.terminology import Meaning

_NOT_FINAL = ("registered", "preliminary")
_NOT_HISTOLOGY = ("metastatic", "in-situ")
_QUESTION = Coding("http://loinc.org", "59847-4")


def read(resource: Resource, reading: Reading) -> Found:
    """The tumour in focus with its histology; `()` when that adds nothing.

    Without a focus the only cancer of the chart is meant. The Tumour refers to its Condition, so that
    both are one cancer to whoever judges.
    """
    value = fhir.concept(resource.json.get("valueCodeableConcept"))
    meaning = reading.terms.first("histologies", value)
    histology = meaning.means if meaning else _in_words(resource.json, reading)
    if histology is None or histology in _NOT_HISTOLOGY:
        return ()
    tumour = _meant(resource.json, reading)
    if tumour is None or tumour.histology:
        return ()
    return (sharpened(tumour, histology, resource, reading, meaning),)


def _in_words(json: Json, reading: Reading) -> str | None:
    """The histology that words answer to a question for it."""
    return (
        histology_in(value_text(json), "", reading) if _asks_for_histology(json, reading) else None
    )


def _asks_for_histology(json: Json, reading: Reading) -> bool:
    code = fhir.concept(json.get("code"))
    asked = any(
        (one.system, one.code) == (_QUESTION.system, _QUESTION.code) for one in code.codings
    )
    return asked or bool(reading.lexicon.find(words(code), "histology_questions"))


def sharpened(
    tumour: Tumour,
    histology: str,
    resource: Resource,
    reading: Reading,
    meaning: Meaning | None = None,
) -> Tumour:
    """The tumour with a histology that a resource states, no surer than that resource is final."""
    plain = TumourWords(tumour.type, tumour.subtype, None, tumour.side)
    sharper = with_histology(plain, histology, reading)
    final = fhir.text(resource.json.get("status")) not in _NOT_FINAL
    because = (
        fhir.evidence(resource, meaning.coding, verified=meaning.verified)
        if meaning
        else fhir.evidence(resource)
    )
    return replace(
        tumour,
        type=sharper.type,
        subtype=sharper.subtype,
        histology=sharper.histology,
        certainty=tumour.certainty if final else weaker(tumour.certainty, Certainty.SUSPECTED),
        because=(because,),
    )


def _meant(json: Json, reading: Reading) -> Tumour | None:
    """The tumour in focus, else the only one that any Condition of the chart states."""
    if json.get("focus"):
        target = focus_reference(json, reading)
        focused = reading.others.get(target) if target else None
        found = list(_tumours(target or "", focused, reading)) if focused else []
        return found[0] if len(found) == 1 else None
    return only_tumour(reading)


def only_tumour(reading: Reading) -> Tumour | None:
    """The one cancer that the Conditions of the chart state; None with none or several."""
    stated = [
        tumour
        for other in with_member(reading.others, "code")
        if other.get("resourceType") == "Condition"
        for tumour in _tumours(f"Condition/{fhir.text(other.get('id'))}", other, reading)
        if tumour.certainty is Certainty.CONFIRMED
    ]
    current = [tumour for tumour in stated if tumour.activity is not Activity.HISTORY]
    return current[0] if len({(one.type, one.subtype) for one in current}) == 1 else None


def _tumours(reference: str, json: Json, reading: Reading) -> Iterator[Tumour]:
    condition = Resource("Condition", reference, json)
    found = diagnosis_coded.read(condition, reading)
    if found is None:
        found = diagnosis_text.read(condition, reading)
    yield from (fact for fact in found if isinstance(fact, Tumour))
