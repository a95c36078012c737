"""Physiological reserve beside performance status: albumin, weight, wasting, ASA, frailty, Hb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_activity, condition_certainty
from fhir_mappers.facts import IMPLAUSIBLE, Activity, Certainty, Day, Evidence, Reserve, Unread
from fhir_mappers.fhir import Concept, Json, Resource
from fhir_mappers.measures import MEASURES, UnitError, convert
from fhir_mappers.number_words import grade
from fhir_mappers.observed import (
    bare_number,
    numbers_in,
    parts,
    value_concepts,
    value_text,
    why_not_final,
)
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import condition_day, observation_day
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

SCORES = ("asa", "cfs")
SIGNS = ("cachexia", "severe-malnutrition")
_QUANTITIES = ("albumin", "haemoglobin", "weight", "weight-loss")
_LOSS = "weight-loss"
_TERMINOLOGIES = ("loinc", "sct")
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d+)?)\s*(?:%|per\s?cent|prozent)", re.IGNORECASE)
_SPAN = re.compile(
    r"(\d+(?:[.,]\d+)?)[\s-]*(week|month|year|woche|monat|jahr|mo\b|wk)", re.IGNORECASE
)
_MONTHS = {"week": 12 / 52, "woche": 12 / 52, "wk": 12 / 52, "year": 12.0, "jahr": 12.0}
_SCORE = re.compile(r"\W{0,3}(?:[a-z]{3,}\W{1,3}){0,3}?(\d|vi|iv|v|i{1,3})\b", re.IGNORECASE)

CONDITIONS_AS_VALUE = ("cachexia", "severe-malnutrition")


def read(resource: Resource, reading: Reading) -> Found:
    """Reserve facts of one Observation or Condition; `()` when it is about something else.

    Only what the patient has now counts: suspected, excluded and past conditions say nothing.
    """
    if resource.type == "Condition":
        return tuple(_of_condition(resource, reading))
    if resource.type != "Observation":
        return ()
    found = tuple(_of_observation(resource, reading))
    why = why_not_final(resource.json) if found else ""
    return (Unread(resource.reference, why),) if why else found


def _of_observation(resource: Resource, reading: Reading) -> Iterator[Reserve | Unread]:
    on = observation_day(resource.json, reading)
    for part in parts(resource.json):
        code = fhir.concept(part.get("code"))
        found = reading.terms.first("reserve", fhir.concept(part.get("valueCodeableConcept")))
        if found and found.means.partition(":")[0] in (*CONDITIONS_AS_VALUE, *SCORES):
            evidence = fhir.evidence(resource, found.coding, on=on, verified=found.verified)
            yield from _stated(resource, found.means, "", on, evidence)
            continue
        meaning = reading.terms.first("reserve", code)
        coding = meaning.coding if meaning else None
        because = fhir.evidence(
            resource,
            coding,
            on=on,
            shown=value_text(part) or code.words,
            verified=meaning.verified if meaning else True,
        )
        asked = meaning.means if meaning else _asked_in_words(code, reading)
        yield from _measured(resource, part, asked, on, because, reading)


def _asked_in_words(code: Concept, reading: Reading) -> str:
    """What a local code asks by its words; a code of a terminology that we know is left alone."""
    if any(reading.terms.system(coding.system) in _TERMINOLOGIES for coding in code.codings):
        return ""
    mentions = reading.lexicon.find(words(code), "measures")
    return next((mention.means for mention in mentions if not mention.family), "")


def _measured(
    resource: Resource, part: Json, asked: str, on: Day | None, because: Evidence, reading: Reading
) -> Iterator[Reserve | Unread]:
    kind, _, score = asked.partition(":")
    if kind in SCORES:
        value = float(score) if score.isdigit() else _score(part, kind, reading)
        yield from _bounded(resource, kind, value, on, because)
    elif kind in SIGNS and _is_present(part):
        yield Reserve(kind, None, on, (because,))
    elif kind in _QUANTITIES:
        yield from _quantity(resource, part, kind, on, because)


def _is_present(part: Json) -> bool:
    """A sign coded as an Observation's code; a value of its own is left to other readers."""
    return part.get("valueBoolean") is True or not any(name.startswith("value") for name in part)


