"""Normalised text, its sentences and its words, with offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from fhir_mappers.text_form import filled_in

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_HYPHENS = re.compile("[-\u2010-\u2015\u2212]")
# `x4` says how many, in two words.
_WORD = re.compile(r"(?<![^\W_])[xX](?=\d{1,2}(?![^\W_]))|[^\W_]+(?:\.\d+)?|[+?]")
# Some records mark a diagnosis that counts for risk adjustment; it is not hepatocellular carcinoma.
_BILLING = re.compile(r"\((?:CMS[/ -])?HCC\)")
# A period ends a sentence before a blank; single letters (V. a., Z. n.) and short forms do not.
_NOT_SHORT = "".join(
    rf"(?<!\b{form})"
    for line in (
        "ca bzw vs evtl ggf inkl incl approx dr st stad std bzgl va vd verd susp poss prob fragl mgl mögl moegl",
        "vermutl wahrsch wahrscheinl ausschl pulm hep oss perit cerebr zerebr histol zytol sonogr",
        "radiol klin prim sek techn diff dissem zahlr multipl nachw path mol",
    )
    for form in line.split()
)
# `re. Lunge`, `li. OL`: the side is short only before what it is the side of.
_SIDED = (
    r"(?!(?<=\b(?i:re|li)\.)\s+(?:[OUM]L\b|Ober|Unter|Mittel|Lunge|Mamma|Niere|Neben|Leberl|Hemi"
    r"|[CK]olon|Flexur|Adnex|Ovar|Axill|Hals|Hüft|Femur))"
)
# The result of a test may end in a single letter: `MSI-H. KRAS wild type`.
_LETTER = r"(?<!\b[^\W\d_])|(?<=\b(?:MSI|TMB) [HL])"
_END = re.compile(
    r"(?:;(?!\s*(?i:this could not|these could not|dies ließ|dies konnte))|[\n\r])+"
    rf"|(?:{_LETTER})(?i:{_NOT_SHORT})\.(?=\s|$){_SIDED}"
    r"|!(?=\s|$)"
    r"|(?<=[\w)]\?)(?=\s+[A-ZÄÖÜ])"
)
_WRAPPED = 50
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Sentence(NamedTuple):
    """One sentence or clause; `start` is its offset in the normalised text."""

    text: str
    start: int


class Word(NamedTuple):
    """One word in lower case with its offsets in the normalised text."""

    text: str
    start: int
    end: int


def cleaned(text: str) -> str:
    """NFKC, invisible characters out, blanks for what a form leaves open."""
    return filled_in(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def normalise(text: str) -> str:
    """The same with hyphens and billing marks as blanks; offsets are those of the cleaned text."""
    unmarked = _BILLING.sub(lambda mark: " " * len(mark.group()), cleaned(text))
    return _HYPHENS.sub(" ", unmarked)


def written_sentences(clean: str) -> tuple[str, ...]:
    """Sentences and clauses of a cleaned text as they are written, hyphens and all."""
    return tuple(
        clean[one.start : one.start + len(one.text)] for one in sentences(normalise(clean))
    )


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences and clauses of a normalised text."""
    begin = 0
    for match in _END.finditer(text):
        if _is_wrap(text, match):
            continue
        if text[begin : match.start()].strip():
            yield Sentence(text[begin : match.start()], begin)
        begin = match.end()
    if text[begin:].strip():
        yield Sentence(text[begin:], begin)


def _is_wrap(text: str, match: re.Match[str]) -> bool:
    """Whether a line break only wraps a long line that goes on in lower case."""
    if match.group() not in ("\n", "\r\n"):
        return False
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return len(line) >= _WRAPPED and text[match.end() : match.end() + 1].islower()


def words_of(sentence: Sentence) -> tuple[Word, ...]:
    """Words of a sentence; `+` and `?` count as words of their own."""
    return tuple(
        Word(folded(match.group()), sentence.start + match.start(), sentence.start + match.end())
        for match in _WORD.finditer(sentence.text)
    )


def folded(word: str) -> str:
    """In lower case, with umlauts and sharp s spelt out as many systems and all Swiss write them."""
    low = word.lower()
    return low if low.isascii() else low.translate(_SPELT_OUT)
