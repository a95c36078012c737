"""The free text of an order: statements, vague or telling words, and a written intent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.facts import Certainty, Evidence, Order, Statement
from fhir_mappers.fhir import Json
from fhir_mappers.order_kind import RESECTIONS
from fhir_mappers.order_words import said
from fhir_mappers.reading import Reading, words
from fhir_mappers.text import Mention
from fhir_mappers.text_words import sentences
from fhir_mappers.trial import only_talked_of
from fhir_mappers.whole_plan import with_plan

CURATIVE, PALLIATIVE, DIAGNOSTIC = "curative", "palliative", "diagnostic"
_INTENTS = {"curative-intent": CURATIVE, "palliative-intent": PALLIATIVE}
_CONCEPTS = ("reasonCode", "orderDetail", "bodySite")
_COURSES = ("long-course", "short-course")
_QUOTED = ("vague-benefit",)
_MISCONCEPTION, _NOT_THE_AIM = "misconception", "not-the-aim"
_AS_RECOMMENDED, _RECOMMENDED = "as-recommended", "resection-recommended"
_OTHERWISE = re.compile(
    r"\b(?:not|no|against|instead|despite|chemo\w*|systemic|\w*therap\w*|radi\w*|palliati\w*|biops\w*"
    r"|nicht|kein\w*|gegen|statt|trotz|system\w*|bestrahl\w*)\b",
    re.IGNORECASE,
)
_SHOULD_IT_HAPPEN = re.compile(
    r"(?:bitte\s+)?(?:bei(?!\s+(?:ihnen|dir)\b)|falls|wenn|sollten?|if|when|should|in case|in the event)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 6


def free_text(json: Json) -> str:
    """Everything people wrote on an order, its name first, each piece a sentence of its own."""
    return _sentences(words(fhir.concept(json.get("code"))), remarks(json))


def remarks(json: Json) -> str:
    """The same without the name of what is ordered."""
    pieces = [
        *(words(*fhir.concepts(json.get(name))) for name in _CONCEPTS),
        *fhir.notes(json),
        _instruction(fhir.text(json.get("patientInstruction"))),
        *(fhir.text(entry.get("text")) for entry in fhir.items(json.get("dosageInstruction"))),
    ]
    return _sentences(*pieces)


def _instruction(text: str) -> str:
    """What a patient is told, without what to do should something happen (rule I3)."""
    said = (sentence.text.strip() for sentence in sentences(text))
    return ". ".join(one for one in said if one and not _SHOULD_IT_HAPPEN.match(one))


def _sentences(*pieces: str) -> str:
    return ".\n".join(piece.rstrip(".") for piece in pieces if piece)


def statements_in(
    order: Order, text: str, beside: str, because: Evidence, reading: Reading
) -> tuple[Statement, ...]:
    """What an order affirms about the disease or the plan, each kind once.

    What is ordered is no plan by itself: only what is written `beside` it may state one. `As
    recommended by the tumour board`, beside an operation, is a recommendation of it.
    """
    said_of = [
        mention.means
        for mention in _statements(text, reading)
        if mention.certainty is Certainty.CONFIRMED and not mention.history
        if not only_talked_of(mention, text, reading)
    ]
    if order.order_class in RESECTIONS and _as_recommended(beside, reading):
        said_of.append(_RECOMMENDED)
    kinds = with_plan(said_of, beside, reading, deciding=True, ordered=order.order_class)
    return tuple(Statement(kind, "order", order.authored, (because,)) for kind in kinds)


def _as_recommended(beside: str, reading: Reading) -> bool:
    """Whether a board is said to want what is ordered, and nothing else in the same breath."""
    asked = said(beside, reading, _AS_RECOMMENDED)
    return any(not _OTHERWISE.search(mention.sentence) for mention in asked)


def _statements(text: str, reading: Reading) -> Iterator[Mention]:
    """Statements about this patient; palliative chemotherapy or care is no aim of an operation."""
    others = [
        (one.start, one.end)
        for one in reading.lexicon.find(text, "order_words")
        if one.means == _NOT_THE_AIM
    ]
    for mention in own(reading.lexicon.find(text, "statements")):
        if not any(start <= mention.start and mention.end <= end for start, end in others):
            yield mention


def telling_words(text: str, reading: Reading) -> tuple[str, ...]:
    """Vague phrases and misconceptions as written, and the course of radiotherapy, lower case."""
    found: dict[str, None] = {}
    for mention in _statements(text, reading):
        if mention.means in _QUOTED and mention.certainty is not Certainty.EXCLUDED:
            found[mention.phrase.casefold()] = None
    for mention in said(text, reading, *_COURSES, _MISCONCEPTION):
        course = mention.means in _COURSES
        found[mention.means if course else mention.phrase.casefold()] = None
    return tuple(found)[:_MOST_WORDS]


def intent_of(json: Json, text: str, reading: Reading) -> tuple[str, bool]:
    """The aim as `curative`, `palliative`, `diagnostic` or empty, and whether a code says so.

    Codes speak before text; two aims that contradict each other leave it empty. Adjuvant and
    supportive aims are none of the three.
    """
    coded = {means for means in _coded(json, reading) if means in (*_INTENTS.values(), DIAGNOSTIC)}
    if coded:
        return (coded.pop(), True) if len(coded) == 1 else ("", False)
    written = set(_written(json, text, reading))
    return (written.pop(), False) if len(written) == 1 else ("", False)


def _coded(json: Json, reading: Reading) -> Iterator[str]:
    for entry in fhir.extensions(json, "-intent"):
        concept = fhir.concept(entry.get("valueCodeableConcept"))
        yield from (meaning.means for meaning in reading.terms.all("intents", concept))
    for name in ("reasonCode", "orderDetail", "category"):
        for concept in fhir.concepts(json.get(name)):
            yield from (meaning.means for meaning in reading.terms.all("intents", concept))


def _written(json: Json, text: str, reading: Reading) -> Iterator[str]:
    """An intent that is spelt out anywhere on the order, or in the text of the extension."""
    named = (
        fhir.concept(entry.get("valueCodeableConcept"))
        for entry in fhir.extensions(json, "-intent")
    )
    for mention in _statements(f"{text}.\n{words(*named)}", reading):
        if mention.means in _INTENTS and mention.certainty is Certainty.CONFIRMED:
            yield _INTENTS[mention.means]