def _score(part: Json, kind: str, reading: Reading) -> float | None:
    number = bare_number(part)
    if number is not None:
        return number
    for concept in value_concepts(part):
        for meaning in reading.terms.all("reserve", concept):
            head, _, score = meaning.means.partition(":")
            if head == kind and score.isdigit():
                return float(score)
    text = value_text(part)
    match = _SCORE.search(text)
    return grade(match[1]) if match else next(iter(numbers_in(text)), None)


def _quantity(
    resource: Resource, part: Json, kind: str, on: Day | None, because: Evidence
) -> Iterator[Reserve | Unread]:
    quantity = next(fhir.items(part.get("valueQuantity")), None)
    if quantity is None:
        value = _loss_in(value_text(part)) if kind == _LOSS else None
        yield from _bounded(resource, kind, value, on, because)
        return
    try:
        value = convert(kind, quantity)
    except UnitError as error:
        yield Unread(resource.reference, str(error))
        return
    yield from _bounded(
        resource, kind, abs(value) if value and kind == _LOSS else value, on, because
    )


def _bounded(
    resource: Resource, kind: str, value: float | None, on: Day | None, because: Evidence
) -> Iterator[Reserve | Unread]:
    if value is None:
        return
    if MEASURES.by_kind[kind].accepts(value):
        yield Reserve(kind, value, on, (because,))
    else:
        yield Unread(resource.reference, IMPLAUSIBLE)


def _of_condition(resource: Resource, reading: Reading) -> Iterator[Reserve | Unread]:
    code = fhir.concept(resource.json.get("code"))
    on = condition_day(resource.json, reading)
    certain = condition_certainty(resource.json, "measures") is Certainty.CONFIRMED
    if not certain or condition_activity(resource.json) is Activity.HISTORY:
        return
    for meaning in reading.terms.all("reserve", code):
        because = fhir.evidence(resource, meaning.coding, on=on, verified=meaning.verified)
        yield from _stated(resource, meaning.means, words(code), on, because)
        return
    because = fhir.evidence(resource, on=on, shown=code.words)
    for text in (words(code), *fhir.notes(resource.json)):
        yield from written(resource, text, because, reading)


def written(
    resource: Resource, text: str, because: Evidence, reading: Reading
) -> Iterator[Reserve | Unread]:
    """What a free text says of the patient now: ASA class, frailty, wasting, weight loss."""
    for mention in _own(reading.lexicon.find(text, "measures")):
        means = f"{mention.means}{_after(text, mention)}"
        yield from _stated(resource, means, text, because.day, because)


def _own(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return tuple(
        mention
        for mention in mentions
        if mention.certainty is Certainty.CONFIRMED and not (mention.family or mention.history)
    )


def _after(text: str, mention: Mention) -> str:
    """The score that follows the name of a scale, as `:3`."""
    match = _SCORE.match(normalise(text), mention.end) if mention.means in SCORES else None
    return f":{grade(match[1]):.0f}" if match else ""


def _stated(
    resource: Resource, means: str, text: str, on: Day | None, because: Evidence
) -> Iterator[Reserve | Unread]:
    kind, _, score = means.partition(":")
    if kind in SIGNS:
        yield Reserve(kind, None, on, (because,))
    elif kind in SCORES and score.isdigit():
        yield from _bounded(resource, kind, float(score), on, because)
    elif kind == _LOSS:
        yield from _bounded(resource, kind, _loss_in(text), on, because)


def _loss_in(text: str) -> float | None:
    """Percent of weight lost; None without a percentage or over a longer time than counts."""
    percent = _PERCENT.search(text)
    span = _SPAN.search(text)
    limit = MEASURES.by_kind[_LOSS].max_months
    if span is not None and limit is not None:
        factor = _MONTHS.get(span[2].casefold(), 1.0)
        if float(span[1].replace(",", ".")) * factor > limit:
            return None
    return float(percent[1].replace(",", ".")) if percent else None
