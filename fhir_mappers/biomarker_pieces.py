"""Cuts one sentence into pieces that each speak of one marker, or of one list of markers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fhir_mappers.biomarker_alteration import alteration_in
from fhir_mappers.biomarker_gene import names_part_of_gene
from fhir_mappers.biomarker_kinds import WEAK, firm, kinds_in
from fhir_mappers.biomarker_score import measured, scale_named, scored_on
from fhir_mappers.biomarker_text import INTENSITY, is_stain
from fhir_mappers.biomarker_words import RECEPTORS, Named, named_in, without_markers
from fhir_mappers.reading import Reading

# A comma between two digits belongs to a number or a list of exons; `::` joins fusion partners.
_BREAK = re.compile(
    r"(?<!\d),|,(?!\s*\d)|(?<![:\w]):(?!:)|(?<!:):(?=\s|$|[A-Za-z]{3})|\s[-–—]\s"
    r"|\b(?:but|whereas|while|aber|jedoch|wobei)\b"
)
_CONNECTOR = re.compile(r"\b(?:and|or|und|oder|sowie)\b|[&/,]")
_WORD = re.compile(r"(?=\w*[^\W\d_])\w{2,}")
_DIGIT = re.compile(r"(?<![\w.])\d")


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence.

    `before` and `after` are the marks around it (`,`, `:`, a word, or empty). `kinds` are its result
    words. `specific` holds for an alteration or a number, which never speaks for a whole list.
    """

    text: str
    named: tuple[Named, ...]
    before: str
    after: str
    kinds: frozenset[str]
    specific: bool

    @property
    def decided(self) -> bool:
        """Whether it holds a result of its own."""
        return self.specific or bool(firm(self.kinds) - {"no"})

    @property
    def lead(self) -> str:
        """Words of result before the first marker (`No mutation in KRAS`), else empty."""
        return self.text[: self.named[0].start] if self.named else ""


def pieces(sentence: str, reading: Reading) -> Iterator[Piece]:
    """Pieces of a sentence in order."""
    before, start = "", 0
    for match in _outside_brackets(sentence):
        mark = match[0].strip()
        yield from _cut(sentence[start : match.start()], before, mark, reading)
        before, start = mark, match.end()
    yield from _cut(sentence[start:], before, "", reading)


def on_one_scale(found: Iterable[Piece], reading: Reading) -> Iterator[Piece]:
    """The pieces; a scale named before the first receptor is that of all (`Allred: ER 8/8, PR 0/8`)."""
    scale: str | None = None
    for number, said in enumerate(found):
        start = said.named[0].start if said.named else len(said.text)
        if number == 0:
            scale = scale_named(said.text[:start])
        bare = not scored_on(said.text) and "%" not in said.text
        if scale and bare and RECEPTORS.intersection(*(one.biomarkers for one in said.named[:1])):
            yield piece(f"{said.text} {scale}", said.before, said.after, reading)
        else:
            yield said


def piece(text: str, before: str, after: str, reading: Reading) -> Piece:
    """One piece, its markers and result words found."""
    named = named_in(text, reading)
    return Piece(
        text, named, before, after, kinds_in(text, reading), _specific(text, named, reading)
    )


def _outside_brackets(sentence: str) -> Iterator[re.Match[str]]:
    for match in _BREAK.finditer(sentence):
        inside = sentence.count("(", 0, match.start()) > sentence.count(")", 0, match.start())
        if not inside or ")" not in sentence[match.end() :]:
            yield match


def has_number(text: str) -> bool:
    """Whether a number stands alone in the text."""
    return _DIGIT.search(text) is not None


def is_measured(said: Piece) -> bool:
    """Whether a piece names a marker that is given as a number."""
    return _measured(said.named)


def _measured(named: Sequence[Named]) -> bool:
    ids = {name for entry in named for name in entry.biomarkers}
    return "HER2" in ids or any(measured(name) for name in ids)


def tells_intensity(text: str, named: Sequence[Named]) -> bool:
    """Whether a text scores the stain of a marker that has a gene test beside it (`IHC 3+`)."""
    ids = {name for entry in named for name in entry.biomarkers}
    return INTENSITY.search(text) is not None and any(is_stain(text, name) for name in ids)


def _specific(text: str, named: Sequence[Named], reading: Reading) -> bool:
    if alteration_in(text) or "%" in text or tells_intensity(text, named):
        return True
    return _measured(named) and has_number(without_markers(text, reading))


def _cut(text: str, before: str, after: str, reading: Reading) -> Iterator[Piece]:
    """Cut between two markers that each have a result of their own."""
    named = named_in(text, reading)
    start, mark = 0, before
    for one, other in itertools.pairwise(named):
        between, rest = text[one.end : other.start], text[other.end :]
        if one.end <= other.start and _parts(between, rest, reading):
            at = one.end + _connector(between)
            yield piece(text[start:at], mark, "and", reading)
            start, mark = at, "and"
    yield piece(text[start:], mark, after, reading)


def _parts(between: str, rest: str, reading: Reading) -> bool:
    """Whether a result stands between two markers, so that they are not one list."""
    kinds = kinds_in(between, reading)
    if firm(kinds) - {"no"} or alteration_in(between) or "%" in between:
        return True
    after = kinds_in(rest, reading)
    return bool(kinds & WEAK) and not after & WEAK and bool(firm(after))


def _connector(between: str) -> int:
    """Where to cut: before the last connector, else right before the next marker."""
    found = list(_CONNECTOR.finditer(between))
    return found[-1].start() if found else len(between)


def is_remark(said: Piece, reading: Reading) -> bool:
    """Whether a piece without a marker only adds to the result before it."""
    if names_part_of_gene(said.text):
        return True
    mentions = reading.lexicon.find(said.text, "results", "test_words")
    known = list(said.text)
    for mention in mentions:
        known[mention.start : mention.end] = " " * (mention.end - mention.start)
    left = _WORD.findall(alteration_free("".join(known)))
    return bool(mentions or said.specific) and len(left) <= 1


def alteration_free(text: str) -> str:
    """The text without the alteration in it."""
    found = alteration_in(text)
    return text.replace(found, " ") if found else text
