"""How a report or a note says that the disease moves, and under which drugs."""

from __future__ import annotations

import re

from fhir_mappers.facts import Tempo, Truth
from fhir_mappers.narrative_words import Note, Scene
from fhir_mappers.reading import Reading
from fhir_mappers.symptom_over import is_of_a_past_year
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

_COMPLETE = "complete"
_GROWTH = ":growth"
# `on letrozole`, `under ribociclib and letrozole`; not `on ribociclib, switch to fulvestrant`.
_UNDER = re.compile(
    r"\b(?:on|under|despite|during|after|unter|trotz|nach)\s+"
    r"(?:(?!(?:to|auf|switch\w*|chang\w*|start\w*|umstell\w*|wechsel\w*)\b)[\w-]+[\s,/+&]+){0,4}$",
    re.IGNORECASE,
)


def tempo_in(note: Note, reading: Reading) -> tuple[Tempo, ...]:
    """How the text says the disease moves; on therapy when its sentence names a drug."""
    scene = Scene.of(note.text, reading)
    drugs = reading.lexicon.find(note.text, "drugs", "regimens")
    written = normalise(note.text)
    found = (
        _tempo(
            mention, [drug for drug in drugs if drug.sentence == mention.sentence], note, written
        )
        for mention in scene.of_kind("tempo")
        if scene.is_firm(mention) and not mention.history
        if not is_of_a_past_year(written, mention, reading.today)
    )
    return tuple(dict.fromkeys(found))


def _tempo(mention: Mention, drugs: list[Mention], note: Note, written: str) -> Tempo:
    return Tempo(
        kind="responding" if mention.means == _COMPLETE else mention.means.split(":")[0],
        basis="text",
        on_therapy=Truth.YES if drugs else Truth.UNKNOWN,
        complete=mention.means == _COMPLETE,
        growth=mention.means.endswith(_GROWTH),
        day=note.because.day,
        because=(note.because,),
        under=_classes(drugs, written),
    )


def _classes(drugs: list[Mention], written: str) -> tuple[str, ...]:
    """Classes of the drugs that a sentence names as those under which the disease moves."""
    under = (drug for drug in drugs if _UNDER.search(written[: drug.start]))
    kinds = {kind for drug in under for kind in drug.means.partition("|")[2].split("+")}
    return tuple(sorted(kinds - {""}))
