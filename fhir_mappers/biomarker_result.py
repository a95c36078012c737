"""One reading of one biomarker in one source, and how several readings of it come together."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from fhir_mappers.facts import BiomarkerStatus

POSITIVE, NEGATIVE = BiomarkerStatus.KNOWN_POSITIVE, BiomarkerStatus.KNOWN_NEGATIVE
UNKNOWN, NOT_TESTED = BiomarkerStatus.UNKNOWN, BiomarkerStatus.NOT_TESTED
PENDING = BiomarkerStatus.PENDING
FULL, PARTIAL, UNSTATED = "full", "partial", "unstated"
PROTEINS = frozenset({"MLH1", "PMS2", "MSH2", "MSH6"})
OTHERS_OPEN = "not all four repair proteins are told"
_TRUST = (NOT_TESTED, PENDING, UNKNOWN, NEGATIVE, POSITIVE)
_BREADTH = (UNSTATED, PARTIAL, FULL)


@dataclass(frozen=True)
class Result:
    """One interpretation; `status` None means that the source decides nothing.

    `method` is told where the words of one clause decide it. `proteins` are the mismatch repair proteins whose stain is normal; the result is unknown until
    all of them are.
    """

    status: BiomarkerStatus | None
    coverage: str = UNSTATED
    variant: str = ""
    detail: str = ""
    why: str = ""
    proteins: frozenset[str] = frozenset()
    method: str = ""


NOTHING = Result(None)
CONTRADICTION = Result(UNKNOWN, why="value and interpretation contradict each other")


def some_normal(proteins: frozenset[str]) -> Result:
    """Normal stains of some repair proteins, which leave the marker open (section 13.1)."""
    detail = " ".join(sorted(proteins))
    return Result(UNKNOWN, PARTIAL, detail=detail, why=OTHERS_OPEN, proteins=proteins)


def joined(results: Iterable[Result]) -> Result:
    """Sentences about one marker in one source: a finding outweighs what was normal elsewhere.

    `KRAS exon 2 normal` beside `KRAS p.Q61H` is no contradiction, so the alteration stands; normal
    repair proteins that are named one by one add up.
    """
    said = [result for result in results if result.status is not None]
    if not said:
        return NOTHING
    best = max(
        said, key=lambda one: (_TRUST.index(one.status), bool(one.variant), bool(one.detail))
    )
    proteins = frozenset[str]().union(*(result.proteins for result in said))
    if best.status in (NEGATIVE, UNKNOWN) and proteins >= PROTEINS:
        return Result(NEGATIVE, FULL, proteins=proteins)
    if best.status is UNKNOWN and best.proteins:
        return some_normal(proteins)
    if best.status is not NEGATIVE:
        return best
    normal = [result for result in said if result.status is NEGATIVE]
    coverage = max((result.coverage for result in normal), key=_BREADTH.index)
    return dataclasses.replace(best, coverage=coverage)


def agreed(results: Iterable[Result]) -> Result:
    """Values of one Observation, which must mean the same: contradiction reads as unknown."""
    said = [result for result in results if result.status is not None]
    firm = {result.status for result in said} & {POSITIVE, NEGATIVE}
    lost_and_kept = POSITIVE in firm and any(result.proteins for result in said)
    if len(firm) > 1 or CONTRADICTION in said or lost_and_kept:
        return CONTRADICTION
    return joined([result for result in said if result.status in firm] or said)
