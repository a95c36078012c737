"""Whether a text that names a clinical trial says that the patient takes part (section 16.8)."""

from __future__ import annotations

import re

from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import cleaned

_TRIAL, _TALK, _OPEN = "clinical-trial", "trial_words", "open"
_REACH = 20
_INSIDE = re.compile(
    r"\b(?:part of|within|in|on|under|rahmen|innerhalb)\s+(?:(?:an?|the|einer|der)\s+)?(?:clinical|klinischen)?",
    re.IGNORECASE,
)


def only_talked_of(mention: Mention, text: str, reading: Reading) -> bool:
    """Whether it is a trial that the sentence considers, declines or finds unavailable.

    What is advised `within a trial` is part of it; a trial that is advised is not yet joined.
    """
    if mention.means != _TRIAL:
        return False
    begin = max(0, mention.start - _REACH)
    inside = _INSIDE.search(cleaned(text), begin, mention.end) is not None
    talk = reading.lexicon.find(text, _TALK)
    return any(
        one.sentence == mention.sentence and (one.means == _OPEN or not inside) for one in talk
    )
