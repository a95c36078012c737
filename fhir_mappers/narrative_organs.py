"""The organs that a sentence ties to its spread: before the word, behind it, or as a specimen."""

from __future__ import annotations

import re

from fhir_mappers.metastasis_organs import is_seat
from fhir_mappers.narrative_line import GENERAL, NAMES_TARGET, NO_TARGET, PRIMARY, Line
from fhir_mappers.text import Mention

_AND = r"(?:and|und|or|oder|nor|noch|as well as|sowie|plus)"
_ARTICLE = r"(?:(?:the|der|die|den|dem|left|right|both)\s+)*"
_JOINED = re.compile(rf"\s*(?:[,/&]\s*{_AND}|[,/&]|{_AND})\s*{_ARTICLE}", re.IGNORECASE)
_LISTED = re.compile(
    rf"\s*(?:\([^)]{{0,12}}\)|x\s*\d+)?\s*(?:[,/&]\s*{_AND}?|{_AND})\s*(?:in\s+)?{_ARTICLE}",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"\s*[:(]?\s*(?:(?:present|yes|positive|detected|ja|vorhanden|nachgewiesen|positiv)\s*[,:(]?\s*)?"
    r"(?:in\s+(?:the\s+)?)?" + _ARTICLE,
    re.IGNORECASE,
)
_HISTOLOGY = (
    r"(?:(?:\s+\w+){0,3}?\s+(?:(?:adeno)?carcinoma|adenokarzinom|karzinom|cancer|melanoma|sarcoma))"
)
_LESIONS = r"(?:lesions?|deposits?|foci|nodules?|implants?|tumou?rs?|disease|läsionen|herde?n?)"
_TARGET = re.compile(
    rf"(?:(?:{_HISTOLOGY}|\s+{_LESIONS})(?=\s+(?:involving|within|into|in|im|to)\s))?"
    r"\s*(?:involving|affecting|within|into|in|im|to|of|an|der|des|on)\s+"
    r"(?:(?!(?:and|or|und|oder|with|without|mit|ohne|patient\w*|setting)\b)\w+\s+){0,3}",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:of|in|im|am)\s+(?:(?:the|der|dem|left|right|linken|rechten)\s+)*$", re.IGNORECASE
)
_SPECIMEN = re.compile(
    r"\s*,?\s*(?:\w+\s+){0,2}(?:biops|core\b|fna\b|aspirat|specimen|stanz)", re.IGNORECASE
)
_TAKEN_FROM = re.compile(
    rf"(?:{_HISTOLOGY}\w*)?\s*(?:[,(]|\b(?:in|on)\b)\s*"
    r"(?:(?:an?|the|core|fine|needle|excision(?:al)?|percutaneous|guided|ultrasound|ct|us|eine[rn]?)[\s-]+)*"
    r"\w*(?:biops|stanz|fna\b|aspirat)\w*\s+(?:taken\s+)?(?:of|from|der|des|aus|einer|eines)\s+"
    r"(?:(?!(?:and|or|und|oder|not|without|ohne|nicht|primary)\b)\w+\s+){0,3}",
    re.IGNORECASE,
)
ASKED_FOR = re.compile(
    r"\b(?:plan\w*|recommend\w*|pending|await\w*|schedul\w*|suggest\w*|request\w*|advise\w*"
    r"|geplant\w*|empf\w+|ausstehend\w*|erbeten)\b",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*(?:(?:left|right)\s+)?", re.IGNORECASE)


def organs_ahead(line: Line, mention: Mention, floor: int) -> tuple[Mention, ...]:
    """`liver` of "liver and lung metastases", in text order; names of whole nodes stay apart."""
    found: list[Mention] = []
    edge = mention.start
    for organ in reversed(line.organs):
        between = line.gap(organ.end, edge)
        tied = _JOINED.fullmatch(between) or (mention.means in GENERAL and between.isspace())
        if organ.start < floor or organ.end > edge or not tied:
            continue
        before = line.text[: organ.start]
        seat = "," in between and is_seat(before)
        if seat or _OF.search(before) or organ.phrase.endswith("nodes"):
            break
        found.insert(0, organ)
        edge = organ.start
    return tuple(organ for organ in found if organ.means not in NO_TARGET)


def organs_behind(line: Line, mention: Mention, ceiling: int) -> tuple[Mention, ...]:
    """`bone` of "metastases to liver and bone", "metastases: liver (3), bone"."""
    general = mention.means in GENERAL
    if not general and not NAMES_TARGET.search(mention.phrase):
        return ()
    found: list[Mention] = []
    edge = mention.end
    for organ in line.organs:
        if organ.start < edge or organ.end > ceiling or organ.means in NO_TARGET:
            continue
        ties = (_OPENED, _TARGET) if general and not found else (_LISTED,)
        gap = line.gap(edge, organ.start)
        if general and not found and _is_taken_from(line, gap):
            ties = (_TAKEN_FROM,)
        tied = any(tie.fullmatch(gap) for tie in ties) or (
            not found and _COMMA.fullmatch(gap) and _SPECIMEN.match(line.text, organ.end)
        )
        if not tied or PRIMARY.match(line.text, organ.end):
            break
        found.append(organ)
        edge = organ.end
    return tuple(found)


def _is_taken_from(line: Line, gap: str) -> bool:
    """`Metastatic adenocarcinoma, core biopsy of the`: a biopsy done, not one that is asked for."""
    done = ASKED_FOR.search(line.text[line.start : line.end]) is None
    return done and _TAKEN_FROM.fullmatch(gap) is not None
