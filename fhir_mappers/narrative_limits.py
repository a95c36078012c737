"""Words that tie all disease to one organ: `confined to the liver`, `liver-only`."""

from __future__ import annotations

import re

from fhir_mappers.facts import Certainty
from fhir_mappers.text import Mention

ONLY_THERE = "only-there"
_OF_PRIMARY = re.compile(r"\b(?:primary|primarius|primärtumor)\b", re.IGNORECASE)
_NEXT = re.compile(r"\s*(?:(?:the|der|die|den|dem)\s+)?", re.IGNORECASE)


def limit_of(organ: Mention, limits: tuple[Mention, ...], text: str) -> Mention | None:
    """The limiting words right before or behind an organ; None when there are none."""
    for limit in limits:
        first, last = sorted((limit, organ), key=lambda one: one.start)
        if _NEXT.fullmatch(text, first.end, last.start):
            return limit
    return None


def is_elsewhere(organ: Mention, limits: tuple[Mention, ...], text: str, start: int) -> bool:
    """`Primary confined to the colon`, `not confined to the liver`: no place of all metastases.

    `start` is where the sentence begins in the normalised text.
    """
    limit = limit_of(organ, limits, text)
    if limit is None:
        return False
    denied = limit.certainty is Certainty.EXCLUDED
    return denied or _OF_PRIMARY.search(text, start, limit.start) is not None
