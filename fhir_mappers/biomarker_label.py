"""Whether a label with a code that nobody knows is that of a marker test.

Laboratories name their tests by gene and method (`ALK (D5F3)`), by gene and change (`BRAF V600E`) or
by gene and specimen (`KRAS, tissue`). The marker's name beside anything else (`HER2 visit`, `PR
interval`) is no label of a test.
"""

from __future__ import annotations

import re

from fhir_mappers import biomarker_limits
from fhir_mappers.biomarker_gene import without_parts
from fhir_mappers.biomarker_pieces import alteration_free
from fhir_mappers.biomarker_score import without_clones
from fhir_mappers.biomarker_words import is_ambiguous, without_markers
from fhir_mappers.reading import Reading

_WORD = re.compile(r"\w")
_METHOD, _CHANGE = "method", "alteration"


def is_of_test(label: str, reading: Reading) -> bool:
    """A word for a test, or a marker's name with nothing beside it but what tests are named by.

    Short names that mean other things as well (HR, PR, MET) need a method, a clone or a change.
    """
    if reading.lexicon.find(label, "test_words"):
        return True
    bare = without_markers(label, reading)
    plain = without_clones(without_parts(_without_changes(bare)))
    mentions = reading.lexicon.find(plain, "label_words", "results")
    named = [m for m in mentions if m.kind == "label_words" or m.means == _CHANGE]
    told = plain != bare or "%" in label or any(m.means in (_METHOD, _CHANGE) for m in named)
    found = reading.lexicon.find(label, "biomarker_words")
    if all(is_ambiguous(one) for one in found) and not told:
        return False
    left = list(plain)
    for mention in named:
        left[mention.start : mention.end] = " " * (mention.end - mention.start)
    return not _WORD.search("".join(left))


def _without_changes(text: str) -> str:
    """The text without the change looked for, also where it is named by its place (`R132`)."""
    decisive = biomarker_limits.load().decisive.values()
    places = sorted((word for words in decisive for word in words), key=len, reverse=True)
    plain = alteration_free(text)
    for place in places:
        plain = re.sub(rf"(?<!\w){re.escape(place)}(?!\d)", " ", plain, flags=re.IGNORECASE)
    return plain
