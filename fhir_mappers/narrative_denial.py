"""`No indication for resection of the liver metastases` denies a treatment, not the metastases.

`No mutation detected in the lung metastasis` denies a trait of theirs; what is denied of them in as
many words (`no growth of`) is a cue of its own, `aspect`.
`Resection of the liver metastases possible` doubts no metastasis either.
"""

from __future__ import annotations

import re

from fhir_mappers.facts import Certainty
from fhir_mappers.narrative_line import TRAIT, Line
from fhir_mappers.text import Mention
from fhir_mappers.text_scene import FEARS

_SINCE = re.compile(
    r"\b(?:after|following|since|post|at|nach|seit|bei)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\s+(?:(?:detected|found|seen|noted|nachweisbar)\s+)?"
    r"(?:(?:of|for|to|on|in|into|within|around|through|im|um|durch|der|des|die|den|dem|von|bei|an"
    r"|the|any|these|both|all|known|primary|tumou?r|and|und|primarius|primärtumors)\s+)+(?:\w+\s+)?",
    re.IGNORECASE,
)
_DOUBTS = frozenset(
    {
        "suspicion",
        "suspicion-around",
        "suspicion-behind",
        "alternative",
        *FEARS,
    }
)
_SUBJECT = re.compile(
    r"[\s:]*(?:(?:should|can|could|must|will|is|are|to|kann|können|sollen|sollten|nicht|not|no|keine"
    r"|be|werden)\s+)*",
    re.IGNORECASE,
)


def denies_treatment_or_trait(line: Line, mention: Mention) -> bool:
    """Whether what a sentence denies is a treatment, a biopsy or a trait of the metastases.

    "No recurrence after resection of liver metastases" denies the disease itself.
    """
    if mention.certainty is not Certainty.EXCLUDED:
        return False
    return any(
        act.certainty is Certainty.EXCLUDED
        and not _SINCE.search(line.text[line.start : act.start])
        and _acts_on(line.text, act, mention)
        for act in line.acts
    )


def doubts_treatment(line: Line, mention: Mention) -> bool:
    """Whether what a sentence calls possible is an operation on the metastases, which are there."""
    if mention.certainty is not Certainty.SUSPECTED:
        return False
    doubts = (cue for cue in line.cues if cue.means in _DOUBTS)
    treated = any(
        act.end <= mention.start and _acts_on(line.text, act, mention) for act in line.acts
    )
    return treated and all(cue.start >= mention.end for cue in doubts)


def _acts_on(text: str, act: Mention, mention: Mention) -> bool:
    if act.end <= mention.start:
        return _OBJECT.fullmatch(text[act.end : mention.start]) is not None
    return act.means != TRAIT and _SUBJECT.fullmatch(text[mention.end : act.start]) is not None
