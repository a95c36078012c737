"""Which biomarkers a test, a report or one component is about, by its code or else by its words."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappers.biomarker_her2 import speaks_of_hybridisation
from fhir_mappers.biomarker_label import is_of_test
from fhir_mappers.biomarker_text import STAIN, is_stain
from fhir_mappers.biomarker_words import Tested, markers_in, parse
from fhir_mappers.fhir import Coding, Concept
from fhir_mappers.reading import Reading, words

PANEL, VARIANT, REGION = "panel", "variant", "region-studied"


@dataclass(frozen=True)
class Subject:
    """What is tested. `kind` is `panel`, `variant`, `region-studied` or empty.

    `tested` is None for these kinds and for a code that names no marker; `coding` is the one that
    was known, None when the words decided.
    """

    tested: Tested | None = None
    kind: str = ""
    coding: Coding | None = None


def subject_of(code: Concept, reading: Reading) -> Subject:
    """Codes first; words only where no code is known and they name a test or nothing but a marker."""
    meaning = reading.terms.first("biomarker_tests", code)
    if meaning is None:
        return Subject(_named(code, reading))
    if meaning.means in (PANEL, VARIANT, REGION):
        return Subject(_named(code, reading), meaning.means, meaning.coding)
    return Subject(parse(meaning.means), "", meaning.coding)


def _named(code: Concept, reading: Reading) -> Tested | None:
    label = words(code)
    named = markers_in(label, reading)
    if not named or (code.codings and not is_of_test(label, reading)):
        return None
    ids = tuple(dict.fromkeys(name for entry in named for name in entry.biomarkers))
    proteins = {entry.protein for entry in named}
    return Tested(
        ids,
        method=_method(ids, label),
        protein=proteins.pop() if len(proteins) == 1 else "",
        part=all(entry.part for entry in named),
    )


def _method(ids: tuple[str, ...], label: str) -> str:
    if ids == ("HER2",) and speaks_of_hybridisation(label):
        return "ish"
    return STAIN if len(ids) == 1 and is_stain(label, ids[0]) else ""
