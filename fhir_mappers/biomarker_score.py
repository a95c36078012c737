"""Markers that are measured: hormone receptors, PD-L1, TMB, HRD, claudin and their like."""

from __future__ import annotations

import dataclasses
import re

from fhir_mappers import biomarker_limits
from fhir_mappers.biomarker_kinds import reason
from fhir_mappers.biomarker_result import (
    CONTRADICTION,
    FULL,
    NEGATIVE,
    NOT_TESTED,
    NOTHING,
    PENDING,
    POSITIVE,
    UNKNOWN,
    Result,
)
from fhir_mappers.biomarker_words import RECEPTORS, without_markers
from fhir_mappers.facts import BiomarkerStatus
from fhir_mappers.reading import Reading

# Clone names hold digits of their own: 22C3, 28-8, SP142, 73-10, 43-14A, D5F3.
_CLONE = re.compile(
    r"\b(?:22C3|28[\s-]8|73[\s-]10|43[\s-]14A|SP\s?\d+|\d+[A-Z]\d+|[A-Z]\d[A-Z]\d|VE1)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?P<below><|less than|below|unter|kleiner)?\s*"
    r"(?<![\w.,/])(?P<number>\d+(?:[.,]\d+)?)(?![\d.,]*(?:[+\w]|/(?!\s?mb))|\s?\+)\s*(?P<percent>%|percent|prozent)?",
    re.IGNORECASE,
)
# So many cells were there (`only 60 tumour cells`), which is no share of them.
_CELLS = re.compile(
    r"\d+(?:[.,]\d+)?\s+(?:[^\W\d]+\s+){0,3}?(?:cells?\b|\w*zellen\b)", re.IGNORECASE
)
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)?")
_SCORED = re.compile(
    r"\b(?P<name>tps|cps|ic|tc|tap)\b[^\d<>≥,;]{0,12}(?P<below>[<>≥]=?\s?)?"
    r"(?P<number>\d+(?:[.,]\d+)?)\s?(?P<percent>%)?",
    re.IGNORECASE,
)
_SCALE = re.compile(r"\b(?:allred|irs|h[- ]?score|score|intensity|remmele)\b[^,;.]*", re.IGNORECASE)
_MOST = re.compile(r"(?<![\d.,/])\d{1,2}\s?/\s?(?P<most>\d{1,2})(?![\d.,/])")
_UP = frozenset({"positive", "found", "high", "lost"})
_DOWN = frozenset({"negative", "retained", "unmethylated"})


def measured(biomarker: str) -> bool:
    """Whether the marker has a limit of its own."""
    limits = biomarker_limits.load()
    return biomarker in limits.percent or biomarker in limits.score


def scored(text: str, biomarker: str, kinds: frozenset[str], reading: Reading) -> Result:
    """Read a text about a measured marker."""
    scale = scored_on(text) if biomarker in RECEPTORS and "%" not in text else None
    number = _highest(text, biomarker, reading, scaled=scale is not None)
    worded = _worded(biomarker, kinds)
    if worded is None and "not-a-result" in kinds and not _SCORED.search(text):
        return _open(text, kinds, reading)
    if number is None and worded is None:
        denied = Result(NEGATIVE, FULL) if _denied(text, kinds, reading) else NOTHING
        return denied if denied.status else _open(text, kinds, reading)
    if number is None:
        return Result(worded, FULL, detail="low" if "low" in kinds else "")
    counted = valued(number, biomarker, below=_below(text), scale=scale)
    if biomarker == "PDL1":
        return dataclasses.replace(counted, detail=_stain(text) or counted.detail)
    return counted if worded in (None, counted.status) else CONTRADICTION


def _stain(text: str) -> str:
    """PD-L1 as scored, with its clone: `TPS 80 %, CPS 85 (22C3)`."""
    shown = [
        f"{match['name'].upper()} {match['below'] or ''}{match['number']}{' %' if match['percent'] else ''}"
        for match in _SCORED.finditer(_CLONE.sub(" ", text))
    ]
    clone = _CLONE.search(text)
    return " ".join([", ".join(shown), f"({clone[0].upper()})" if clone else ""]).strip()


