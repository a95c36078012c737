"""Who speaks in a report: a tumour board, radiology, pathology or somebody else."""

from __future__ import annotations

import re

from fhir_mappers import fhir
from fhir_mappers.fhir import Json
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import normalise

BOARD, RADIOLOGY, PATHOLOGY, OTHER = "tumour-board", "radiology", "pathology", "other"
_PATHOLOGY_CODES = frozenset({"PAT", "SP", "CP", "CY"})
_RADIOLOGY_CODES = frozenset({"RAD", "IMG", "LP29684-5", "NMS", "RUS", "CT", "RX"})
_SPEAKS = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?::|recommend|advis|decid|decision|consensus|conclu|agree|empf|beschl|votum)",
    re.IGNORECASE,
)


def author_of(json: Json, title: str, text: str, reading: Reading) -> str:
    """The author by title, by category, or by a board that the text quotes.

    A referral to a board is no word of the board.
    """
    if any(mention.means == BOARD for mention in reading.lexicon.find(title, "care")):
        return BOARD
    if _quotes_board(text, reading):
        return BOARD
    categories = fhir.concepts(json.get("category"))
    codes = {coding.code.upper() for concept in categories for coding in concept.codings}
    if codes & _PATHOLOGY_CODES:
        return PATHOLOGY
    if codes & _RADIOLOGY_CODES:
        return RADIOLOGY
    told = {mention.means for mention in reading.lexicon.find(title, "report_words")}
    if PATHOLOGY in told:
        return PATHOLOGY
    return RADIOLOGY if told & {RADIOLOGY, "whole-body"} else OTHER


def _quotes_board(text: str, reading: Reading) -> bool:
    written = normalise(text)
    return any(
        mention.means == BOARD and _SPEAKS.match(written[mention.end :])
        for mention in reading.lexicon.find(text, "care")
    )
