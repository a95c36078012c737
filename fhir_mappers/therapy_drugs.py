"""Which antineoplastic drugs a medication resource names: by code at every level, else by name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fhir_mappers import fhir
from fhir_mappers.facts import Certainty
from fhir_mappers.fhir import Coding, Concept, Json
from fhir_mappers.reading import Reading, words
from fhir_mappers.terminology import Terminology

_BIOSIMILAR = re.compile(r"(.+)-[a-z]{4}")


@dataclass(frozen=True)
class Drugs:
    """Ingredients and their classes, in the order named; `coding` is None when a name spoke.

    `written` is everything the medication itself says, for whoever looks for a route or a dose.
    """

    ingredients: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    coding: Coding | None = None
    verified: bool = True
    written: str = ""
    shown: str = ""


def drugs_of(json: Json, reading: Reading) -> Drugs:
    """Drugs of a medication request, statement, administration or dispense.

    A coding that the code set knows is believed against a display or text that says otherwise.
    No known drug gives no ingredients.
    """
    concepts = tuple(_concepts(json, reading))
    return drugs_in(concepts, reading)


def drugs_in(concepts: tuple[Concept, ...], reading: Reading) -> Drugs:
    """Drugs that some concepts name, codes before text."""
    written = words(*concepts)
    shown = next((concept.words for concept in concepts if concept.words), "")
    known = [meaning for concept in concepts for meaning in reading.terms.all("drugs", concept)]
    if known:
        first = min(known, key=lambda meaning: not meaning.verified)
        ingredients, classes = _merged((meaning.means for meaning in known), reading.terms)
        verified = any(meaning.verified for meaning in known)
        return Drugs(ingredients, classes, first.coding, verified, written, shown)
    ingredients, classes = _merged(_named(written, reading), reading.terms)
    return Drugs(ingredients, classes, None, verified=True, written=written, shown=shown)


def _concepts(json: Json, reading: Reading) -> Iterator[Concept]:
    yield fhir.concept(json.get("medicationCodeableConcept"))
    reference = json.get("medicationReference")
    medication = reading.resolve(json, reference)
    if medication is not None:
        yield fhir.concept(medication.get("code"))
        for part in fhir.items(medication.get("ingredient")):
            yield fhir.concept(part.get("itemCodeableConcept"))
    if isinstance(reference, dict):
        yield Concept(text=fhir.text(reference.get("display")))


def _named(written: str, reading: Reading) -> Iterator[str]:
    for mention in reading.lexicon.find(written, "drugs"):
        if mention.certainty is not Certainty.EXCLUDED and not mention.family:
            yield mention.means


def _merged(said: Iterable[str], terms: Terminology) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ingredients and classes of several `ingredient+ingredient|class+class`, each once."""
    ingredients: dict[str, None] = {}
    classes: dict[str, None] = {}
    known = _classes(terms)
    for means in said:
        names, _, kinds = means.partition("|")
        for name in names.split("+"):
            ingredient = fold(name, terms)
            ingredients[ingredient] = None
            classes.update(dict.fromkeys(kinds.split("+") if kinds else known.get(ingredient, ())))
    return tuple(ingredients), tuple(classes)


def fold(name: str, terms: Terminology) -> str:
    """An ingredient in lower case, the four-letter suffix of a biosimilar removed."""
    ingredient = name.strip().casefold()
    match = _BIOSIMILAR.fullmatch(ingredient)
    return match[1] if match and match[1] in _classes(terms) else ingredient


def classes_of(ingredient: str, drugs: Drugs, terms: Terminology) -> tuple[str, ...]:
    """Classes of one of several ingredients; those of all together where the code set is silent."""
    return _classes(terms).get(ingredient, drugs.classes)


@functools.cache
def _classes(terms: Terminology) -> dict[str, tuple[str, ...]]:
    """Classes by single ingredient, as the code set lists them."""
    known: dict[str, tuple[str, ...]] = {}
    for row in terms.tables.get("drugs", ()):
        name, _, kinds = row.means.partition("|")
        if "+" not in name:
            known.setdefault(name, tuple(kinds.split("+")) if kinds else ())
    return known
