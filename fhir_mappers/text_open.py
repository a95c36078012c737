"""`Distant metastases: unknown`, `not yet assessed`: nobody looked, which is neither yes nor no.

Such words make a finding doubtful. Of a test they tell that there is no result, which other modules
read: beside anything but a finding they are the `not` that they begin with, or nothing. `Number of
liver metastases unknown` leaves the number open, and no metastasis. `Evaluated for` doubts the finding
right behind it; a plan that somebody is evaluated for is one all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fhir_mappers.text_scene import Cue
from fhir_mappers.text_words import Sentence

_UNASSESSED, _OPEN_TAIL, _SOUGHT = "unassessed", "open-tail", "sought"
_PART_OF = re.compile(
    r"\b(?!(?:presence|existence|evidence|status|vorliegen|vorhandensein|nachweis|abklärung)\b)\w+"
    r"\s+(?:of|der|von)\s+(?:(?:the|both|all|known|bekannten|beiden)\s+){0,2}$",
    re.IGNORECASE,
)


def heard(
    cues: Sequence[Cue], start: int, sentence: Sentence, *, may_be_open: bool
) -> Sequence[Cue]:
    """The cues as they are heard at the words that begin at `start`, in a sentence."""
    if not any(cue.means in (_UNASSESSED, _OPEN_TAIL, _SOUGHT) for cue in cues):
        return cues
    ahead = sentence.text[: start - sentence.start]
    return tuple(_heard(cues, start, may_be_open and not _PART_OF.search(ahead)))


def _heard(cues: Sequence[Cue], start: int, may_be_open: bool) -> Iterator[Cue]:
    for cue in cues:
        if cue.means == _UNASSESSED and not may_be_open:
            yield replace(cue, means="negation-short")
        elif cue.means == _UNASSESSED and cue.end <= start:
            yield replace(cue, means="suspicion")
        elif cue.means == _SOUGHT and may_be_open:
            yield replace(cue, means="suspicion-next")
        elif cue.means not in (_OPEN_TAIL, _SOUGHT) or may_be_open:
            yield cue
