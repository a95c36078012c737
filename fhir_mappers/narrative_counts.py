"""How many metastases a sentence states; sizes, dates, segments and nodes are no numbers of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fhir_mappers.lesion_number import NOTHING, WORDS, Amount, amount_of
from fhir_mappers.text import Mention

_REACH = 6
_STOP = re.compile(r"[;:()]|(?<!\d)[.,]|[.,](?!\d)")
_SCALE = re.compile(
    r"\b(?:stage|stadium|grade|grad|segments?|segmente?n?|level|ecog|day|tag)\s*$|\d[.,/]$"
    r"|\b(?:[bhls]wk|th|wirbel\w*|vertebrae?|ribs?|rippen?)\s*$"
    r"|\b(?:segmente?[sn]?|[bhls]wk|th|ribs?|rippen?)\s+[\divx ,/]+(?:(?:and|und|to|bis)\s*)?$",
    re.IGNORECASE,
)
_NO_NUMBER = re.compile(
    r"[.,/]\d|\s*(?:x\s*\d+\s*)?(?:mm|cm|%|months?|weeks?|days?|years?|monate?n?|wochen|jahre?n?"
    r"|tage?n?|cycles?|zyklen|courses?|lines?|of\s+\d+|von\s+\d+|x\s*\d+"
    r"|jan\w*|feb\w*|mar\w*|mär\w*|apr\w*|may|mai|june?|juni|july?|juli|aug\w*|sep\w*|oct\w*"
    r"|okt\w*|nov\w*|de[cz]\w*)(?!\w)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*(?:[(,:]|\bx\b)?\s*(?:n\s*=|at least|mindestens|more than|mehr als|>=?|≥|a total of|total of|insgesamt|in total"
    r"|approximately|about|ca\.?|etwa|x\b)?\s*",
    re.IGNORECASE,
)
_BEHIND_NUMBER = re.compile(
    r"\s*(?:$|[,.;)]|lesions?\b|in number\b|in total\b|an der zahl\b|insgesamt\b|herde?\b"
    r"|läsionen\b|stück\b|deposits?\b|foci\b)",
    re.IGNORECASE,
)


def before(
    text: str, start: int, floor: int, amounts: Sequence[Mention], organs: Sequence[Mention]
) -> Amount:
    """The amount shortly before `start` and not before `floor`, with no other organ in between."""
    for amount in reversed(amounts):
        gap = text[amount.end : start]
        if not floor <= amount.start < start or amount.end > start or not _is_number(text, amount):
            continue
        if _is_repeated(text, amount, amounts):
            gap = gap.removeprefix(")")
        if _STOP.search(gap) or len(gap.split()) > _REACH:
            return NOTHING
        if any(amount.end <= organ.start and organ.end <= start for organ in organs):
            return NOTHING
        return amount_of(amount, text)
    return NOTHING


def behind(text: str, end: int, amounts: Sequence[Mention]) -> Amount:
    """The number right behind `end`: in brackets, behind `x`, as `, 12 in number`; or a word."""
    for amount in amounts:
        between = text[end : amount.start]
        if amount.start < end or not _is_number(text, amount):
            continue
        if amount.means in WORDS and between.isspace():
            return amount_of(amount, text)
        closed = amount.means.isdigit() and _BEHIND_NUMBER.match(text[amount.end :])
        if closed and _BEHIND.fullmatch(between):
            return amount_of(amount, text)
    return NOTHING


def _is_number(text: str, amount: Mention) -> bool:
    return (
        (amount.means.isdigit() or amount.means in WORDS)
        and _NO_NUMBER.match(text[amount.end :]) is None
        and _SCALE.search(text[: amount.start]) is None
    )


def _is_repeated(text: str, amount: Mention, amounts: Sequence[Mention]) -> bool:
    """`Three (3) metastases`: the figure in brackets only repeats the word."""
    return any(
        other.means == amount.means and text[other.end : amount.start].strip() == "("
        for other in amounts
        if other.end < amount.start
    )
