"""Stages written in the conclusion of a report, unless denied, feared, past or of another disease."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading
from fhir_mappers.staging_doubt import CLAUSE, begin_of, certainty_of
from fhir_mappers.staging_elsewhere import without_other_diseases
from fhir_mappers.staging_notation import Notation, located
from fhir_mappers.staging_subject import subject_of, types_in
from fhir_mappers.staging_system import in_words
from fhir_mappers.text_scene import RETRACTED
from fhir_mappers.text_words import cleaned, sentences

_PAST = frozenset({"history", "history-short", "formerly"})
_GRADE = "WHO grade"


@dataclass(frozen=True)
class SaidStage:
    """One written stage, its system and edition (empty where unsaid), and how firmly it is put.

    `tumour_type` is the type of the cancer that the sentence names for it, None when it names none.
    """

    notation: Notation
    system: str
    edition: str
    certainty: Certainty
    tumour_type: str | None = None


def stages_in(text: str, reading: Reading) -> tuple[SaidStage, ...]:
    """Stages that a text states of the patient's cancer now; each once, in text order."""
    found: dict[SaidStage, None] = {}
    text = cleaned(text)
    several = len(types_in(text, reading)) > 1
    for sentence in sentences(text):
        own = without_other_diseases(sentence.text, reading, blood=True)
        found |= dict.fromkeys(_in_sentence(own.strip(), reading, several=several))
    return tuple(found)


def _in_sentence(sentence: str, reading: Reading, *, several: bool) -> Iterator[SaidStage]:
    """`several`: the text names more than one cancer, so that stages of an earlier one are its own."""
    named, edition = in_words(sentence)
    system = "" if named == _GRADE else named
    for clause in CLAUSE.finditer(sentence):
        notations = located(clause.group())
        certainty = _certainty(clause.group(), reading) if notations else None
        if certainty is None:
            continue
        if any(cue.means == RETRACTED for cue in reading.lexicon.find(sentence, "cues")):
            certainty = Certainty.SUSPECTED
        for at, notation in notations:
            subject = subject_of(sentence, clause.start() + at, reading)
            if subject is not None and several and subject.past:
                continue
            told = ("", "") if notation.axis != "group" else (system, edition)
            yield SaidStage(notation, *told, certainty, subject.type if subject else None)


def _certainty(clause: str, reading: Reading) -> Certainty | None:
    """How one clause puts its stage; None when it is not that of the patient now."""
    at = begin_of(clause)
    told = reading.lexicon.find(clause, "cues", "report_words")
    past = {cue.means for cue in told if cue.end <= at} & _PAST
    if past or any(cue.means == "formerly" and cue.start > at for cue in told):
        return None
    certainty = certainty_of(clause, reading)
    return None if certainty is Certainty.EXCLUDED else certainty
