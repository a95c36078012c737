"""Primary cancers put into words piece by piece: "malignant tumour of the base of tongue".

A word for malignancy and a seat beside it make a tumour, where the lexicon has no phrase for both.
The seat stands right before ("tongue carcinoma"), or follows within the same sentence. An organ that
the disease has spread to is no seat: "duodenal cancer, liver metastases" is no cancer of the liver.
"""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

HEAD, SEAT = "malignancy_words", "tumour_seats"
SPREAD = ("metastatic_sites", "spread_words")
REACH = 60


def composed(text: str, reading: Reading) -> tuple[Mention, ...]:
    """Mentions that read like phrases of the lexicon `tumours`; the nearest seat counts."""
    spread = reading.lexicon.find(text, *SPREAD)
    found = reading.lexicon.find(text, HEAD, SEAT)
    said = normalise(text)
    own = (
        entry
        for entry in found
        if entry.kind == HEAD or not (_goes_to(entry, said) or _spread_to(entry, spread))
    )
    return tuple(_pairs(tuple(_without_inner(own))))


def _goes_to(seat: Mention, said: str) -> bool:
    """Whether it is where the cancer went: "metastatic carcinoma to the liver"."""
    return said[: seat.start].rstrip().removesuffix(" the").endswith(" to")


def _spread_to(seat: Mention, spread: tuple[Mention, ...]) -> bool:
    return any(is_target(seat, other) for other in spread)


def is_target(named: Mention, spread: Mention) -> bool:
    """Whether words for an organ or its cancer belong to words that say where disease spread."""
    if spread.kind == "spread_words":
        return spread.start <= named.start <= spread.end + 1
    inside = spread.start <= named.start and named.end <= spread.end
    return inside and (named.start, named.end) != (spread.start, spread.end)


def _pairs(mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    for place, head in enumerate(mentions):
        if head.kind != HEAD:
            continue
        before, after = mentions[max(place - 1, 0) : place], mentions[place + 1 : place + 2]
        beside = (*(seat for seat in before if _beside(seat, head, 1)), *after)
        seat = next((seat for seat in beside if seat.kind == SEAT), None)
        if seat is not None and _reaches(head, seat):
            start, end = min(head.start, seat.start), max(head.end, seat.end)
            yield head._replace(means=seat.means, start=start, end=end)


def _beside(first: Mention, second: Mention, gap: int) -> bool:
    return first.sentence == second.sentence and second.start - first.end <= gap


def _reaches(head: Mention, seat: Mention) -> bool:
    return seat.start < head.start or _beside(head, seat, REACH)


def _without_inner(mentions: Iterator[Mention]) -> Iterator[Mention]:
    """A later word for the same malignancy is skipped: "malignant tumour (carcinoma) of tongue"."""
    last = ""
    for mention in mentions:
        if mention.kind == HEAD and last == HEAD:
            continue
        last = mention.kind
        yield mention
