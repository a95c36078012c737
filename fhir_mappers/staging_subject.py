"""Which cancer a written stage is that of, where the sentence around it names one."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fhir_mappers.diagnosis_text import primaries_in, types_of
from fhir_mappers.diagnosis_words import parse
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import sentences

_YEARS = 3
_EARLIER = re.compile(
    r"\b(?:pmhx?|past (?:medical|oncolog\w+|surgical)? ?history|vorerkrankung\w*|nebendiagnos\w*"
    r"|(?:previous|prior|other|weitere\w*|frühere\w*) (?:malignanc\w*|cancers?|tumou?rs?|malignom\w*))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\W*(?:\w+\W+){0,2}?\(?(?:\w{2,3}\W+)?(?:\d{1,2}/)?((?:19|20)\d\d)\b")
_NAMED_NEXT = re.compile(r"(?:(?!and\b|und\b|with\b|mit\b)[\w()+]+\s+){1,5}")


@dataclass(frozen=True)
class Subject:
    """A cancer by its type; `past` where the words beside it say that it is an earlier one."""

    type: str
    past: bool


def subject_of(sentence: str, at: int, named: Sequence[Mention], today: dt.date) -> Subject | None:
    """The cancer, of those named in a sentence, that a stage at this place belongs to.

    It is the one named right behind the stage (`stage IV colon cancer`), else the last one before.
    """
    mention = _next(sentence, at, named) or _last(at, named)
    words = parse(mention.means) if mention else None
    if mention is None or words is None or words.is_unspecified:
        return None
    return Subject(words.type, _is_past(sentence, mention, today))


def types_in(text: str, reading: Reading) -> frozenset[str]:
    """The types of all cancers that a text names, sentence by sentence."""
    parts = (primaries_in(sentence.text, reading) for sentence in sentences(text))
    return types_of(itertools.chain.from_iterable(parts))


def _next(sentence: str, at: int, named: Sequence[Mention]) -> Mention | None:
    behind = next((mention for mention in named if mention.start >= at), None)
    if behind is None or _NAMED_NEXT.fullmatch(sentence[at : behind.start].lstrip()) is None:
        return None
    return behind


def _last(at: int, named: Sequence[Mention]) -> Mention | None:
    return next((mention for mention in reversed(named) if mention.end <= at), None)


def _is_past(sentence: str, mention: Mention, today: dt.date) -> bool:
    year = _YEAR.match(sentence, mention.end)
    old = year is not None and int(year[1]) <= today.year - _YEARS
    return old or mention.history or _EARLIER.search(sentence[: mention.start]) is not None