def without_clones(text: str) -> str:
    """The text without names of antibody clones."""
    return _CLONE.sub(" ", text)


def scored_on(text: str) -> str | None:
    """The scale of a stain that a text names (`Allred`) or whose maximum it tells (`8/8`)."""
    most = _MOST.search(text)
    maximum = most["most"] if most else ""
    return scale_named(text) or biomarker_limits.load().stain_maximum.get(maximum)


def scale_named(text: str) -> str | None:
    """The scale of a stain that a text names (`Allred`), as the limits name it."""
    low = text.lower()
    return next((name for name in biomarker_limits.load().stain_score if name in low), None)


def valued(
    number: float, biomarker: str, *, below: bool = False, scale: str | None = None
) -> Result:
    """Read a number in percent, mut/Mb or points of a scale; `below` for `<1 %`."""
    limits = biomarker_limits.load()
    if scale is not None:
        positive = number >= limits.stain_score[scale]
        return Result(POSITIVE if positive else NEGATIVE, FULL, detail=f"{scale} {number:g}")
    limit = limits.percent.get(biomarker, limits.score.get(biomarker))
    if limit is None:
        return NOTHING
    negative = number < limit or (below and number <= limit)
    unit = " %" if biomarker in limits.percent else " mut/Mb" if biomarker == "TMB" else ""
    detail = f"{'<' if below else ''}{number:g}{unit}"
    if biomarker in RECEPTORS and not negative and number <= limits.low_percent:
        detail = f"low, {detail}"
    return Result(NEGATIVE if negative else POSITIVE, FULL, detail=detail)


def _worded(biomarker: str, kinds: frozenset[str]) -> BiomarkerStatus | None:
    """What words alone say; low is negative for a burden and positive for a stain."""
    if kinds & _DOWN:
        return None if kinds & _UP else NEGATIVE
    if kinds & _UP:
        return POSITIVE
    if "low" in kinds:
        return NEGATIVE if biomarker in biomarker_limits.load().score else POSITIVE
    return None


def _highest(text: str, biomarker: str, reading: Reading, *, scaled: bool) -> float | None:
    """The highest number that can be the value; numbers of another scale are left out.

    Points are told with their maximum (`8/8`), so the first number of a scale is the value.
    """
    bare = _CELLS.sub(" ", without_clones(without_markers(text, reading)))
    if scaled:
        first = _NUMERAL.search(bare)
        return float(first[0].replace(",", ".")) if first else None
    percent = biomarker in biomarker_limits.load().percent
    plain = _SCALE.sub(" ", bare) if percent and biomarker != "PDL1" else bare
    found = [(float(m["number"].replace(",", ".")), m["percent"]) for m in _NUMBER.finditer(plain)]
    shares = [number for number, sign in found if sign]
    numbers = shares or [number for number, _ in found]
    if biomarker == "PDL1":
        numbers = [number for number, _ in found]
    return max(numbers) if numbers else None


def _below(text: str) -> bool:
    return any(match["below"] for match in _NUMBER.finditer(text))


def _denied(text: str, kinds: frozenset[str], reading: Reading) -> bool:
    """`No PD-L1 expression` is a result, `no PD-L1 testing` is none."""
    tests = [m for m in reading.lexicon.find(text, "test_words") if m.means == "test"]
    return "no" in kinds and not tests and not kinds & {"not-a-result", "pending", "equivocal"}


def _open(text: str, kinds: frozenset[str], reading: Reading) -> Result:
    if "not-a-result" in kinds:
        return Result(NOT_TESTED, why=reason(text, "not-a-result", reading))
    if "pending" in kinds:
        return Result(PENDING)
    if kinds & {"positive", "negative", "found", "equivocal"}:
        return Result(UNKNOWN, why="not decided")
    return NOTHING
