"""What a text that is about one biomarker says about it (clinical logic section 13.1)."""

from __future__ import annotations

import dataclasses
import re

from fhir_mappers import coverage
from fhir_mappers.biomarker_gene import gene
from fhir_mappers.biomarker_her2 import her2
from fhir_mappers.biomarker_kinds import FAMILY, HEDGED, kinds_in
from fhir_mappers.biomarker_repair import repair
from fhir_mappers.biomarker_result import FULL, NEGATIVE, NOTHING, POSITIVE, UNKNOWN, Result
from fhir_mappers.biomarker_score import measured, scored
from fhir_mappers.biomarker_words import markers_in
from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading

REPAIR, METHYLATED, STAIN = "MSI_MMR", "MGMT", "ihc"
INTENSITY = re.compile(r"(?<![\w.])([0-3])\s?\+")


def interpret(
    text: str, biomarker: str, reading: Reading, method: str = "", protein: str = ""
) -> Result:
    """Read one clause.

    Conditional clauses (`if wild type`) and those about relatives decide nothing; a suspicion
    reads as unknown.
    """
    kinds = kinds_in(text, reading)
    if not text.strip() or kinds & {"hypothetical", FAMILY}:
        return NOTHING
    if HEDGED in kinds or ("equivocal" not in kinds and _feared(text, reading)):
        return Result(UNKNOWN, why="suspected, not established")
    return _interpret(text, biomarker, kinds, reading, method, protein)


def _feared(text: str, reading: Reading) -> bool:
    return any(
        entry.mention.certainty is Certainty.SUSPECTED for entry in markers_in(text, reading)
    )


def _interpret(
    text: str,
    biomarker: str,
    kinds: frozenset[str],
    reading: Reading,
    method: str,
    protein: str,
) -> Result:
    if biomarker == "HER2":
        return her2(text, kinds, method, reading)
    if biomarker == REPAIR:
        return repair(text, kinds, protein, reading)
    if measured(biomarker):
        return scored(text, biomarker, kinds, reading)
    if method == STAIN or is_stain(text, biomarker):
        return _stained(text, gene(text, biomarker, kinds, reading))
    if biomarker == METHYLATED and kinds & {"methylated", "unmethylated"}:
        return Result(NEGATIVE if "unmethylated" in kinds else POSITIVE, FULL)
    return gene(text, biomarker, kinds, reading)


def is_stain(text: str, biomarker: str) -> bool:
    """Whether a text is about the protein of a marker that has a gene test beside it."""
    known = coverage.load()
    return biomarker in known.stained and coverage.says(text, known.stain_words)


def _stained(text: str, said: Result) -> Result:
    """A result of the protein test; the intensity counts where no word decides (`IHC 3+`)."""
    scores = INTENSITY.findall(text)
    if said.status is None and scores:
        said = Result(POSITIVE if max(scores) == "3" else NEGATIVE, FULL)
    return dataclasses.replace(said, method=STAIN) if said.status else said
