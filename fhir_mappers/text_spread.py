"""What a word of spread says by itself: that it is none, or that it is doubted or denied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fhir_mappers.facts import Certainty
from fhir_mappers.text_words import Sentence, Word

_METASTATIC = "metastatic"
_DOUBTING = re.compile(
    r"(?:metastas|filia)\w*(?:suspekt|verd(?:ä|ae)chtig|verdacht|ausschluss|suche|screening|risiko|protokoll)"
    r"|metastatic (?:work ?up|screen|potential)"
)
_DENYING = re.compile(
    r"(?:(?:metastas|filia)\w*|mets)(?:frei|freiheit| free)\b"
    r"|(?:non|nicht ?|un|not yet )metasta|\bnm(?:c[rs]|hs)pc"
)
# "Brain met" is a metastasis, "lung MET exon 14" and "liver met criteria" are none.
_OTHER_MET = re.compile(
    r"(?<!\w)(?:MET|(?i:met)(?=\s+(?i:exon|ex|amp|gene|criteria|skip|mut|inhib|protein|over|alter)))"
)
# "Carcinoma of colon metastatic to liver" names no metastasis of the colon.
_ONWARDS = re.compile(r"\s+(?:in)?to\b", re.IGNORECASE)


def is_no_site(words: Sequence[Word], sentence: Sentence) -> bool:
    """Whether the `met` of a site is the gene or the verb, or the site is where disease came from."""
    if len(words) > 1 and words[-1].text == _METASTATIC:
        return _ONWARDS.match(sentence.text, words[-1].end - sentence.start) is not None
    met = next((word for word in words if word.text == "met"), None)
    return (
        met is not None and _OTHER_MET.match(sentence.text, met.start - sentence.start) is not None
    )


def is_inverted(words: Sequence[Word], sentence: Sentence) -> bool:
    """`Adenocarcinoma, colon, metastatic` is a name turned round: no metastasis of the colon."""
    if len(words) == 1 or words[-1].text != _METASTATIC:
        return False
    return "," in sentence.text[words[-2].end - sentence.start : words[-1].start - sentence.start]


def settled(written: str, certainty: Certainty) -> Certainty:
    """Compounds doubt or deny in one word: `lebermetastasensuspekt`, `nonmetastatic`."""
    if certainty is not Certainty.CONFIRMED:
        return certainty
    if _DOUBTING.search(written):
        return Certainty.SUSPECTED
    return Certainty.EXCLUDED if _DENYING.search(written) else Certainty.CONFIRMED
