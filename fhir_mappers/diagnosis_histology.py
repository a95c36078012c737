"""Histology and site beside a diagnosis code: extensions, ICD-O behaviour, `bodySite`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fhir_mappers import fhir
from fhir_mappers.diagnosis_words import HISTOLOGIES, VOCABULARY, TumourWords, parse, refined
from fhir_mappers.facts import Certainty
from fhir_mappers.fhir import Coding, Concept, Json
from fhir_mappers.reading import Reading
from fhir_mappers.terminology import Meaning

PRIMARY, IN_SITU, METASTATIC = "3", "2", "6"
_EXTENSIONS = (
    "histology-morphology-behavior",
    "histology-morphology-behavior-icdo3",
    "histology-extension",
    "morphology-behavior",
    "histology-morphology-behavior-vs",
    "morphologie",
)
_BEHAVIOUR_EXTENSIONS = ("behavior-code-extension",)
_OWN_HISTOLOGY = (
    "sclc",
    "lymphoma",
    "leukaemia",
    "myeloma",
    "melanoma",
    "net",
    "sarcoma",
    "gist",
    "glioma",
    "hcc",
    "testis",
    "thyroid",
)
_BEHAVIOURS = {"metastatic": METASTATIC, "in-situ": IN_SITU}
_ICD_O = re.compile(r"M?\s*\d{4,5}\s*/\s*(\d)\s*")


@dataclass(frozen=True)
class Morphology:
    """Histology group, the ICD-O behaviour digit (empty if unsaid), and the coding that said it."""

    histology: str | None
    behaviour: str
    coding: Coding | None


def morphology(json: Json, reading: Reading) -> Morphology:
    """Histology of one Condition from its extensions."""
    found = [
        fhir.concept(entry.get("valueCodeableConcept"))
        for entry in fhir.extensions(json, *_EXTENSIONS)
    ]
    merged = Concept(tuple(coding for concept in found for coding in concept.codings))
    meaning = reading.terms.first("histologies", merged)
    said = meaning.means if meaning else ""
    behaviour = next((digit for coding in merged.codings if (digit := _digit(coding.code))), "")
    behaviour = behaviour or _BEHAVIOURS.get(said, "")
    for entry in fhir.extensions(json, *_BEHAVIOUR_EXTENSIONS):
        codings = fhir.concept(entry.get("valueCodeableConcept")).codings
        behaviour = behaviour or next((coding.code for coding in codings), "")
    histology = said if said and said not in _BEHAVIOURS else None
    coding = meaning.coding if meaning else next(iter(merged.codings), None)
    return Morphology(histology, behaviour, coding)


def histology_in(text: str, tumour: str, reading: Reading) -> str | None:
    """The one histology that words name ("NSCLC, adenocarcinoma"); None with none or several.

    Tumour types that are a histology by themselves take none from words.
    """
    if tumour in _OWN_HISTOLOGY:
        return None
    mentions = reading.lexicon.find(text, "histology_words")
    named = {
        mention.means
        for mention in mentions
        if mention.means != "unspecified" and mention.certainty is Certainty.CONFIRMED
    }
    return named.pop() if len(named) == 1 else None


def _digit(code: str) -> str:
    match = _ICD_O.fullmatch(code)
    return match[1] if match else ""


def site(json: Json, reading: Reading) -> Meaning | None:
    """The organ of `bodySite`, by topography; None when it is not named or not known."""
    for concept in fhir.concepts(json.get("bodySite")):
        meaning = reading.terms.first("topographies", concept)
        if meaning is not None:
            return meaning
    return None


def tumour_of_organ(organ: str, reading: Reading) -> TumourWords | None:
    """The cancer that usually starts in an organ, by the code set `organ_tumours`."""
    meaning = reading.terms.coding("organ_tumours", Coding(VOCABULARY, organ))
    return parse(meaning.means) if meaning else None


def with_histology(words: TumourWords, histology: str | None, reading: Reading) -> TumourWords:
    """The tumour with its histology known.

    A histology that is a tumour type of its own (`gist`, `net`) decides the type; so do small cells
    in the lung, and melanoma cells in a mucosa, by the code set `tumour_refinements`, which may
    name a part of the organ (`other/vulva#melanoma/cutaneous`).
    """
    if histology is None:
        return words
    part = refined(f"{words.type}/{words.subtype}#{histology}", reading.terms)
    if part is not None and part.type == words.type:
        return replace(words, subtype=part.subtype)
    narrower = part or refined(f"{words.type}#{histology}", reading.terms)
    if narrower is None and histology not in HISTOLOGIES:
        narrower = parse(histology)
    if narrower is None:
        return words if words.histology else replace(words, histology=histology)
    if narrower.type == words.type:
        return replace(words, subtype=words.subtype or narrower.subtype)
    return replace(narrower, side=words.side, role=words.role)
