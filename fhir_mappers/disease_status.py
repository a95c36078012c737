"""How the disease moves: coded status, the German registries' course, and RECIST words."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.facts import Certainty, Day, Evidence, Statement, Tempo, Truth, Unread
from fhir_mappers.fhir import Concept, Json, Resource
from fhir_mappers.narrative_about import said_of
from fhir_mappers.observed import value_text, why_not_final
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import observation_day
from fhir_mappers.text import Mention

KIND = "disease_status"
_ASKED = ("status", "recist")
_MOVES = {
    "progressive": ("progressive", False),
    "stable": ("stable", False),
    "responding": ("responding", False),
    "partial": ("responding", False),
    "complete": ("responding", True),
}
_STATED = {
    "no-evidence-of-disease": "no-evidence-of-disease",
    "ned": "no-evidence-of-disease",
    "complete": "no-evidence-of-disease",
    "recurrence": "recurrence",
}
_PROGRESSIVE = "progressive"
_TREATED, _RECIST = "on-therapy", "recist"
_NOT_KNOWN = "its disease status is not known or could not be judged"


def read(resource: Resource, reading: Reading) -> Found:
    """Tempo, or a statement of remission or recurrence; `()` when it asks something else.

    Components on the primary, the nodes or distant disease are no status of the disease: the same
    letter means other things there. A progression of one component alone is read as progression.
    A complete remission is a response and a statement that there is no evidence of disease.
    """
    if resource.type != "Observation":
        return ()
    basis = _basis(resource.json, reading)
    if not basis:
        return ()
    why = why_not_final(resource.json)
    if why:
        return (Unread(resource.reference, why),)
    on = observation_day(resource.json, reading)
    found = tuple(_overall(resource, basis, on, reading)) or tuple(
        _components(resource, basis, on, reading)
    )
    told = value_text(resource.json)
    return tuple(said_of(found, resource, told, reading)) or (
        Unread(resource.reference, _NOT_KNOWN),
    )


def _basis(json: Json, reading: Reading) -> str:
    code = fhir.concept(json.get("code"))
    asked = reading.terms.first(KIND, code)
    if asked is not None:
        head = asked.means.split(":")[0]
        return _RECIST if head == _RECIST else "disease-status" if head in _ASKED else ""
    named = [mention.means for mention in reading.lexicon.find(words(code), "status_words")]
    if _RECIST in named:
        return _RECIST
    return "disease-status" if "status" in named else ""


def _overall(
    resource: Resource, basis: str, on: Day | None, reading: Reading
) -> Iterator[Tempo | Statement]:
    value = fhir.concept(resource.json.get("valueCodeableConcept"))
    treated = _on_therapy(resource.json, reading)
    for meaning in reading.terms.all(KIND, value):
        because = fhir.evidence(
            resource, meaning.coding, on=on, shown=value.words, verified=meaning.verified
        )
        yield from _facts(meaning.means, basis, treated, on, because)
        return
    because = fhir.evidence(resource, on=on, shown=value_text(resource.json))
    said = dict.fromkeys(_written(value_text(resource.json), reading))
    yield from dict.fromkeys(
        fact for means in said for fact in _facts(means, basis, treated, on, because)
    )


def _components(
    resource: Resource, basis: str, on: Day | None, reading: Reading
) -> Iterator[Tempo | Statement]:
    """Progression that only a component states, when the whole was not judged."""
    for part in fhir.items(resource.json.get("component")):
        value = fhir.concept(part.get("valueCodeableConcept"))
        for meaning in reading.terms.all(KIND, value):
            if _last(meaning.means) == _PROGRESSIVE:
                because = fhir.evidence(
                    resource, meaning.coding, on=on, shown=value.words, verified=meaning.verified
                )
                yield from _facts(_PROGRESSIVE, basis, Truth.UNKNOWN, on, because)
                return


def _facts(
    means: str, basis: str, treated: Truth, on: Day | None, because: Evidence
) -> Iterator[Tempo | Statement]:
    word = _last(means)
    if word in _MOVES:
        kind, complete = _MOVES[word]
        yield Tempo(kind, basis, treated, complete, day=on, because=(because,))
    if word in _STATED:
        yield Statement(_STATED[word], "other", on, (because,))


def _last(means: str) -> str:
    return means.rsplit(":", 1)[-1]


def _written(text: str, reading: Reading) -> Iterator[str]:
    """Words of a text value; of several movements progression counts, else the first."""
    moves = own(reading.lexicon.find(text, "tempo", "status_values"))
    for mention in own(reading.lexicon.find(text, "statements")):
        partial = any(_is_part_of(mention, move) for move in moves)
        if mention.means in _STATED and _firm(mention) and not partial:
            yield mention.means
    named = [_tempo(mention.means) for mention in moves if _firm(mention)]
    if named:
        yield _PROGRESSIVE if _PROGRESSIVE in named else named[0]


def _is_part_of(mention: Mention, move: Mention) -> bool:
    """`Complete response` inside `near complete response` is no complete response."""
    inside = move.start <= mention.start and mention.end <= move.end
    return inside and len(move.phrase) > len(mention.phrase)


def _tempo(means: str) -> str:
    """The movement in a meaning such as `progressive:on-therapy` or `responding:complete`."""
    head, *more = means.split(":")
    return "complete" if "complete" in more else head


def _on_therapy(json: Json, reading: Reading) -> Truth:
    """Yes only when the words tie the status to current treatment; silence is unknown."""
    texts: list[Concept] = [fhir.concept(json.get("valueCodeableConcept"))]
    written = ". ".join((words(*texts), fhir.text(json.get("valueString")), *fhir.notes(json)))
    found = reading.lexicon.find(written, "tempo", "status_words")
    treated = any(_TREATED in mention.means.split(":") and _firm(mention) for mention in found)
    return Truth.YES if treated else Truth.UNKNOWN


def _firm(mention: Mention) -> bool:
    return mention.certainty is Certainty.CONFIRMED and not mention.history
