"""HER2: immunohistochemistry scores, in situ hybridisation, and both together (section 13.1).

A score of 2+ without hybridisation is equivocal and counts as not tested. Scores of 0, ultralow,
low and 1+ are negative and kept as detail, because some drugs ask for them.
"""

from __future__ import annotations

import dataclasses
import re

from fhir_mappers import biomarker_limits
from fhir_mappers.biomarker_gene import ALTERED, NORMAL, gene
from fhir_mappers.biomarker_kinds import firm, kinds_in
from fhir_mappers.biomarker_result import (
    FULL,
    NEGATIVE,
    NOT_TESTED,
    NOTHING,
    PENDING,
    POSITIVE,
    Result,
)
from fhir_mappers.biomarker_words import without_markers
from fhir_mappers.reading import Reading

EQUIVOCAL = "IHC 2+ without in situ hybridisation"
EQUIVOCAL_COPIES = "equivocal copy number"
_SCORE = re.compile(r"(?<![\w.,%>≥/])([0-3])\s?\+(?!\w)")
_WORDED = re.compile(
    r"\b(?:ihc|score|dako|dako score)[\s:=]{0,3}([0-3])\b(?![.,]?\d|\s?%)", re.IGNORECASE
)
_ZERO = re.compile(r"^\W*(?:\w+\W+)?\(?([0-3])(?:\W*$|\s*\()")
_ISH = re.compile(
    r"\b(?:[fcsd]?ish|in[- ]situ|hybridi[sz]ation|amplif\w*|ratio|quotient|cop(?:y|ies)|kopien)\b.*",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(?:ratio|quotient)\D{0,12}(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_COPIES = re.compile(r"(?:cop(?:y|ies)|kopie\w*)\D{0,25}(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_LESS = re.compile(r"(?:<|less than|below|kleiner|unter)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_MORE = re.compile(
    r"(?:>|greater than|more than|above|über|grösser|größer)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE
)


def her2(text: str, kinds: frozenset[str], method: str, reading: Reading) -> Result:
    """Read a text about HER2."""
    bare = without_markers(text, reading)
    hybrid = _ISH.search(bare)
    score = "" if method == "ish" else _score(bare)
    if method == "ish" or (not score and hybrid):
        return _hybridised(bare, kinds) or gene(text, "HER2", kinds, reading)
    if score == "3+":
        return Result(POSITIVE, FULL, detail=score)
    if score == "2+":
        return _after_equivocal(_beside_score(bare) if hybrid else "", reading)
    if score:
        detail = "ultralow" if "ultralow" in kinds else score
        return Result(NEGATIVE, FULL, detail=detail)
    return _in_words(text, kinds, reading)


def speaks_of_hybridisation(text: str) -> bool:
    """Whether a text is about in situ hybridisation, ratio or copies."""
    return _ISH.search(text) is not None


def ratio(value: float) -> Result:
    """A ratio of HER2 to chromosome 17."""
    positive = value >= biomarker_limits.load().ratio
    return Result(POSITIVE if positive else NEGATIVE, FULL, detail=f"ratio {value:g}")


def copies(value: float) -> Result:
    """HER2 copies per cell; between the two limits they decide nothing."""
    limits = biomarker_limits.load()
    if limits.copies_negative <= value < limits.copies_positive:
        return Result(NOT_TESTED, detail=f"{value:g} copies", why=EQUIVOCAL_COPIES)
    positive = value >= limits.copies_positive
    return Result(POSITIVE if positive else NEGATIVE, FULL, detail=f"{value:g} copies")


def stained(value: float) -> Result:
    """An immunohistochemistry score sent as a number."""
    if value not in (0, 1, 2, 3):
        return NOTHING
    detail = "0" if value == 0 else f"{value:g}+"
    if detail == "2+":
        return Result(NOT_TESTED, detail=detail, why=EQUIVOCAL)
    return Result(POSITIVE if detail == "3+" else NEGATIVE, FULL, detail=detail)


def _score(text: str) -> str:
    """The highest score among 0 and 1+; 2+ as soon as 2 is named, unless 3 stands alone."""
    found = {match[1] for match in (*_SCORE.finditer(text), *_WORDED.finditer(text))}
    whole = _ZERO.match(text)
    found |= {whole[1]} if whole and not found else set()
    if not found:
        return ""
    highest = "2" if {"2", "3"} <= found else max(found)
    return "0" if highest == "0" else f"{highest}+"


def _beside_score(text: str) -> str:
    """The side of the IHC score on which hybridisation is told."""
    found = [*_SCORE.finditer(text), *_WORDED.finditer(text)]
    behind = text[max((match.end() for match in found), default=0) :]
    before = text[: min((match.start() for match in found), default=0)]
    return behind if speaks_of_hybridisation(behind) else before


def _after_equivocal(hybrid: str, reading: Reading) -> Result:
    """IHC 2+ and whatever is said about hybridisation behind it."""
    kinds = kinds_in(hybrid, reading)
    answer = _hybridised(hybrid, kinds)
    if answer is not None:
        return dataclasses.replace(answer, detail="2+")
    if "pending" in kinds:
        return Result(PENDING, detail="2+", why=EQUIVOCAL)
    return Result(NOT_TESTED, detail="2+", why=EQUIVOCAL)


def _hybridised(text: str, kinds: frozenset[str]) -> Result | None:
    """Amplified or not, in numbers or words; None when the text does not say."""
    found = _RATIO.search(text)
    number = _COPIES.search(text)
    if found:
        return ratio(_number(found[1]))
    if number:
        return copies(_number(number[1]))
    less, more = _LESS.search(text), _MORE.search(text)
    limit = biomarker_limits.load().ratio
    if less and _number(less[1]) <= limit:
        return Result(NEGATIVE, FULL, detail=text.strip()[:40])
    if more and _number(more[1]) >= limit:
        return Result(POSITIVE, FULL, detail=text.strip()[:40])
    if kinds & NORMAL:
        return Result(NEGATIVE, FULL)
    if kinds & ALTERED or ("alteration" in kinds and not firm(kinds)):
        return Result(POSITIVE, FULL, detail="amplified")
    return None


def _in_words(text: str, kinds: frozenset[str], reading: Reading) -> Result:
    if "ultralow" in kinds or "low" in kinds:
        return Result(NEGATIVE, FULL, detail="ultralow" if "ultralow" in kinds else "low")
    if "equivocal" in kinds and not kinds & (NORMAL | ALTERED):
        return Result(NOT_TESTED, detail="2+", why=EQUIVOCAL)
    return gene(text, "HER2", kinds, reading)


def _number(written: str) -> float:
    return float(written.replace(",", "."))
