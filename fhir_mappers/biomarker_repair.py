"""Mismatch repair and microsatellites: one question, two kinds of test (section 13.1).

Loss of any repair protein, deficiency and MSI-high are positive; MSI-low, stable, proficient and
all four proteins retained are negative. Some proteins retained leave the others open, so that the
marker stays unknown. A change in a repair gene is no result of either test.
"""

from __future__ import annotations

import re

from fhir_mappers import coverage
from fhir_mappers.biomarker_alteration import alteration_in
from fhir_mappers.biomarker_kinds import reason
from fhir_mappers.biomarker_loci import counted
from fhir_mappers.biomarker_result import (
    FULL,
    NEGATIVE,
    NOT_TESTED,
    NOTHING,
    PENDING,
    POSITIVE,
    PROTEINS,
    UNKNOWN,
    Result,
    some_normal,
)
from fhir_mappers.biomarker_words import markers_in
from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading

_LOW = re.compile(r"\bmsi\W?l(?:ow)?\b", re.IGNORECASE)
_STABLE = frozenset({"retained", "negative", "low"})
_UNSTABLE = frozenset({"lost", "high", "positive"})
_STAINED = frozenset({"lost", "retained"})


def repair(text: str, kinds: frozenset[str], protein: str, reading: Reading) -> Result:
    """Read a text about MSI or repair proteins; `protein` is the one that the test is about."""
    named = markers_in(text, reading)
    proteins = frozenset(entry.protein for entry in named if entry.protein)
    if proteins and _of_genes(text, kinds):
        return NOTHING
    stained = bool(protein) or (bool(proteins) and all(entry.protein for entry in named))
    if stained:
        result = _stain(text, kinds, proteins | ({protein} - {""}))
    else:
        whole = _calls_whole(text, reading)
        kinds = (kinds - {"some"} if whole else kinds) | _denied(text, reading)
        result = counted(text) or _stability(kinds, proteins, whole=whole)
        if _LOW.search(text) and result.status is NEGATIVE:
            result = Result(NEGATIVE, FULL, detail="msi-l")
    return result if result.status is not None else _open(text, kinds, reading)


def _stain(text: str, kinds: frozenset[str], proteins: frozenset[str]) -> Result:
    """Proteins by name: a positive stain is normal, an absent one is the finding."""
    if alteration_in(text) or "methylated" in kinds:
        return NOTHING
    if kinds & {"lost", "negative"}:
        return Result(POSITIVE, FULL, detail=" ".join(sorted(proteins)) or "dmmr")
    if kinds & {"retained", "positive", "found"}:
        return normal(proteins)
    return NOTHING


def _of_genes(text: str, kinds: frozenset[str]) -> bool:
    """Whether the repair genes were sequenced (`no variant in MLH1`), and no protein stained."""
    return not kinds & _STAINED and coverage.says(text, coverage.load().change_words)


def normal(proteins: frozenset[str]) -> Result:
    """Normal stains of the proteins named, unknown unless all are; no name stands for the panel."""
    if not proteins or proteins >= PROTEINS:
        return Result(NEGATIVE, FULL, proteins=proteins)
    return some_normal(proteins)


def _calls_whole(text: str, reading: Reading) -> bool:
    """Whether a name of the marker is the result itself: pMMR, MSS."""
    names = [one for one in markers_in(text, reading) if not one.protein]
    found = [m for m in reading.lexicon.find(text, "results") if m.means == "retained"]
    return any(
        name.start <= one.start < name.end and one.certainty is Certainty.CONFIRMED
        for name in names
        for one in found
    )


def _stability(kinds: frozenset[str], proteins: frozenset[str], *, whole: bool) -> Result:
    if "lost" in kinds and ("negative" not in kinds or proteins):
        return Result(POSITIVE, FULL, detail="dmmr" if proteins else "msi-h")
    if kinds & _STABLE and "except" in kinds and not whole:
        return some_normal(frozenset())
    if kinds & _STABLE:
        return (
            some_normal(proteins) if "some" in kinds else normal(frozenset() if whole else proteins)
        )
    if kinds & _UNSTABLE or kinds == {"found"}:
        return Result(POSITIVE, FULL, detail="msi-h")
    return NOTHING


def _denied(text: str, reading: Reading) -> frozenset[str]:
    """`No microsatellite instability` is a result, `no MSI testing` is none."""
    named = markers_in(text, reading)
    denied = any(entry.mention.certainty is Certainty.EXCLUDED for entry in named)
    tests = [m for m in reading.lexicon.find(text, "test_words") if m.means == "test"]
    return frozenset({"negative"}) if denied and not tests else frozenset()


def _open(text: str, kinds: frozenset[str], reading: Reading) -> Result:
    if "not-a-result" in kinds:
        return Result(NOT_TESTED, why=reason(text, "not-a-result", reading))
    if "pending" in kinds:
        return Result(PENDING)
    return Result(UNKNOWN, why="indeterminate") if "equivocal" in kinds else NOTHING
