"""Performance status: ECOG and Karnofsky in every form in which they were seen.

The two scales stay apart; whoever judges maps one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_certainty
from fhir_mappers.facts import Certainty, Day, Evidence, Reserve, Unread
from fhir_mappers.fhir import Coding, Concept, Json, Resource
from fhir_mappers.measures import MEASURES
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
from fhir_mappers.terminology import Meaning
from fhir_mappers.text_words import normalise

SCALES = ("ecog", "kps")
_SCORE = re.compile(
    r"\W{0,3}(?:\w+\W{1,3}){0,3}?(\d{1,3}|\b(?:IV|I{1,3})\b)"
    r"(?:\s*[-\u2013/]\s*(\d{1,3}|(?:IV|I{1,3})\b))?(?![\w.,]*\d)"
)
_ROMAN = re.compile(r"(?:grade|grad|ecog)?\s*(IV|I{1,3})", re.IGNORECASE)
_OUT_OF_RANGE = "its performance status is outside the scale"
_NO_SCORE = "its performance status has no readable score"


def read(resource: Resource, reading: Reading) -> Found:
    """Reserve facts of kind `ecog` or `kps`; `()` when the resource is about something else."""
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
        asked = reading.terms.first("performance", code)
        scored = _scored(asked)
        if asked is not None and scored is not None:
            if part.get("valueBoolean") is not False:
                yield _fact(resource, *scored, on, fhir.evidence(resource, asked.coding, on=on))
        elif asked is not None and asked.means in SCALES:
            because = fhir.evidence(
                resource, asked.coding, on=on, shown=value_text(part), verified=asked.verified
            )
            yield from _valued(resource, part, asked.means, on, because, reading)
        elif asked is None:
            yield from _in_words(resource, part, code, on, reading)


def _valued(
    resource: Resource, part: Json, scale: str, on: Day | None, because: Evidence, reading: Reading
) -> Iterator[Reserve | Unread]:
    """A panel that holds its score in a component, or was not assessed, yields nothing."""
    bare = bare_number(part)
    coded = _coded(part, reading)
    if bare is not None:
        yield _fact(resource, scale, bare, on, because)
    elif coded is not None:
        yield _fact(resource, *coded, on, because)
    elif value_text(part) or _local_codes(part):
        score = _written(scale, value_text(part) or _local_codes(part), reading)
        if score is None:
            yield Unread(resource.reference, _NO_SCORE)
        else:
            yield _fact(resource, *score, on, because)


def _local_codes(part: Json) -> str:
    """Codes of a value that came without any words; some systems use the score as the code."""
    codings = fhir.concept(part.get("valueCodeableConcept")).codings
    return ". ".join(coding.code for coding in codings)


def _coded(part: Json, reading: Reading) -> tuple[str, float] | None:
    for concept in value_concepts(part):
        for meaning in reading.terms.all("performance", concept):
            scored = _scored(meaning)
            if scored is not None:
                return scored
    return None


def _scored(meaning: Meaning | None) -> tuple[str, float] | None:
    """Scale and score of a meaning such as `ecog:2`."""
    scale, _, score = meaning.means.partition(":") if meaning else ("", "", "")
    return (scale, float(score)) if scale in SCALES and score.isdigit() else None


def _written(scale: str, text: str, reading: Reading) -> tuple[str, float] | None:
    """A score in words; the scale that the text itself names wins over the code's."""
    named = _named(text, reading)
    if named is not None:
        return named
    numbers = numbers_in(text.replace("%", " "))
    roman = _ROMAN.fullmatch(text.strip())
    if roman is not None and scale == "ecog":
        return scale, grade(roman[1])
    if not numbers:
        return None
    return scale, max(numbers) if _is_range(text) else numbers[0]


def _is_range(text: str) -> bool:
    return re.fullmatch(r"\s*\d+\s*[-\u2013]\s*\d+\s*", text) is not None


def _named(text: str, reading: Reading) -> tuple[str, float] | None:
    """`ECOG 2`, `KPS: 70 %`; of a range the worse end."""
    plain = normalise(text)
    plain = text if len(text) == len(plain) else plain
    for mention in reading.lexicon.find(text, "measures"):
        if mention.means not in SCALES or mention.family or mention.history:
            continue
        match = _SCORE.match(plain, mention.end)
        if match is not None:
            scores = [grade(score) for score in match.groups() if score]
            return mention.means, max(scores) if mention.means == "ecog" else min(scores)
    return None


def _in_words(
    resource: Resource, part: Json, code: Concept, on: Day | None, reading: Reading
) -> Iterator[Reserve | Unread]:
    """A code that is not known but names the scale."""
    because = fhir.evidence(resource, on=on, shown=value_text(part))
    asked = [
        mention.means
        for mention in reading.lexicon.find(words(code), "measures")
        if mention.means in SCALES
    ]
    if asked:
        yield from _valued(resource, part, asked[0], on, because, reading)


def _of_condition(resource: Resource, reading: Reading) -> Iterator[Reserve | Unread]:
    """Registries and problem lists write the score as a diagnosis."""
    if condition_certainty(resource.json) is not Certainty.CONFIRMED:
        return
    code = fhir.concept(resource.json.get("code"))
    on = condition_day(resource.json, reading)
    meaning = reading.terms.first("performance", code)
    scored = _scored(meaning)
    coding: Coding | None = meaning.coding if meaning and scored else None
    scored = scored or _named(words(code), reading)
    if scored is not None:
        because = fhir.evidence(resource, coding, on=on, shown=code.words)
        yield _fact(resource, *scored, on, because)


def _fact(
    resource: Resource, scale: str, score: float, on: Day | None, because: Evidence
) -> Reserve | Unread:
    if not MEASURES.by_kind[scale].accepts(score):
        return Unread(resource.reference, _OUT_OF_RANGE)
    return Reserve(scale, score, on, (because,))
