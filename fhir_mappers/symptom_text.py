"""Symptoms in free text, with what must not be taken for one: prevented, past, postoperative."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.fhir import Concept
from fhir_mappers.reading import Reading, words
from fhir_mappers.text import Mention

CUES = "symptom_cues"
_BEFORE, _BEHIND = "hypothetical", "hypothetical-behind"
_OPERATIVE, _INJURY, _TUMOUR_MADE = "operative", "injury", "tumour-made"
_NEAR, _CLOSE, _CLAUSE = 30, 12, 60
_LIST = re.compile(r"\s*(?:,|/|and|or|und|oder|,\s*and|,\s*or)\s*(?:further|later|eine[rn]?)?\s*")


@dataclass(frozen=True)
class SymptomWords:
    """One meaning of the code set or lexicon: `kind[:organ][:operative]`."""

    kind: str
    organ: str | None = None
    operative: bool = False


@dataclass(frozen=True)
class SaidSymptom:
    """One symptom that a text names. What is only feared or prevented is left out before."""

    words: SymptomWords
    certainty: Certainty
    history: bool
    operative: bool


def parse(means: str) -> SymptomWords:
    """Read one `means`."""
    kind, *rest = means.split(":")
    organ = next((part for part in rest if part and part != _OPERATIVE), None)
    return SymptomWords(kind, organ, _OPERATIVE in rest)


def own_cause(code: Concept, reading: Reading) -> bool:
    """Whether a concept is an injury or another trouble that no tumour makes.

    A code that names a symptom, or the word pathological, wins over a fall in the text.
    """
    coded = [meaning.means for meaning in reading.terms.all("symptoms", code)]
    if coded:
        return all(means == _INJURY for means in coded)
    cues = [cue.means for cue in reading.lexicon.find(words(code), CUES) if _firm(cue)]
    return _INJURY in cues and _TUMOUR_MADE not in cues


def said_in(text: str, reading: Reading) -> tuple[SaidSymptom, ...]:
    """Symptoms that a text states of the patient, each kind and organ once, the firmest mention.

    Negated ones come as EXCLUDED. Hypothetical ones (`to prevent obstruction`) do not come.
    """
    if not text:
        return ()
    cues = reading.lexicon.find(text, CUES)
    found: dict[SymptomWords, SaidSymptom] = {}
    for mention in _stated(text, reading.lexicon.find(text, "symptoms"), cues):
        said = SaidSymptom(
            parse(mention.means), mention.certainty, mention.history, _is_operative(mention, cues)
        )
        held = found.get(said.words)
        if held is None or _weight(said) < _weight(held):
            found[said.words] = said
    return tuple(found.values())


def _stated(
    text: str, mentions: tuple[Mention, ...], cues: tuple[Mention, ...]
) -> Iterator[Mention]:
    """Mentions without relatives and without what is only feared, also as part of a list."""
    feared: Mention | None = None
    for mention in mentions:
        listed = feared is not None and _LIST.fullmatch(text[feared.end : mention.start])
        if listed or _is_feared(text, mention, cues):
            feared = mention
        elif not mention.family:
            yield mention


def _weight(said: SaidSymptom) -> tuple[bool, int]:
    firmness = (Certainty.CONFIRMED, Certainty.SUSPECTED, Certainty.EXCLUDED)
    return said.history, firmness.index(said.certainty)


def _is_feared(text: str, mention: Mention, cues: Iterable[Mention]) -> bool:
    return any(
        (cue.means == _BEFORE and _leads_to(text, cue, mention))
        or (cue.means == _BEHIND and 0 <= cue.start - mention.end <= _CLOSE)
        for cue in cues
    )


def _leads_to(text: str, cue: Mention, mention: Mention) -> bool:
    """Whether nothing but a few words of the same clause stands between cue and symptom."""
    between = text[cue.end : mention.start]
    return (
        cue.start <= mention.start
        and len(between) <= _CLAUSE
        and not any(mark in between for mark in ",;:.")
    )


def _is_operative(mention: Mention, cues: Iterable[Mention]) -> bool:
    return parse(mention.means).operative or any(
        cue.means == _OPERATIVE and _firm(cue) and _is_near(cue, mention) for cue in cues
    )


def _is_near(cue: Mention, mention: Mention) -> bool:
    apart = max(cue.start - mention.end, mention.start - cue.end)
    return apart <= _NEAR and cue.sentence == mention.sentence


def _firm(cue: Mention) -> bool:
    return cue.certainty is Certainty.CONFIRMED
