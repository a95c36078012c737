"""Stages written in the conclusion of a report, unless denied, feared, past or of another disease."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading
from fhir_mappers.staging_doubt import CLAUSE, begin_of, certainty_of
from fhir_mappers.staging_elsewhere import without_other_diseases
from fhir_mappers.staging_notation import Notation, find
from fhir_mappers.staging_system import in_words
from fhir_mappers.text_scene import RETRACTED
from fhir_mappers.text_words import cleaned, sentences

_PAST = frozenset({"history", "history-short", "formerly"})
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
        own = without_other_diseases(sentence.text, reading, blood=True)
        found |= dict.fromkeys(_in_sentence(own, reading))
    return tuple(found)


def _in_sentence(sentence: str, reading: Reading) -> Iterator[SaidStage]:
    named, edition = in_words(sentence)
    system = "" if named == _GRADE else named
    for clause in CLAUSE.finditer(sentence):
        notations = find(clause.group())
        certainty = _certainty(clause.group(), reading) if notations else None
        if certainty is None:
            continue
        if any(cue.means == RETRACTED for cue in reading.lexicon.find(sentence, "cues")):
            certainty = Certainty.SUSPECTED
        for notation in notations:
            of_tnm = notation.axis != "group"
            yield SaidStage(
                notation, "" if of_tnm else system, "" if of_tnm else edition, certainty
            )


def _certainty(clause: str, reading: Reading) -> Certainty | None:
    """How one clause puts its stage; None when it is not that of the patient now."""
    at = begin_of(clause)
    told = reading.lexicon.find(clause, "cues", "report_words")
    past = {cue.means for cue in told if cue.end <= at} & _PAST
    if past or any(cue.means == "formerly" and cue.start > at for cue in told):
        return None
    certainty = certainty_of(clause, reading)
    return None if certainty is Certainty.EXCLUDED else certainty
