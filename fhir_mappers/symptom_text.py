"""Symptoms in free text, with what must not be taken for one: prevented, past, postoperative."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.fhir import Concept
from fhir_mappers.reading import Reading, words
from fhir_mappers.symptom_over import LIST, is_denied_now, is_of_a_past_year, is_over
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

CUES = "symptom_cues"
_BEFORE, _BEHIND = "hypothetical", "hypothetical-behind"
_OPERATIVE, _INJURY, _TUMOUR_MADE = "operative", "injury", "tumour-made"
_ASKS, _DISTRACTOR, _SEVERE, _PAIN = "asks", "distractor", "severe", "pain"
_OPERATIVE_PREFIX = "operative-"
_NOWHERE = "unspecified"
_NEAR, _CLOSE, _CLAUSE = 30, 12, 60

_IN = re.compile(
    r"\s+(?:in|of|im|in der|within|der|des|from|due to|caused by|bei|durch|aufgrund von|wegen)\s+"
    r"(?:(?:the|left|right|linken|rechten|multiple|multiplen|known|bekannten)\s+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SymptomWords:
    """One meaning of the code set or lexicon: `[operative-]kind[:organ]`."""

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
    severe: bool = False

    @property
    def is_plain_pain(self) -> bool:
        """Pain of which nobody says that it is severe or beyond control (section 9)."""
        return self.words.kind == _PAIN and not self.severe


def parse(means: str) -> SymptomWords:
    """Read one `means`; `operative-` in front marks a complication of an operation."""
    kind, _, organ = means.partition(":")
    bare = kind.removeprefix(_OPERATIVE_PREFIX)
    return SymptomWords(bare, organ or None, bare != kind)


def own_cause(code: Concept, reading: Reading) -> bool:
    """Whether a concept is an injury or another trouble that no tumour makes.

    A code that names a symptom, or the word pathological, wins over a fall in the text.
    """
    coded = [meaning.means for meaning in reading.terms.all("symptoms", code)]
    if coded:
        return all(means == _INJURY for means in coded)
    cues = [cue.means for cue in reading.lexicon.find(words(code), CUES) if _firm(cue)]
    return _INJURY in cues and _TUMOUR_MADE not in cues


def asks_for_symptoms(code: Concept, reading: Reading) -> bool:
    """Whether an Observation's code asks how the patient is; goals and synoptic items do not."""
    return any(cue.means == _ASKS for cue in reading.lexicon.find(words(code), CUES))


def said_in(text: str, reading: Reading) -> tuple[SaidSymptom, ...]:
    """Symptoms that a text states of the patient, each kind and organ once, the firmest mention.

    Negated ones come as EXCLUDED. Hypothetical ones (`to prevent obstruction`) do not come.
    """
    if not text:
        return ()
    cues, written = reading.lexicon.find(text, CUES), normalise(text)
    mentions = reading.lexicon.find(text, "symptoms")
    found: dict[SymptomWords, SaidSymptom] = {}
    for mention in _stated(written, mentions, cues):
        said = SaidSymptom(
            parse(mention.means),
            mention.certainty,
            mention.history
            or is_over(written, mention, mentions, cues)
            or is_denied_now(written, mention)
            or is_of_a_past_year(written, mention, reading.today),
            _is_operative(mention, cues),
            any(cue.means == _SEVERE and _is_near(cue, mention) for cue in cues),
        )
        held = found.get(said.words)
        if held is None or _weight(said) < _weight(held):
            found[said.words] = said
    return tuple(found.values())


def tied_organ(kind: str, text: str, reading: Reading) -> str | None:
    """The one organ that the words tie to a symptom.

    `Liver abscess`, `painful bone metastasis`, `pain from bone metastases`.
    """
    written = normalise(text)
    spots = [one for one in reading.lexicon.find(text, "symptoms") if parse(one.means).kind == kind]
    named = (*reading.lexicon.find(text, "organs"), *reading.lexicon.find(text, "metastatic_sites"))
    organs = {
        organ.means.partition(":")[0]
        for organ in named
        if any(_is_tied(organ, spot, written) for spot in spots)
    }
    organs.discard(_NOWHERE)
    return organs.pop() if len(organs) == 1 else None


def _is_tied(organ: Mention, spot: Mention, written: str) -> bool:
    if organ.end <= spot.start:
        return written[organ.end : spot.start] == " "
    between = written[spot.end : organ.start]
    return between == " " or _IN.fullmatch(between) is not None


def _stated(
    text: str, mentions: tuple[Mention, ...], cues: tuple[Mention, ...]
) -> Iterator[Mention]:
    """Mentions without relatives and without what is only feared, also as part of a list."""
    feared: Mention | None = None
    for mention in mentions:
        if any(cue.means == _DISTRACTOR and _covers(cue, mention) for cue in cues):
            continue
        listed = feared is not None and LIST.fullmatch(text[feared.end : mention.start])
        if listed or _is_feared(text, mention, cues):
            feared = mention
        elif not mention.family:
            yield mention


def _weight(said: SaidSymptom) -> tuple[bool, int]:
    firmness = (Certainty.CONFIRMED, Certainty.SUSPECTED, Certainty.EXCLUDED)
    return said.history, firmness.index(said.certainty)


def _covers(cue: Mention, mention: Mention) -> bool:
    return cue.start <= mention.start and mention.end <= cue.end


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
    told = (cue for cue in cues if cue.means == _OPERATIVE and not _covers(mention, cue))
    return parse(mention.means).operative or any(
        _firm(cue) and _is_near(cue, mention) for cue in told
    )


def _is_near(cue: Mention, mention: Mention) -> bool:
    apart = max(cue.start - mention.end, mention.start - cue.end)
    return apart <= _NEAR and cue.sentence == mention.sentence


def _firm(cue: Mention) -> bool:
    return cue.certainty is Certainty.CONFIRMED
