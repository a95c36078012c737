"""Normalised text, its sentences and its words, with offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_HYPHENS = re.compile("[-\u2010-\u2015\u2212]")
_WORD = re.compile(r"[^\W_]+(?:\.\d+)?|[+?]")
# A period ends a sentence before a blank; single letters (V. a., Z. n.) and a few short forms do not.
_END = re.compile(r"[;\n\r]+|(?<!\b\w)(?<!\bca)(?<!\bno)(?<!\bbzw)(?<!\bvs)\.(?=\s|$)|!(?=\s|$)")


@dataclass(frozen=True)
class Sentence:
    """One sentence or clause; `start` is its offset in the normalised text."""

    text: str
    start: int


@dataclass(frozen=True)
class Word:
    """One word in lower case with its offsets in the normalised text."""

    text: str
    start: int
    end: int


def normalise(text: str) -> str:
    """NFKC, invisible characters out, all hyphens to blanks."""
    return _HYPHENS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences and clauses of a normalised text."""
    begin = 0
    for match in _END.finditer(text):
        if text[begin : match.start()].strip():
            yield Sentence(text[begin : match.start()], begin)
        begin = match.end()
    if text[begin:].strip():
        yield Sentence(text[begin:], begin)


def words_of(sentence: Sentence) -> tuple[Word, ...]:
    """Words of a sentence; `+` and `?` count as words of their own."""
    return tuple(
        Word(match.group().lower(), sentence.start + match.start(), sentence.start + match.end())
        for match in _WORD.finditer(sentence.text)
    )
