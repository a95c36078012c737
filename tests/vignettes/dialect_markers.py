"""Writes the results of biomarkers of a vignette in a coding style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fhir_mappers.facts import Biomarker, BiomarkerStatus
from tests.vignettes.dialect import Style, UnwritableError, coding, find, loinc
from tests.vignettes.dialect_chart import Resource, coded_only, observed

NOTHING = {"english": "no alteration detected", "german": "keine Alteration nachgewiesen"}


def marker(result: Biomarker, style: Style) -> Iterator[Resource]:
    """A result, an order that waits for one, or a variant of the gene."""
    coded_only(result.because)
    if result.coverage != "full" or result.method or result.detail or result.why:
        raise UnwritableError("a result with coverage, method, score or cause")
    row = find("markers", ("marker",), result.biomarker)
    reference = result.because[0].reference
    if result.status is BiomarkerStatus.KNOWN_NEGATIVE:
        yield from _negative(reference, result, row, style)
    elif result.status is BiomarkerStatus.KNOWN_POSITIVE:
        yield _positive(reference, result, row, style)
    elif result.status is BiomarkerStatus.PENDING and row["loinc"]:
        code = loinc(row["loinc"])
        yield {**observed(reference, code, result.day), "status": "registered"}
    else:
        raise UnwritableError("a result that is missing without an order")


def _negative(reference: str, result: Biomarker, row: Any, style: Style) -> Iterator[Resource]:
    words = row["german"] if style.language == "german" else row["negative"]
    if not style.coded:
        words = words or f"{_genes(row)}: {NOTHING[style.language]}"
        yield observed(
            reference, {"text": _name(result, row)}, result.day, valueString=_said(words)
        )
    elif words:
        code = loinc(row["loinc"]) if row["loinc"] else {"text": _name(result, row)}
        value = {"text": _said(words)}
        if words.startswith("LA") and not style.words:
            value = {"coding": [coding("loinc", words.split()[0])]}
        yield observed(reference, code, result.day, valueCodeableConcept=value)
    elif row["gene"]:
        for index, gene in enumerate(_pairs(row)):
            yield _variant(f"{reference}-{index}", gene, "LA9634-2", "", result)
    else:
        raise UnwritableError("a negative result without words")


def _said(words: str) -> str:
    """The words after an answer code."""
    return words.split(" ", 1)[1] if words.startswith("LA") else words


def _name(result: Biomarker, row: Any) -> str:
    names = {
        "MSI_MMR": "Microsatellite instability",
        "PDL1": "PD-L1",
        "BRCA_GERMLINE": "Germline BRCA1/2",
    }
    said = row["negative"].partition(":")[0] if ":" in row["negative"] else ""
    genes = _genes(row)
    return names.get(result.biomarker) or (
        f"{genes} analysis" if genes else said or result.biomarker
    )


def _pairs(row: Any) -> list[tuple[str, str]]:
    parts = row["gene"].split()
    return list(zip(parts[::2], parts[1::2], strict=True))


def _genes(row: Any) -> str:
    return ", ".join(symbol for _, symbol in _pairs(row))


def _positive(reference: str, result: Biomarker, row: Any, style: Style) -> Resource:
    if "{variant}" in row["positive"] and not result.variant:
        raise UnwritableError("a mutation without a name")
    if result.variant and "{variant}" not in row["positive"] and not row["gene"]:
        raise UnwritableError("a named alteration without a gene")
    if row["positive"] and (not result.variant or "{variant}" in row["positive"]):
        words = row["positive"].format(variant=result.variant)
        code = loinc(row["loinc"]) if row["loinc"] and style.coded else {"text": _name(result, row)}
        return observed(reference, code, result.day, valueCodeableConcept={"text": _said(words)})
    if len(_pairs(row)) != 1 or not style.coded:
        raise UnwritableError("a positive gene without words")
    return _variant(reference, _pairs(row)[0], "LA9633-4", result.variant, result)


def _variant(
    reference: str, gene: tuple[str, str], answer: str, variant: str, result: Biomarker
) -> Resource:
    said = {"coding": [{**coding("gene", gene[0]), "display": gene[1]}]}
    components = [{"code": loinc("48018-6"), "valueCodeableConcept": said}]
    if variant:
        change = {"code": loinc("48005-3"), "valueCodeableConcept": {"text": variant}}
        components.append(change)
    found = {"coding": [coding("loinc", answer)]}
    written = observed(reference, loinc("69548-6"), result.day, valueCodeableConcept=found)
    return {**written, "component": components}
