"""Genetic variants, pertinent negatives and regions studied (mapping section 9)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from fhir_mappers import coverage, fhir
from fhir_mappers.biomarker_result import NEGATIVE, NOT_TESTED, PENDING, POSITIVE, UNKNOWN, VARIANT
from fhir_mappers.biomarker_words import markers_in
from fhir_mappers.facts import Biomarker, BiomarkerStatus, Day, Truth, Unread
from fhir_mappers.fhir import Coding, Concept, Json, Resource
from fhir_mappers.reading import Found, Reading, words

OPEN = frozenset({"registered", "preliminary", "partial"})
ANSWERS = {
    "positive": POSITIVE,
    "negative": NEGATIVE,
    "equivocal": UNKNOWN,
    "not-a-result": NOT_TESTED,
}

WHY = {"equivocal": "indeterminate", "not-a-result": "no result"}


def read(resource: Resource, reading: Reading) -> Found:
    """Variants (69548-6) and regions studied (53041-0); implications name other people's drugs."""
    code = fhir.concept(resource.json.get("code"))
    meaning = reading.terms.first("biomarker_tests", code)
    if reading.terms.first("variant_components", code):
        return (Unread(resource.reference, "an implication names drugs or diseases, not results"),)
    if meaning is None or meaning.means not in ("variant", "region-studied"):
        return ()
    day = reading.event_day(resource.json, "effectiveDateTime", "effectivePeriod", "issued")
    genes, disputed = _genes(resource.json, reading)
    if meaning.means == "region-studied":
        return tuple(_studied(resource, genes, day, meaning.coding, reading))
    if disputed:
        return tuple(
            _fact(resource, gene, UNKNOWN, day, meaning.coding, why="gene id and symbol disagree")
            for gene in genes
        )
    return tuple(_variants(resource, genes, day, meaning.coding, reading))


def _variants(
    resource: Resource, genes: tuple[str, ...], day: Day | None, coding: Coding, reading: Reading
) -> Iterator[Biomarker]:
    status, why = _status(resource.json, reading)
    if status is None:
        return
    variant = _variant(resource.json, reading)
    germline = _source(resource.json, reading)
    for gene in genes:
        yield _fact(
            resource, gene, status, day, coding, variant=variant, why=why, germline=germline
        )


def _fact(
    resource: Resource,
    gene: str,
    status: BiomarkerStatus,
    day: Day | None,
    coding: Coding,
    *,
    variant: str = "",
    why: str = "",
    germline: Truth = Truth.UNKNOWN,
) -> Biomarker:
    return Biomarker(
        biomarker=_biomarker(gene, germline),
        status=status,
        coverage="full",
        variant=variant if status is POSITIVE else "",
        method="germline" if germline is Truth.YES else "ngs",
        why=why,
        germline=germline,
        day=day,
        because=(fhir.evidence(resource, coding, on=day, shown=f"{gene} {variant}".strip()),),
    )


def _biomarker(gene: str, germline: Truth) -> str:
    name = coverage.load().genes.get(gene, gene)
    if name == "BRCA":
        return "BRCA_GERMLINE" if germline is Truth.YES else "HRR_SOMATIC"
    return name


def _component(json: Json, kind: str, reading: Reading) -> Iterator[Json]:
    for part in fhir.items(json.get("component")):
        meaning = reading.terms.first("variant_components", fhir.concept(part.get("code")))
        if meaning is not None and meaning.means == kind:
            yield part


def _genes(json: Json, reading: Reading) -> tuple[tuple[str, ...], bool]:
    """Gene symbols, and whether an id and its symbol disagree; registries name the gene in a note."""
    found: list[str] = []
    disputed = False
    for part in _component(json, "gene", reading):
        symbols, conflict = _symbols(fhir.concept(part.get("valueCodeableConcept")), reading)
        found.extend(symbols)
        disputed = disputed or conflict
    if not found:
        noted = ". ".join([*fhir.notes(json), words(fhir.concept(json.get("code")))])
        found = [name for entry in markers_in(noted, reading) for name in entry.biomarkers]
    return tuple(dict.fromkeys(found)), disputed


