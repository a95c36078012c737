"""Stages written in the conclusion of a report, unless denied, feared, past or of another disease."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading
from fhir_mappers.staging_notation import Notation, find
from fhir_mappers.staging_system import in_words
from fhir_mappers.text_words import cleaned, sentences

_MARK = re.compile(
    r"\b(?:[yra]{0,2}[cp]?-?(?:stage|(?:tumor|krankheits)?stadium|stad\.|st\.(?=\s?I))|figo|uicc|ajcc|dukes?|[yra]{0,2}[cp]?[TNM][0-4Xi])",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^,]+")
_AHEAD = (
    "negation",
    "negation-short",
    "negation-next",
    "family",
    "hypothetical",
    "condition",
    "no-more",
)
_PAST = ("history", "history-short")
_HEDGES = ("suspicion", "suspicion-around", "alternative")
_BEHIND = ("negation-behind", "negation-tail")
_HEDGES_BEHIND = ("suspicion-behind", "suspicion-around")
_GRADE = "WHO grade"


@dataclass(frozen=True)
class SaidStage:
    """One written stage, its system and edition (empty where unsaid), and how firmly it is put."""

    notation: Notation
    system: str
    edition: str
    certainty: Certainty


def stages_in(text: str, reading: Reading) -> tuple[SaidStage, ...]:
    """Stages that a text states of the patient's cancer now; each once, in text order."""
    found: dict[SaidStage, None] = {}
    for sentence in sentences(cleaned(text)):
        told = {one.means for one in reading.lexicon.find(sentence.text, "report_words")}
        if "other-stage" not in told:
            found |= dict.fromkeys(_in_sentence(sentence.text, reading))
    return tuple(found)


def _in_sentence(sentence: str, reading: Reading) -> Iterator[SaidStage]:
    named, edition = in_words(sentence)
    system = "" if named == _GRADE else named
    for clause in _CLAUSE.finditer(sentence):
        notations = find(clause.group())
        certainty = _certainty(clause.group(), reading) if notations else None
        if certainty is None:
            continue
        for notation in notations:
            of_tnm = notation.axis != "group"
            yield SaidStage(
                notation, "" if of_tnm else system, "" if of_tnm else edition, certainty
            )


def _certainty(clause: str, reading: Reading) -> Certainty | None:
    """How one clause puts its stage; None when it is not that of the patient now."""
    mark = _MARK.search(clause)
    at = mark.start() if mark else 0
    told = reading.lexicon.find(clause, "cues", "report_words")
    ahead = {cue.means for cue in told if cue.end <= at}
    later = {cue.means for cue in told if cue.start > at}
    answered = any(cue.means == "negation" and not clause[cue.end :].strip() for cue in told)
    if answered or ahead & {*_AHEAD, *_PAST, "formerly"} or later & {*_BEHIND, "formerly"}:
        return None
    hedged = ahead & {*_HEDGES} or later & {*_HEDGES_BEHIND}
    return Certainty.SUSPECTED if hedged else Certainty.CONFIRMED
