"""Histology in the conclusion of a final pathology report sharpens the only cancer of the chart."""

from __future__ import annotations

from fhir_mappers import fhir
from fhir_mappers.diagnosis_histology import histology_in, tumour_of_organ
from fhir_mappers.diagnosis_observed import only_tumour, sharpened
from fhir_mappers.facts import Tumour
from fhir_mappers.fhir import Resource
from fhir_mappers.narrative import FINAL
from fhir_mappers.narrative_author import PATHOLOGY, author_of
from fhir_mappers.reading import Found, Reading, words

_SAID_TO_BE_FINAL = FINAL - {""}


def read(resource: Resource, reading: Reading) -> Found:
    """The tumour with its histology; `()` when the report names another organ or several groups."""
    json = resource.json
    text = fhir.text(json.get("conclusion"))
    if not text or fhir.text(json.get("status")) not in _SAID_TO_BE_FINAL:
        return ()
    title = words(fhir.concept(json.get("code")))
    histology = histology_in(text, "", reading)
    if histology is None or author_of(json, title, text, reading) != PATHOLOGY:
        return ()
    tumour = only_tumour(reading)
    if tumour is None or tumour.histology or not _is_about(tumour, f"{title}. {text}", reading):
        return ()
    return (sharpened(tumour, histology, resource, reading),)


def _is_about(tumour: Tumour, text: str, reading: Reading) -> bool:
    """Whether every organ and every cancer that the report names is that of the tumour."""
    organs = {mention.means for mention in reading.lexicon.find(text, "organs")}
    starting = (tumour_of_organ(organ, reading) for organ in organs)
    if any(one is None or one.type != tumour.type for one in starting):
        return False
    named = {mention.means for mention in reading.lexicon.find(text, "tumours")}
    types = {means.partition("/")[0].partition("#")[0] for means in named}
    return types <= {tumour.type, "other"}
