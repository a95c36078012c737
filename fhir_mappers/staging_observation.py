"""Stages from Observations: one value on one axis, or a panel of components.

The axis comes from the Observation's code, but the value's own axis wins: a stage-group code whose
value is a T category is read as a T category. The prefix comes from the value, else from the
prefix extension, else from the code; y, r and a may also come from the group's members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fhir_mappers import fhir, staging_system
from fhir_mappers.facts import Certainty, Stage, Unread
from fhir_mappers.fhir import Concept, Json, Resource
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_doubt import weighed
from fhir_mappers.staging_frame import Frame, frame_of
from fhir_mappers.staging_values import StagingValue, is_absent, read_value, value_concept

_OTHER_SYSTEM_VALUE = re.compile(
    r"(?:^|\b(?:stage|grade|grad|group|dukes(?:'s?)?)\s+)"
    r"([A-D][1-3]?|L[12]|MS?|IV|I{1,3}|[0-5])$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """What a staging Observation asks: its axis, prefix and, outside TNM, its system."""

    axis: str
    prefix: str = ""
    system: str = ""


def read(resource: Resource, reading: Reading) -> Found:
    """Stages of one Observation; `()` when it is not about staging."""
    question = ask(fhir.concept(resource.json.get("code")), reading)
    if question is None:
        return ()
    if question.system == "other":
        return (Unread(resource.reference, "a staging system that is not used here"),)
    if fhir.text(resource.json.get("status")) == "cancelled":
        return (Unread(resource.reference, "the staging observation was cancelled"),)
    frame = frame_of(resource, reading)
    found = list(_one(resource.json, question, frame, reading))
    for component in fhir.items(resource.json.get("component")):
        part = ask(fhir.concept(component.get("code")), reading)
        if part is None and not question.axis:
            part = question  # labels such as `M`: the value tells its own axis
        if part is not None:
            found.extend(_one(component, part, frame, reading))
    return tuple(found)


def ask(code: Concept, reading: Reading) -> Question | None:
    """What a code asks for, by code set, else by the words of a local code.

    Some records write the staging system where the question belongs.
    """
    meaning = reading.terms.first("stage_axes", code)
    means = meaning.means if meaning else _asked_in_words(code, reading)
    if not means:
        method = reading.terms.first("stage_methods", code)
        system = method.means.partition(":")[0] if method else ""
        return Question("group", system=staging_system.known_system(system)) if system else None
    head, _, tail = means.partition(":")
    if head == "other":
        return Question("group", system=staging_system.known_system(tail))
    return Question("" if head == "panel" else head, tail)


def _asked_in_words(code: Concept, reading: Reading) -> str:
    mentions = reading.lexicon.find(words(code), "staging_words")
    return mentions[0].means if mentions else ""


def _one(
    json: Json, question: Question, frame: Frame, reading: Reading
) -> Iterator[Stage | Unread]:
    concept = value_concept(json)
    if is_absent(json) or (concept is None and question.axis and not json.get("hasMember")):
        yield Unread(frame.resource.reference, "a staging observation without a value")
    if concept is None or is_absent(json):
        return
    values = _read(concept, question, frame.system, reading)
    if not values and question.axis:
        yield Unread(frame.resource.reference, "its staging value is not known")
    axes = [value.axis for value in values]
    stages = [_stage(value, question, frame, words(concept)) for value in values]
    for stage in weighed(stages, concept.text, reading):
        several = axes.count(stage.axis) > 1
        yield replace(stage, certainty=Certainty.SUSPECTED) if several else stage
    if len(set(axes)) < len(axes):
        yield Unread(frame.resource.reference, "its codings disagree on the stage")


def _read(
    concept: Concept, question: Question, method: str, reading: Reading
) -> tuple[StagingValue, ...]:
    values = read_value(concept, question.axis, reading.terms)
    system = question.system or (method if question.axis == "group" else "")
    if values or system in ("", "TNM", "other"):
        return values
    for coding in (*concept.codings, None):
        written = concept.text if coding is None else coding.display or coding.code
        match = _OTHER_SYSTEM_VALUE.search(written.strip())
        if match is not None:
            return (StagingValue("group", "", match[1].upper(), coding),)
    return ()


def _stage(value: StagingValue, question: Question, frame: Frame, written: str) -> Stage:
    named_system, named_edition = staging_system.in_words(written)
    system = frame.system or question.system or named_system
    if not system and value.axis in staging_system.TNM_AXES:
        system = "TNM"
    asked = question.prefix if question.axis in ("", value.axis) else ""
    because = fhir.evidence(
        frame.resource, value.coding, on=frame.day, shown=written, verified=value.verified
    )
    return Stage(
        axis=value.axis,
        value=value.value,
        prefix=_prefix(value.prefix, frame.symbols, asked),
        system=system,
        edition=frame.edition or named_edition,
        tumour_ref=frame.tumour_ref,
        certainty=frame.certainty,
        day=frame.day,
        because=(because,),
    )


def _prefix(own: str, symbols: str, asked: str) -> str:
    """Descriptors in the order y, r, a, then c or p; the value's own c or p comes first."""
    letters = own + symbols
    basis = next((letter for letter in (*own, *symbols, *asked) if letter in "cp"), "")
    timing = "".join(letter for letter in "yra" if letter in letters)
    return timing if timing == "a" else timing + basis
