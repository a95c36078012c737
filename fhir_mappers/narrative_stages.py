"""Stages written in the conclusion of a report, unless denied, feared, past or of another disease."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers.diagnosis_text import primaries_in
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
    """Stages that a text states of the patient's cancer now; each once, in text order.

    Where it names more than one cancer, the stages of an earlier one are its own.
    """
    text = cleaned(text)
    found: list[tuple[SaidStage, bool]] = []
    for sentence in sentences(text):
        own = without_other_diseases(sentence.text, reading, blood=True)
        found.extend(_in_sentence(own.strip(), reading))
    if any(past for _, past in found) and len(types_in(text, reading)) > 1:
        found = [(stage, past) for stage, past in found if not past]
    return tuple(dict.fromkeys(stage for stage, _ in found))


def _in_sentence(sentence: str, reading: Reading) -> Iterator[tuple[SaidStage, bool]]:
    """Each stage, and whether the cancer beside it is an earlier one."""
    written = [(clause, located(clause.group())) for clause in CLAUSE.finditer(sentence)]
    if not any(notations for _, notations in written):
        return
    name, edition = in_words(sentence)
    system = "" if name == _GRADE else name
    named = primaries_in(sentence, reading)
    retracted = any(cue.means == RETRACTED for cue in reading.lexicon.find(sentence, "cues"))
    for clause, notations in written:
        certainty = _certainty(clause.group(), reading) if notations else None
        if certainty is None:
            continue
        firm = Certainty.SUSPECTED if retracted else certainty
        for at, notation in notations:
            subject = subject_of(sentence, clause.start() + at, named, reading.today)
            told = ("", "") if notation.axis != "group" else (system, edition)
            stage = SaidStage(notation, *told, firm, subject.type if subject else None)
            yield stage, subject is not None and subject.past


def _certainty(clause: str, reading: Reading) -> Certainty | None:
    """How one clause puts its stage; None when it is not that of the patient now."""
    at = begin_of(clause)
    told = reading.lexicon.find(clause, "cues", "report_words")
    past = {cue.means for cue in told if cue.end <= at} & _PAST
    if past or any(cue.means == "formerly" and cue.start > at for cue in told):
        return None
    certainty = certainty_of(clause, reading)
    return None if certainty is Certainty.EXCLUDED else certainty
