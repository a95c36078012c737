"""Which staging system and edition a statement uses."""

from __future__ import annotations

import functools
import re

from fhir_mappers.fhir import Concept
from fhir_mappers.reading import words
from fhir_mappers.terminology import Terminology

TNM_AXES = ("t", "n", "m")
SYSTEMS = (
    "TNM",
    "FIGO",
    "Lugano",
    "Ann Arbor",
    "Rai",
    "Binet",
    "R-ISS",
    "ISS",
    "INSS",
    "INRG",
    "Dukes",
    "WHO grade",
)
_EDITION = re.compile(r"\b(AJCC|UICC|TNM)\b\D{0,20}?(\d)(?:st|nd|rd|th)?\b", re.IGNORECASE)
_NAMED = {system: re.compile(rf"\b{re.escape(system)}\b") for system in SYSTEMS} | {
    "Dukes": re.compile(r"\b(?:Dukes|Duke['\u2019]s)\b")
}
_TNM = re.compile(r"\b(?:AJCC|UICC)\b")
REMEMBERED = 4096
_LONG_NAMES = {
    "American Joint Commi": "AJCC",
    "International Union Against Cancer": "UICC",
    "Union for International Cancer Control": "UICC",
    "International Federation of Gynecology": "FIGO",
}


def read_method(method: Concept, terms: Terminology) -> tuple[str, str]:
    """System and edition of `Observation.method` (`("TNM", "AJCC 8")`); empty where unsaid."""
    meaning = terms.first("stage_methods", method)
    if meaning is not None:
        system, _, written = meaning.means.partition(":")
        edition = _EDITION.search(written)
        return known_system(system), f"{edition[1].upper()} {edition[2]}" if edition else ""
    return in_words(words(method))


@functools.lru_cache(maxsize=REMEMBERED)
def in_words(text: str) -> tuple[str, str]:
    """System and edition as named in words, empty where they name none."""
    for long_name, short in _LONG_NAMES.items():
        text = text.replace(long_name, f"{short} {long_name}")
    edition = _EDITION.search(text)
    if edition is not None:
        return "TNM", f"{edition[1].upper()} {edition[2]}"
    for system, named in _NAMED.items():
        if named.search(text):
            return system, ""
    return ("TNM", "") if _TNM.search(text) else ("", "")


def known_system(name: str) -> str:
    """The name among those of `Stage.system`; `other` for a system that no judgement uses."""
    if not name or name in SYSTEMS:
        return name
    families = (system for system in SYSTEMS if name.casefold().startswith(system.casefold()))
    return next(families, "other")
