"""How a sentence puts a finding: negated, hedged, about a relative, over (intake rule I7).

A negation reaches from its cue to the finding unless a contrast, or a comma that starts a new count
of something, stands between. `no longer` and `no new` do not deny disease that exists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.text_words import Sentence

BEHIND = 45
HISTORY_REACH = 40
FAMILY_BEHIND = 15
_FRESH_COUNT = re.compile(
    r"[,:]\s*(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|several|multiple|numerous|"
    r"innumerable|single|solitary|zwei|drei|vier|mehrere|multiple|with|mit|known|bekannte)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cue:
    """One cue phrase with its offsets.

    `means` is `negation`, `negation-behind`, `suspicion`, `suspicion-behind`, `family`, `history`,
    `hypothetical`, `not-negation` or `break`.
    """

    means: str
    start: int
    end: int


@dataclass(frozen=True)
class Status:
    """What the sentence makes of one mention."""

    certainty: Certainty
    family: bool
    history: bool


def judge(sentence: Sentence, start: int, end: int, cues: Sequence[Cue]) -> Status:
    """Status of the words from `start` to `end`."""
    others = [cue for cue in cues if cue.end <= start or cue.start >= end]
    return Status(
        certainty=_certainty(sentence, start, end, others),
        family=any(cue.means == "family" and cue.start - end <= FAMILY_BEHIND for cue in others),
        history=any(
            cue.means == "history" and 0 <= start - cue.end <= HISTORY_REACH for cue in others
        ),
    )


def _certainty(sentence: Sentence, start: int, end: int, cues: Sequence[Cue]) -> Certainty:
    ahead = [
        cue for cue in cues if cue.end <= start and not _interrupted(sentence, cue, start, cues)
    ]
    behind = [
        cue
        for cue in cues
        if 0 <= cue.start - end <= BEHIND and not _interrupted_behind(sentence, end, cue, cues)
    ]
    if any(cue.means == "negation" and not _cancelled(cue, cues) for cue in ahead):
        return Certainty.EXCLUDED
    if any(cue.means == "negation-behind" for cue in behind):
        return Certainty.EXCLUDED
    hedges = ("suspicion", "hypothetical")
    if any(cue.means in hedges for cue in ahead):
        return Certainty.SUSPECTED
    if any(cue.means == "suspicion-behind" for cue in behind):
        return Certainty.SUSPECTED
    return Certainty.CONFIRMED


def _interrupted(sentence: Sentence, cue: Cue, start: int, cues: Sequence[Cue]) -> bool:
    if any(other.means == "break" and cue.end <= other.start < start for other in cues):
        return True
    between = sentence.text[cue.end - sentence.start : start - sentence.start + 1]
    return bool(_FRESH_COUNT.search(between))


def _interrupted_behind(sentence: Sentence, end: int, cue: Cue, cues: Sequence[Cue]) -> bool:
    if any(other.means == "break" and end <= other.start < cue.start for other in cues):
        return True
    between = sentence.text[end - sentence.start : cue.start - sentence.start]
    return "," in between and ":" not in between


def _cancelled(cue: Cue, cues: Sequence[Cue]) -> bool:
    """`no longer` and `no new` hold the word `no` without denying what exists."""
    return any(
        other.means == "not-negation" and other.start <= cue.start and cue.end <= other.end
        for other in cues
    )
