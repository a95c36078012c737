"""Which tumour a report says that its metastases come from (section 16.5).

Only where the words tie both: `metastatic colon cancer`, `colon cancer with liver metastases`,
`metastases of a colon cancer`. A tumour that is merely known beside them is not their origin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fhir_mappers.diagnosis_text import primaries_in, types_of
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.facts import Certainty
from fhir_mappers.narrative_sites import Study, sites_in
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise, sentences

_SPREAD = r"(?:metasta|filia|absiedlung|mets\b)"
_AHEAD = re.compile(
    r"\b(?:metastatic|metastasi[sz]ed|metastasier\w+|filialisiert\w*)\s+(?:\w+\s+){0,2}$"
    rf"|\b\w*{_SPREAD}\w*\s+(?:of|from|eine[sr]|des|der|vom)\s+"
    r"(?:(?:an?|the|known|bekannte[nrs]?)\s+)*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"\s*,?\s*(?:with|mit)\s+(?:[\w/]+,?\s+){{0,4}}?\w*{_SPREAD}"
    r"|\s*,?\s*(?:\w+\s+){0,4}(?:metastasiert|metastatic|filialisiert)\b",
    re.IGNORECASE,
)


def origins_in(text: str, seen: Study, reading: Reading) -> Mapping[str, str]:
    """The tumour type by site of spread; a site that is given two origins has none."""
    found: dict[str, set[str]] = {}
    for sentence in sentences(normalise(text)):
        origin = _origin(sentence.text, reading)
        if origin is not None:
            for said in sites_in(sentence.text, seen, reading):
                found.setdefault(said.site, set()).add(origin)
    return {site: types.pop() for site, types in found.items() if len(types) == 1}


def _origin(sentence: str, reading: Reading) -> str | None:
    named = own(primaries_in(sentence, reading))
    tied = [one for one in named if _is_tied(one, sentence)]
    firm = all(one.certainty is Certainty.CONFIRMED and not one.history for one in tied)
    types = types_of(tied)
    return next(iter(types)) if firm and len(types) == 1 else None


def _is_tied(tumour: Mention, sentence: str) -> bool:
    behind = _BEHIND.match(sentence, tumour.end) is not None
    return behind or _AHEAD.search(sentence[: tumour.start]) is not None
