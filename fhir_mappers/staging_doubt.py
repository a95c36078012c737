"""How firmly words put the stages in them: `V. a. cM1`, `stage IV ruled out` (intake rules I3, I7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fhir_mappers.diagnosis_certainty import weaker
from fhir_mappers.facts import Certainty, Stage
from fhir_mappers.reading import Reading
from fhir_mappers.staging_notation import find
from fhir_mappers.text import Mention
from fhir_mappers.text_scene import FEARS, NEGATIONS
from fhir_mappers.text_words import cleaned, sentences

CLAUSE = re.compile(r"[^,]+")
_MARK = re.compile(
    r"\b(?:[yra]{0,2}[cp]?-?(?:stage|(?:tumor|krankheits)?stadium|stad\.|st\.(?=\s?I)|stg\b|upstaged\b)|figo|uicc|ajcc|dukes?|[yra]{0,2}[cp]?(?:[TNM][0-4X]|Tis))",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"[\s:]*[IVX0-4]*[A-E]?\d?[\s:(]*(?:(?:is|was|has|still|so far|currently|ist|war|derzeit|aktuell"
    r"|bisher|bislang|noch)[\s(]+){0,3}",
    re.IGNORECASE,
)
_AHEAD = frozenset({*NEGATIONS, "family", *FEARS, "no-more"})
_HEDGES = frozenset({"suspicion", "suspicion-around", "alternative"})
_AT_ONCE_BEHIND = _HEDGES | {"unassessed", "condition"}
_BEHIND = frozenset({"negation-behind", "negation-tail"})
_HEDGES_BEHIND = frozenset({"suspicion-behind", "suspicion-around"})


def certainty_of(clause: str, reading: Reading) -> Certainty:
    """How one clause puts its stage."""
    cues = reading.lexicon.find(clause, "cues")
    at = begin_of(clause)
    ahead = {cue.means for cue in cues if cue.end <= at and _counts(clause, cue)}
    later = {cue.means for cue in cues if cue.start > at}
    answered = any(cue.means == "negation" and not clause[cue.end :].strip() for cue in cues)
    if answered or ahead & _AHEAD or later & _BEHIND:
        return Certainty.EXCLUDED
    asked = any(_follows(clause, cue) for cue in cues if cue.means in _AT_ONCE_BEHIND)
    hedged = asked or ahead & (_HEDGES | {"supposition"}) or later & _HEDGES_BEHIND
    return Certainty.SUSPECTED if hedged else Certainty.CONFIRMED


def _counts(clause: str, cue: Mention) -> bool:
    return cue.means != "condition-first" or not clause[: cue.start].strip()


def begin_of(clause: str) -> int:
    """Where the stage of a clause begins."""
    mark = _MARK.search(clause)
    return mark.start() if mark else 0


def _follows(clause: str, cue: Mention) -> bool:
    """`M1 suspected`: the doubt stands right behind the stage."""
    mark = _MARK.search(clause)
    return mark is not None and _AT_ONCE.fullmatch(clause[mark.end() : cue.start]) is not None


def weighed(stages: Iterable[Stage], text: str, reading: Reading) -> Iterator[Stage]:
    """The stages as their own text puts them; one that it denies is left out."""
    doubted = _doubts(text, reading)
    for stage in stages:
        doubt = doubted.get((stage.axis, stage.value), Certainty.CONFIRMED)
        if doubt is not Certainty.EXCLUDED:
            yield replace(stage, certainty=weaker(doubt, stage.certainty))


def _doubts(text: str, reading: Reading) -> dict[tuple[str, str], Certainty]:
    """Axis and value of the stages that a text denies or doubts."""
    clauses = (
        clause.group()
        for sentence in sentences(cleaned(text))
        for clause in CLAUSE.finditer(sentence.text)
    )
    return {
        (notation.axis, notation.value): certainty
        for clause in clauses
        for notation in find(clause)
        for certainty in (certainty_of(clause, reading),)
        if certainty is not Certainty.CONFIRMED
    }
