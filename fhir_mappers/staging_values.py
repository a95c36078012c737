"""What a staging value says, on whatever axis it is: by code set, by notation, by its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import fhir, staging_notation
from fhir_mappers.fhir import Coding, Concept, Json
from fhir_mappers.staging_notation import Notation
from fhir_mappers.terminology import Terminology


@dataclass(frozen=True)
class StagingValue:
    """One value with the coding that carried it; without a coding it was read from text."""

    axis: str
    prefix: str
    value: str
    coding: Coding | None = None
    verified: bool = True


def read_value(concept: Concept, axis: str, terms: Terminology) -> tuple[StagingValue, ...]:
    """All values of one concept, each axis and value once.

    Known codes speak first, then codes written in TNM notation, then displays of unknown codes,
    then the text. `axis` is the axis of the question asked, empty when it does not tell; the
    value's own axis wins. A level is only asked when the ones before it were silent.
    """
    levels = (_by_code_set, _by_notation, _by_display, _by_text)
    for level in levels:
        found = tuple(level(concept, axis, terms))
        if found:
            return _each_once(found)
    return ()


def _by_code_set(concept: Concept, axis: str, terms: Terminology) -> Iterator[StagingValue]:
    for meaning in terms.all("stage_values", concept):
        own_axis, prefix, value = [*meaning.means.split(":", 2), "", ""][:3]
        bare = staging_notation.read_bare(meaning.coding.code, axis)
        if bare is not None:
            yield _value(bare, meaning.coding, verified=meaning.verified)
            continue
        yield StagingValue(own_axis or axis, prefix, value, meaning.coding, meaning.verified)
    if concept.codings:
        yield from _agreeing_notation(concept, axis, terms)


def _agreeing_notation(concept: Concept, axis: str, terms: Terminology) -> Iterator[StagingValue]:
    """A second coding in notation (`c3A`) beside a known one (`Stage 3A`) may add its prefix."""
    if any(terms.coding("stage_values", coding) for coding in concept.codings):
        yield from _by_notation(concept, axis, terms)


def _by_notation(concept: Concept, axis: str, terms: Terminology) -> Iterator[StagingValue]:
    for coding in concept.codings:
        if terms.system(coding.system).startswith("icd") or terms.coding("stage_values", coding):
            continue
        notation = staging_notation.read_code(coding.code, axis)
        if notation is not None:
            yield _value(notation, coding)


def _by_display(concept: Concept, axis: str, terms: Terminology) -> Iterator[StagingValue]:
    del terms
    for coding in concept.codings:
        for notation in _in_words(coding.display, axis):
            yield _value(notation, coding, verified=False)


def _by_text(concept: Concept, axis: str, terms: Terminology) -> Iterator[StagingValue]:
    del terms
    for notation in _in_words(concept.text, axis):
        yield _value(notation, None)


def _in_words(words: str, axis: str) -> tuple[Notation, ...]:
    whole = staging_notation.read_code(words, axis)
    return (whole,) if whole is not None else staging_notation.find(words)


def _value(notation: Notation, coding: Coding | None, *, verified: bool = True) -> StagingValue:
    return StagingValue(notation.axis, notation.prefix, notation.value, coding, verified)


def _each_once(found: tuple[StagingValue, ...]) -> tuple[StagingValue, ...]:
    """One entry for each axis and value, the one with the longest prefix, in the order found."""
    best: dict[tuple[str, str], StagingValue] = {}
    for value in found:
        key = (value.axis, value.value)
        if key not in best or len(value.prefix) > len(best[key].prefix):
            best[key] = value
    return tuple(best.values())


def value_concept(json: Json) -> Concept | None:
    """The value in any shape as a concept; a number is read like its digits."""
    if isinstance(json.get("valueCodeableConcept"), dict):
        return fhir.concept(json["valueCodeableConcept"])
    for name in ("valueString", "valueInteger", "valueCode"):
        if json.get(name) not in (None, ""):
            return Concept(text=str(json[name]).strip())
    return None


def is_absent(json: Json) -> bool:
    """Whether a data-absent-reason stands in for the value, also inside the value itself."""
    value = json.get("valueCodeableConcept")
    inside = value if isinstance(value, dict) else {}
    codings = fhir.concept(value).codings
    only_reason = bool(codings) and all(
        coding.system.rstrip("/").endswith("data-absent-reason") for coding in codings
    )
    return (
        (bool(json.get("dataAbsentReason")) and not inside)
        or any(True for _ in fhir.extensions(inside, "data-absent-reason"))
        or only_reason
    )
