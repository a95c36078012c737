"""Primary cancers put into words piece by piece: "malignant tumour of the base of tongue".

A word for malignancy and a seat beside it make a tumour, where the lexicon has no phrase for both.
The seat follows within the same clause, or stands right before ("tongue carcinoma").
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention

HEAD, SEAT = "malignancy_words", "tumour_seats"
REACH = 60


def composed(text: str, reading: Reading) -> tuple[Mention, ...]:
    """Mentions that read like phrases of the lexicon `tumours`; the nearest seat counts."""
    return tuple(_pairs(reading.lexicon.find(text, HEAD, SEAT)))


def _pairs(mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    for first, second in pairwise(_without_inner(mentions)):
        if first.sentence != second.sentence or {first.kind, second.kind} != {HEAD, SEAT}:
            continue
        gap = second.start - first.end
        if gap <= (REACH if first.kind == HEAD else 1):
            head, seat = (first, second) if first.kind == HEAD else (second, first)
            yield head._replace(means=seat.means, start=first.start, end=second.end)


def _without_inner(mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    """A later word for the same malignancy is skipped: "malignant tumour (carcinoma) of tongue"."""
    last = ""
    for mention in mentions:
        if mention.kind == HEAD and last == HEAD:
            continue
        last = mention.kind
        yield mention
