"""Which cancers a source speaks of when it says how the disease moves and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fhir_mappers import diagnosis, fhir
from fhir_mappers.diagnosis_text import primaries_in
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.diagnosis_words import parse
from fhir_mappers.facts import Fact, Statement, Tempo, Tumour
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading


def said_of(
    facts: Iterable[Fact], resource: Resource, text: str, reading: Reading
) -> Iterator[Fact]:
    """The facts, statements and movements with the cancers that the source names.

    Those are the cancers in the text, else the one that a Condition states, else those in focus.
    """
    about: tuple[str, ...] | None = None
    for fact in facts:
        if not isinstance(fact, (Statement, Tempo)):
            yield fact
            continue
        if about is None:
            about = _written(text, reading) or _stated(resource, reading)
        yield replace(fact, about=about)


def _written(text: str, reading: Reading) -> tuple[str, ...]:
    said = (parse(mention.means) for mention in own(primaries_in(text, reading)))
    return tuple(dict.fromkeys(words.type for words in said if words is not None))


def _stated(resource: Resource, reading: Reading) -> tuple[str, ...]:
    pointed = (
        reading.resolve(resource.json, node) for node in fhir.items(resource.json.get("focus"))
    )
    targets = [Resource("Condition", "", json) for json in pointed if json is not None]
    sources = [resource] if resource.type == "Condition" else targets
    facts = (fact for source in sources for fact in diagnosis.read(source, reading))
    return tuple(dict.fromkeys(fact.type for fact in facts if isinstance(fact, Tumour)))
