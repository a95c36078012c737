"""Stages of other diseases: kidney disease, ulcers and heart failure are staged from I to IV as well."""

from __future__ import annotations

import re

from fhir_mappers.reading import Reading
from fhir_mappers.staging_notation import find
from fhir_mappers.text import Mention

_OTHER = "other-stage"
_OF_CANCER = re.compile(r"\b(?:UICC|AJCC|FIGO|TNM|[cpr]?M[01][abc]?)\b")
_BLOOD = ("lymphoma", "leukaemia", "myeloma")


def without_other_diseases(sentence: str, reading: Reading, *, blood: bool) -> str:
    """The sentence without what it says of other diseases: "colon cancer, CKD stage 4".

    A stage belongs to the disease named before it, else to the first one after it. `blood` counts
    lymphoma, leukaemia and myeloma among the others.
    """
    named = reading.lexicon.find(sentence, "report_words", "tumours", "malignancy_words")
    named = tuple(entry for entry in named if entry.kind != "report_words" or entry.means == _OTHER)
    if not any(_is_other(entry, blood) for entry in named):
        return sentence
    starts = [0, *(entry.start for entry in named[1:]), len(sentence)]
    pieces = zip(named, starts, starts[1:], strict=False)
    return "".join(
        _behind(sentence[at:end]) if _is_other(entry, blood) else sentence[at:end]
        for entry, at, end in pieces
    )


def _behind(piece: str) -> str:
    """What follows a disease that has got its stage: "CKD stage 3, stage IV colon cancer".

    Behind one without a stage only what is of cancer by its name: "obesity, UICC IV".
    """
    stage, _, rest = piece.partition(",")
    return rest if find(stage) or _OF_CANCER.search(rest) else ""


def _is_other(entry: Mention, blood: bool) -> bool:
    return entry.means == _OTHER or (blood and entry.means.partition("/")[0] in _BLOOD)