def _symbols(concept: Concept, reading: Reading) -> tuple[list[str], bool]:
    symbols: list[str] = []
    disputed = False
    for coding in concept.codings:
        by_code = reading.terms.coding("genes", coding)
        by_name = reading.terms.coding("genes", Coding(coding.system, coding.display.split(" ")[0]))
        if by_code and by_name and by_code.means != by_name.means and len(concept.codings) == 1:
            disputed = True
        chosen = by_code or by_name
        if chosen is not None:
            symbols.append(chosen.means)
    if not symbols and concept.text:
        symbols = [name for entry in markers_in(concept.text, reading) for name in entry.biomarkers]
    return symbols, disputed


def _status(json: Json, reading: Reading) -> tuple[BiomarkerStatus | None, str]:
    """Status of a variant, and why it is no result; None when the resource decides nothing."""
    if fhir.text(json.get("status")).lower() in OPEN:
        return PENDING, ""
    if "equivocal" in _significance(json, reading):
        return UNKNOWN, "variant of uncertain significance"
    value = fhir.concept(json.get("valueCodeableConcept"))
    concepts = (value, *fhir.concepts(json.get("interpretation")))
    for concept in concepts:
        for meaning in reading.terms.all("answers", concept):
            if meaning.means in ANSWERS:
                return ANSWERS[meaning.means], WHY.get(meaning.means, "")
    if isinstance(json.get("valueBoolean"), bool):
        return (POSITIVE if json["valueBoolean"] else NEGATIVE), ""
    changed = [*_component(json, "protein", reading), *_component(json, "cdna", reading)]
    return (POSITIVE if changed or VARIANT.search(words(value)) else None), ""


def _significance(json: Json, reading: Reading) -> set[str]:
    return {
        meaning.means
        for part in _component(json, "significance", reading)
        for meaning in reading.terms.all("answers", fhir.concept(part.get("valueCodeableConcept")))
    }


def _variant(json: Json, reading: Reading) -> str:
    for kind in ("protein", "cdna"):
        for part in _component(json, kind, reading):
            concept = fhir.concept(part.get("valueCodeableConcept"))
            code = concept.codings[0].code if concept.codings else ""
            shown = concept.words or code or fhir.text(part.get("valueString"))
            if shown:
                return shown
    found = VARIANT.search(words(fhir.concept(json.get("valueCodeableConcept"))))
    return found[0] if found else ""


def _source(json: Json, reading: Reading) -> Truth:
    for part in _component(json, "source", reading):
        for meaning in reading.terms.all("answers", fhir.concept(part.get("valueCodeableConcept"))):
            if meaning.means in ("germline", "somatic"):
                return Truth.YES if meaning.means == "germline" else Truth.NO
    return Truth.UNKNOWN


def _studied(
    resource: Resource, genes: tuple[str, ...], day: Day | None, coding: Coding, reading: Reading
) -> Iterator[Biomarker]:
    """A gene studied without a variant on record anywhere in the chart was tested and negative."""
    found = {gene for other in reading.others.values() for gene in _present(other, reading)}
    altered = {coverage.load().genes.get(gene, gene) for gene in found}
    for gene in genes:
        if coverage.load().genes.get(gene, gene) not in altered:
            whole = _biomarker(gene, Truth.UNKNOWN) == gene
            fact = _fact(resource, gene, NEGATIVE, day, coding)
            yield fact if whole else dataclasses.replace(fact, coverage="partial")


def _present(json: Json, reading: Reading) -> tuple[str, ...]:
    if json.get("resourceType") != "Observation":
        return ()
    meaning = reading.terms.first("biomarker_tests", fhir.concept(json.get("code")))
    if meaning is None or meaning.means != "variant" or _status(json, reading)[0] is NEGATIVE:
        return ()
    return _genes(json, reading)[0]
