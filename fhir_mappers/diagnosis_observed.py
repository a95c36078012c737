"""Histology results: an Observation that names its Condition may sharpen that tumour."""

from __future__ import annotations

from dataclasses import replace

from fhir_mappers import diagnosis_coded, diagnosis_text, fhir
from fhir_mappers.diagnosis_certainty import weaker
from fhir_mappers.diagnosis_histology import with_histology
from fhir_mappers.diagnosis_words import TumourWords
from fhir_mappers.facts import Certainty, Tumour
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Found, Reading
from fhir_mappers.staging_dates import focus_reference
from fhir_mappers.terminology import Meaning

_NOT_FINAL = ("registered", "preliminary")
_NOT_HISTOLOGY = ("metastatic", "in-situ")


def read(resource: Resource, reading: Reading) -> Found:
    """The focused tumour with its histology; `()` without a focus, or when it adds nothing.

    The Tumour refers to the Condition in focus, so that both are one cancer to whoever judges.
    """
    value = fhir.concept(resource.json.get("valueCodeableConcept"))
    meaning = reading.terms.first("histologies", value)
    target = focus_reference(resource.json, reading) if meaning else None
    if meaning is None or target is None or meaning.means in _NOT_HISTOLOGY:
        return ()
    tumour = _focused(target, reading)
    if tumour is None or tumour.histology:
        return ()
    return (_sharpened(tumour, meaning, resource, reading),)


def _sharpened(tumour: Tumour, meaning: Meaning, resource: Resource, reading: Reading) -> Tumour:
    plain = TumourWords(tumour.type, tumour.subtype, None, tumour.side)
    sharper = with_histology(plain, meaning.means, reading)
    final = fhir.text(resource.json.get("status")) not in _NOT_FINAL
    because = fhir.evidence(resource, meaning.coding, verified=meaning.verified)
    return replace(
        tumour,
        type=sharper.type,
        subtype=sharper.subtype,
        histology=sharper.histology,
        certainty=tumour.certainty if final else weaker(tumour.certainty, Certainty.SUSPECTED),
        because=(because,),
    )


def _focused(target: str, reading: Reading) -> Tumour | None:
    json = reading.others.get(target)
    if json is None:
        return None
    condition = Resource("Condition", target, json)
    found = diagnosis_coded.read(condition, reading)
    if found is None:
        found = diagnosis_text.read(condition, reading)
    tumours = [fact for fact in found if isinstance(fact, Tumour)]
    return tumours[0] if len(tumours) == 1 else None
