"""Biomarkers as codes and texts name them."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention

METHODS = frozenset({"ihc", "ish", "ngs", "pcr", "ctdna", "germline"})
GROUPS = {"RAS": ("KRAS", "NRAS"), "HRPOS": ("ER",)}
PROTEIN = "MMR"


@dataclass(frozen=True)
class Named:
    """One mention: the biomarkers meant, and the repair protein when it is one."""

    biomarkers: tuple[str, ...]
    protein: str
    mention: Mention


@dataclass(frozen=True)
class Tested:
    """What one `means` of the code set says: biomarkers, method, protein, only the list tested."""

    biomarkers: tuple[str, ...]
    method: str = ""
    protein: str = ""
    tested_for: bool = False


def parse(means: str) -> Tested:
    """`KRAS+NRAS:ngs`, `MMR:MLH1:ihc`, `BRCA:germline`, `EGFR:tested-for`."""
    head, *rest = means.split(":")
    method = next((part for part in rest if part in METHODS), "")
    if head == PROTEIN:
        return Tested(("MSI_MMR",), method, rest[0] if rest else "")
    return Tested(tuple(head.split("+")), method, "", "tested-for" in rest)


def expand(means: str, *, germline: bool) -> tuple[str, ...]:
    """Biomarker ids of an order code; an order for BRCA answers germline and tumour alike."""
    tested = parse(means)
    if tested.biomarkers != ("BRCA",):
        return tested.biomarkers
    return ("BRCA_GERMLINE",) if germline else ("BRCA_GERMLINE", "HRR_SOMATIC")


def markers_in(text: str, reading: Reading) -> tuple[Named, ...]:
    """Markers that a text names, in text order."""
    found = []
    for mention in reading.lexicon.find(text, "biomarker_words"):
        head, _, protein = mention.means.partition(":")
        names = ("MSI_MMR",) if head == PROTEIN else GROUPS.get(head, (head,))
        found.append(Named(names, protein, mention))
    return tuple(found)
