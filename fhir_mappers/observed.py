"""What readers of measured values share: which Observations count, and their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.fhir import Concept, Json
from fhir_mappers.reading import words

_NOT_FINAL = {
    "registered": "its status is registered, not final",
    "preliminary": "its status is preliminary, not final",
    "cancelled": "the observation was cancelled",
}
_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[.,]\d+)?(?![\w.,]*\d)")


def why_not_final(json: Json) -> str:
    """Why an Observation states no result yet; empty when it does. No status counts as final."""
    return _NOT_FINAL.get(fhir.text(json.get("status")).casefold(), "")


def parts(json: Json) -> Iterator[Json]:
    """The Observation itself, then its components; each has a code and a value of its own."""
    yield json
    yield from fhir.items(json.get("component"))


def value_concepts(part: Json) -> tuple[Concept, ...]:
    """The coded value first, then the interpretations."""
    value = fhir.concept(part.get("valueCodeableConcept"))
    return (value, *fhir.concepts(part.get("interpretation")))


def value_text(part: Json) -> str:
    """The value as somebody wrote it: a string, or the words of a coded value.

    The codes of HGVS are words themselves: `NP_004976.2:p.(Gly12Val)`.
    """
    concept = fhir.concept(part.get("valueCodeableConcept"))
    changes = (coding.code for coding in concept.codings if "hgvs" in coding.system.casefold())
    return fhir.text(part.get("valueString")) or words(concept) or ". ".join(changes)


def bare_number(part: Json) -> float | None:
    """An integer, or a quantity whatever its unit; None when there is none or it is a limit."""
    whole = part.get("valueInteger")
    if isinstance(whole, int) and not isinstance(whole, bool):
        return float(whole)
    for quantity in fhir.items(part.get("valueQuantity")):
        value = quantity.get("value")
        limited = bool(fhir.text(quantity.get("comparator")))
        if isinstance(value, int | float) and not isinstance(value, bool) and not limited:
            return float(value)
    return None


def numbers_in(text: str) -> tuple[float, ...]:
    """Numbers that stand alone in a text, decimal comma or point; `T2` or `2a` holds none."""
    return tuple(float(found[0].replace(",", ".")) for found in _NUMBER.finditer(text))
