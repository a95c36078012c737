"""Biomarkers that the code of a diagnosis carries: `Triple negative malignant neoplasm of breast`."""

from __future__ import annotations

from collections.abc import Iterable

from fhir_mappers.biomarker_result import NEGATIVE, POSITIVE, Result
from fhir_mappers.fhir import Coding, Concept
from fhir_mappers.reading import Reading


def in_codes(concepts: Iterable[Concept], reading: Reading) -> dict[str, Result]:
    """What the codings say; how the result was obtained is not stated."""
    return {name: result for name, (result, _) in with_coding(concepts, reading).items()}


def with_coding(concepts: Iterable[Concept], reading: Reading) -> dict[str, tuple[Result, Coding]]:
    """The same with the coding that says it."""
    found: dict[str, tuple[Result, Coding]] = {}
    for concept in concepts:
        for meaning in reading.terms.all("biomarker_in_diagnosis", concept):
            for part in meaning.means.split("+"):
                name, _, polarity = part.partition(":")
                result = Result(POSITIVE if polarity == "positive" else NEGATIVE)
                found[name] = (result, meaning.coding)
    return found
