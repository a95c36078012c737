"""Tells whether a negation denies a finding, or no more than a quality or an aspect of it.

"Not irradiated brain metastases" and "nicht operiertes Kolonkarzinom mit Lebermetastasen" speak of
something that is there; "not visible metastases" and "nicht nachweisbare Metastasen" of something
that is not, and so does a verb: "has not developed metastases". "No progression of the metastases"
denies the progression, "no progression or metastases" both.
"""

from __future__ import annotations

import re

_VERB = re.compile(
    r"\b(?:has|have|had|is|are|was|were|do|does|did|can|could|will|would|may|should)\s*$",
    re.IGNORECASE,
)
_OF_EXISTENCE = (
    r"(?!\w*(?:detect|identif|visib|visual|appreciab|demonstra|discern|exist|develop|malign"
    r"|suspicious|cancerous|suspect|known|receiv|requir|experienc|acquir|report|show|exhibit|reveal"
    r"|nachweis|nachgewies|vorhand|existier|sichtbar|abgrenz|erkennbar|darstellbar|auffindbar|gefund|festgestellt|entwickel|bekannt|bösartig|suspekt|verdächtig))"
)
_ENGLISH = re.compile(
    rf"[\s-]*(?:(?:\w+ly|otherwise|further|yet)\s+)?(?:(?:all|{_OF_EXISTENCE}\w{{2,}}(?:ed|able|ible|ing|ous|al|ic|ive))[\s-]+)+",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    rf"[\s-]*(?:(?:näher|weiter|primär|operativ|bisher|zuvor|\w+isch)\s+)?{_OF_EXISTENCE}(?!\w?eine[rsnm]?\b)"
    r"(?:alle[rnms]?|\w{2,}(?:(?:[lngrhs]t|elt|end|en|isch|lich|är|ös|bar|ell)e[rsnm]?|(?:al|ig|iv)e[rsnm]))\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:after|following|since|post|nach|seit|unter|under)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\s*(?:(?:the|these|those|this|any|all|both|her|his|their|known|existing|previously|described"
    r"|treated|irradiated|multiple|remaining|residual|der|die|den|dem|des|einer|aller|bekannte[nr]?"
    r"|vorbekannte[nr]?|bestehende[nr]?|beschriebene[nr]?|multiplen?)\s+)*"
    r"(?:(?!disease|tumou?r|primary|cancer|carcinoma|erkrankung|primär)\w+\s+(?:and|und)\s+)?",
    re.IGNORECASE,
)


def is_of_adjective(ahead: str, behind: str) -> bool:
    """Whether `not`, between these words of a sentence, denies no more than an adjective.

    `behind` ends where the name of a finding begins. A German adjective shows by its ending that a
    noun follows; an English one has to stand right before the name.
    """
    english = _ENGLISH.fullmatch(behind) is not None and _VERB.search(ahead) is None
    return english or _GERMAN.match(behind) is not None


def is_of_aspect(ahead: str, behind: str) -> bool:
    """Whether an aspect (`progression of`) between these words is all that is denied.

    `ahead` are the words from the negation on, `behind` those up to the finding.
    """
    return _SINCE.search(ahead) is None and _OWN.fullmatch(behind) is not None
