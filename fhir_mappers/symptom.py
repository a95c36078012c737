"""Local problems that an operation might relieve: obstruction, bleeding, cord compression, ..."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_activity, condition_certainty, weaker
from fhir_mappers.facts import Activity, Certainty, Day, Symptom, Unread
from fhir_mappers.fhir import Coding, Concept, Json, Resource
from fhir_mappers.observed import parts, value_text, why_not_final
from fhir_mappers.order_target import body_organ
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import condition_day, observation_day
from fhir_mappers.symptom_text import (
    SaidSymptom,
    SymptomWords,
    asks_for_symptoms,
    own_cause,
    parse,
    said_in,
)

_ABSENT = frozenset({"negative", "absent", "not-a-result"})
_PRESENT = frozenset({"positive", "found"})
_NO = "no"


@dataclass(frozen=True)
class _Coded:
    words: SymptomWords
    coding: Coding
    verified: bool


def read(resource: Resource, reading: Reading) -> Found:
    """Symptoms of one Condition or Observation; `()` when it names none.

    Notes are read elsewhere (`narrative`).
    A pain score is no symptom by itself. An injury is none either: what comes from a fall is not
    relieved by a cancer operation.
    """
    if resource.type == "Condition":
        return tuple(_of_condition(resource, reading))
    if resource.type != "Observation":
        return ()
    found = tuple(_of_observation(resource, reading))
    why = why_not_final(resource.json) if found else ""
    return (Unread(resource.reference, why),) if why else found


def _of_condition(resource: Resource, reading: Reading) -> Iterator[Symptom]:
    code = fhir.concept(resource.json.get("code"))
    on = condition_day(resource.json, reading)
    if own_cause(code, reading):
        return
    state = condition_certainty(resource.json, "symptoms"), condition_activity(resource.json)
    place = _place(resource.json, code, reading)
    for symptom in _symptoms(resource, code, words(code), state, on, reading):
        yield replace(symptom, organ=symptom.organ or place)


def _place(json: Json, code: Concept, reading: Reading) -> str | None:
    """The body site, else the one organ that the name speaks of: `pain from the sigmoid tumour`."""
    sites = tuple(fhir.concepts(json.get("bodySite")))
    if sites:
        return body_organ(sites, reading)
    named = {mention.means for mention in reading.lexicon.find(words(code), "organs")}
    return named.pop() if len(named) == 1 else None


def _of_observation(resource: Resource, reading: Reading) -> Iterator[Symptom]:
    on = observation_day(resource.json, reading)
    for part in parts(resource.json):
        code = fhir.concept(part.get("code"))
        value = fhir.concept(part.get("valueCodeableConcept"))
        kinds = {entry.words.kind for entry in _coded(code, reading)}
        if kinds and not _coded(value, reading):
            found = Certainty.EXCLUDED if _is_denied(part, kinds, reading) else Certainty.CONFIRMED
            yield from _symptoms(resource, code, code.text, (found, Activity.ACTIVE), on, reading)
            continue
        written = value_text(part) if asks_for_symptoms(code, reading) else ""
        state = (Certainty.CONFIRMED, Activity.ACTIVE)
        yield from _symptoms(resource, value, written, state, on, reading)
        if not kinds and not written:
            yield from _asked_in_words(resource, part, code, on, reading)


def _asked_in_words(
    resource: Resource, part: Json, code: Concept, on: Day | None, reading: Reading
) -> Iterator[Symptom]:
    """A symptom that only the words of the question name, where the answer is yes or no."""
    kinds = {one.words.kind for one in said_in(words(code), reading)}
    if not kinds:
        return
    if _is_denied(part, kinds, reading):
        found = Certainty.EXCLUDED
    elif part.get("valueBoolean") is True or _answers(part, reading) & _PRESENT:
        found = Certainty.CONFIRMED
    else:
        return
    yield from _symptoms(resource, code, words(code), (found, Activity.ACTIVE), on, reading)


def _is_denied(part: Json, kinds: set[str], reading: Reading) -> bool:
    """Whether the value says no: by boolean, by a coded answer, or in words."""
    if part.get("valueBoolean") is False or _answers(part, reading) & _ABSENT:
        return True
    return any(
        said.words.kind in kinds and said.certainty is Certainty.EXCLUDED
        for said in said_in(value_text(part), reading)
    )


def _answers(part: Json, reading: Reading) -> set[str]:
    """What the value says of any question: the words and codes of yes and no."""
    value = fhir.concept(part.get("valueCodeableConcept"))
    answers = [meaning.means for meaning in reading.terms.all("answers", value)]
    written = value_text(part).strip(" .")
    for mention in reading.lexicon.find(written, "results"):
        alone = mention.end - mention.start == len(written)
        answers.append("negative" if alone and mention.means == _NO else mention.means)
    return {answer.split(":")[0] for answer in answers}


def _coded(code: Concept, reading: Reading) -> tuple[_Coded, ...]:
    """One entry for each kind that the codings name, the one with an organ first."""
    known: dict[str, _Coded] = {}
    for meaning in reading.terms.all("symptoms", code):
        said = parse(meaning.means)
        held = known.get(said.kind)
        if held is None or (held.words.organ is None and said.organ is not None):
            known[said.kind] = _Coded(said, meaning.coding, meaning.verified)
    return tuple(known.values())


def _symptoms(
    resource: Resource,
    code: Concept,
    written: str,
    state: tuple[Certainty, Activity],
    on: Day | None,
    reading: Reading,
) -> Iterator[Symptom]:
    """Coded symptoms, their organ filled in from the text, then what the text alone says."""
    certainty, activity = state
    said = said_in(written, reading)
    late = any(one.operative for one in said)
    known: set[str] = set()
    for entry in _coded(code, reading):
        kind, organ = entry.words.kind, entry.words.organ or _organ(entry.words.kind, said)
        known.add(kind)
        because = fhir.evidence(
            resource, entry.coding, on=on, shown=code.words, verified=entry.verified
        )
        operative = entry.words.operative or late
        yield Symptom(kind, organ, certainty, activity, operative, on, (because,))
    for one in said:
        if one.words.kind not in known and not one.is_plain_pain:
            yield _from_text(resource, code, one, state, on)


def _organ(kind: str, said: tuple[SaidSymptom, ...]) -> str | None:
    named = {one.words.organ for one in said if one.words.kind == kind}
    return named.pop() if len(named) == 1 else None


def _from_text(
    resource: Resource,
    code: Concept,
    one: SaidSymptom,
    state: tuple[Certainty, Activity],
    on: Day | None,
) -> Symptom:
    certainty, activity = state
    return Symptom(
        one.words.kind,
        one.words.organ,
        weaker(certainty, one.certainty),
        Activity.HISTORY if one.history else activity,
        one.operative,
        on,
        (fhir.evidence(resource, on=on, shown=code.words),),
    )
