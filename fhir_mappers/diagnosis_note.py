"""A note that takes its own record back: `Suspected, biopsy pending`, `Entered in error` (rule I3).

Only a note that begins with such a verdict and names nothing else that the verdict could be about is
heard; what it says is a doubt and never a denial.
"""

from __future__ import annotations

import re

from fhir_mappers import fhir, text
from fhir_mappers.facts import Certainty
from fhir_mappers.fhir import Json
from fhir_mappers.text_words import normalise

_VERDICTS = "note_verdicts"
_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?(]|(?:by|on|per|until|at|since|clinically|radiologically|nach|durch|im|mittels|bis"
    r"|laut|am|diagnosis|imaging|mri|mrt|ct|pet|histo\w*|biops\w*)\b)",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"(?<!not )(?<!yet )(?<!be )(?<!until )(?<!nicht )(?<!noch )\b(?:confirmed|proven|proved|bestätigt|gesichert)\b",
    re.IGNORECASE,
)


def note_certainty(json: Json) -> Certainty:
    """Suspected where a note of the record doubts it or takes it back, else confirmed."""
    notes = (fhir.text(entry.get("text")) for entry in fhir.items(json.get("note")))
    doubted = any(_is_verdict(note) for note in notes if note)
    return Certainty.SUSPECTED if doubted else Certainty.CONFIRMED


def _is_verdict(note: str) -> bool:
    found = text.load().find(note, _VERDICTS)
    if not found:
        return False
    written = normalise(note)
    behind = written[found[0].end :]
    begins = not written[: found[0].start].strip(" .?")
    return begins and _ENDS.match(behind) is not None and _SETTLED.search(behind) is None
