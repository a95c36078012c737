"""What the words of a result say about a gene: altered, normal, and how much of it was looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import biomarker_limits
from fhir_mappers.biomarker_alteration import alteration_in
from fhir_mappers.biomarker_kinds import STRONG_NEGATIVE, reason
from fhir_mappers.biomarker_result import (
    CONTRADICTION,
    FULL,
    NEGATIVE,
    NOT_TESTED,
    NOTHING,
    PARTIAL,
    PENDING,
    POSITIVE,
    UNKNOWN,
    UNSTATED,
    Result,
)
from fhir_mappers.reading import Reading

_LISTED = r"(?:s|e|en)?[\s:-]*((?:\d+\s*(?:[,/&+–-]|and|und|bis|to|through)?\s*)+)"
_EXONS = re.compile(rf"\b(?:exon|ex){_LISTED}", re.IGNORECASE)
_CODONS = re.compile(rf"\b[ck]odon{_LISTED}", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*(?:-|–|bis|to|through)\s*(\d+)")
_NUMBER = re.compile(r"\d+")
_STATUS = "status"
ALTERED = frozenset({"positive", "found", "lost", "methylated", "high"})
NORMAL = frozenset({"negative", "retained", "unmethylated"})


def gene(text: str, biomarker: str, kinds: frozenset[str], reading: Reading) -> Result:
    """Read a text about one gene; a variant of unknown significance decides nothing."""
    alteration = alteration_in(text)
    altered = bool(kinds & ALTERED)
    normal = _is_normal(kinds, alteration, altered=altered)
    if normal and altered and not (kinds & STRONG_NEGATIVE and alteration):
        return CONTRADICTION
    if normal:
        return Result(NEGATIVE, _coverage(text, biomarker, alteration, kinds))
    if kinds & {"equivocal", "benign"}:
        return Result(UNKNOWN, why=reason(text, "equivocal", reading) or "benign variant")
    if altered:
        return _altered(text, biomarker, alteration)
    if "not-a-result" in kinds:
        return Result(NOT_TESTED, why=reason(text, "not-a-result", reading))
    if "pending" in kinds:
        return Result(PENDING)
    if kinds & {"sought", "unknown"} or names_test(text, alteration, reading):
        return NOTHING
    named = alteration or "alteration" in kinds
    return _altered(text, biomarker, alteration) if named else NOTHING


def _is_normal(kinds: frozenset[str], alteration: str, *, altered: bool) -> bool:
    """What was not found beside a finding (`no other mutation in`) is normal where none is named."""
    if "rest-negative" in kinds and (altered or alteration):
        return bool(kinds & NORMAL) and not altered
    return bool(kinds & (NORMAL | {"rest-negative"})) or ("no" in kinds and bool(alteration))


def _altered(text: str, biomarker: str, alteration: str) -> Result:
    """More copies of a gene are a finding for few markers only; for the rest they decide nothing."""
    limits = biomarker_limits.load()
    copies = any(word in text.lower() for word in limits.amplification_words)
    if copies and not alteration and biomarker not in limits.amplified:
        return Result(UNKNOWN, why="more copies of the gene, no mutation")
    return Result(POSITIVE, FULL, alteration)


def names_test(text: str, alteration: str, reading: Reading) -> bool:
    """Whether an alteration only names a test: `BRAF V600E mutation analysis`, `KRAS mutation status`."""
    if not alteration:
        return _nouns_name_test(text, reading)
    behind = text[text.find(alteration) + len(alteration) :]
    tests = [m for m in reading.lexicon.find(behind, "test_words") if m.means == "test"]
    if not tests:
        return False
    between = behind[: tests[0].start]
    words = [m.means for m in reading.lexicon.find(between, "results")]
    return not between.strip(" -") or (words == ["alteration"] and len(between.split()) == 1)


def _nouns_name_test(text: str, reading: Reading) -> bool:
    """Whether every `mutation` in a text is part of, or stands right before, the name of a test."""
    named = [
        m
        for m in reading.lexicon.find(text, "test_words")
        if m.means == "test" or m.phrase.endswith(_STATUS)
    ]
    nouns = [m for m in reading.lexicon.find(text, "results") if m.means == "alteration"]
    return bool(nouns) and all(
        any(test.end >= noun.end and not text[noun.end : test.start].strip(" -") for test in named)
        for noun in nouns
    )


def _coverage(text: str, biomarker: str, alteration: str, kinds: frozenset[str]) -> str:
    return PARTIAL if "not-a-result" in kinds else looked_at(text, biomarker, alteration)


def looked_at(text: str, biomarker: str, alteration: str) -> str:
    """How much a negative result covers: exons or codons listed, or one change looked for."""
    limits = biomarker_limits.load()
    low = text.lower()
    if any(word.lower() in low for word in limits.decisive.get(biomarker, ())):
        return FULL
    exons, codons = numbers_of(_EXONS, text), numbers_of(_CODONS, text)
    if exons or codons:
        needed = limits.content.get(biomarker)
        whole = needed is not None and (
            (bool(needed.exons) and needed.exons <= exons)
            or (bool(needed.codons) and needed.codons <= codons)
        )
        return FULL if whole else PARTIAL
    return PARTIAL if alteration else UNSTATED


def names_part_of_gene(text: str) -> bool:
    """Whether a text speaks of exons or codons."""
    return bool(_EXONS.search(text) or _CODONS.search(text))


def without_parts(text: str) -> str:
    """The text without lists of exons and codons."""
    return _CODONS.sub(" ", _EXONS.sub(" ", text))


def numbers_of(pattern: re.Pattern[str], text: str) -> frozenset[int]:
    """Numbers of all lists that a pattern finds, ranges filled in."""
    return frozenset(number for match in pattern.finditer(text) for number in _filled(match[1]))


def _filled(listed: str) -> Iterator[int]:
    for match in _RANGE.finditer(listed):
        yield from range(int(match[1]), int(match[2]) + 1)
    yield from (int(match[0]) for match in _NUMBER.finditer(listed))
