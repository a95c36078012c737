"""Which genes a variant or a region studied is about (mapping section 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fhir_mappers import coverage, fhir
from fhir_mappers.biomarker_words import ids_in
from fhir_mappers.fhir import Coding, Concept, Json
from fhir_mappers.observed import value_text
from fhir_mappers.reading import Reading, words


class Genes(NamedTuple):
    """Biomarker ids in the order told; `disputed` when an id and its symbol disagree."""

    names: tuple[str, ...]
    disputed: bool


def genes_of(json: Json, reading: Reading) -> Genes:
    """Genes by component; registries name the gene in a note, some laboratories in the value."""
    found: list[str] = []
    disputed = False
    for part in components(json, "gene", reading):
        symbols, conflict = _symbols(fhir.concept(part.get("valueCodeableConcept")), reading)
        symbols = symbols or list(ids_in(fhir.text(part.get("valueString")), reading))
        found.extend(symbols)
        disputed = disputed or conflict
    if not found and not any(components(json, "gene", reading)):
        found = list(_in_words(json, reading))
    return Genes(tuple(dict.fromkeys(_spoken_for(found))), disputed)


def markers_of(concepts: Iterable[Concept], reading: Reading) -> tuple[str, ...]:
    """The markers that genes speak for, in the order told."""
    symbols = [symbol for concept in concepts for symbol in _symbols(concept, reading)[0]]
    return tuple(dict.fromkeys(_spoken_for(symbols)))


def _spoken_for(symbols: Iterable[str]) -> Iterator[str]:
    """The markers that genes speak for; IDH1 speaks for itself and for IDH1/2, as it does in words."""
    known = coverage.load()
    for symbol in symbols:
        name = known.genes.get(symbol, symbol)
        yield from known.groups.get(name, (name,))


def components(json: Json, kind: str, reading: Reading) -> Iterator[Json]:
    """Components of one kind of the code set `variant_components`."""
    for part in fhir.items(json.get("component")):
        meaning = reading.terms.first("variant_components", fhir.concept(part.get("code")))
        if meaning is not None and meaning.means == kind:
            yield part


def _in_words(json: Json, reading: Reading) -> tuple[str, ...]:
    label = words(fhir.concept(json.get("code")))
    return ids_in(". ".join([*fhir.notes(json), label, value_text(json)]), reading)


def _symbols(concept: Concept, reading: Reading) -> tuple[list[str], bool]:
    symbols: list[str] = []
    disputed = False
    for coding in concept.codings:
        by_code = reading.terms.coding("genes", coding)
        shown = Coding(coding.system, coding.display.split(" ")[0])
        by_name = reading.terms.coding("genes", shown)
        if by_code and by_name and by_code.means != by_name.means and len(concept.codings) == 1:
            disputed = True
        chosen = by_code or by_name
        if chosen is not None:
            symbols.append(chosen.means)
    if not symbols:
        symbols = list(ids_in(words(concept), reading))
    return symbols, disputed
