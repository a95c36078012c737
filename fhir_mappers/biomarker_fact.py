"""Turns what one source says about biomarkers into facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fhir_mappers.biomarker_result import Result
from fhir_mappers.biomarker_said import GERMLINE
from fhir_mappers.biomarker_text import STAIN
from fhir_mappers.biomarker_words import question
from fhir_mappers.facts import Biomarker, Day, Evidence, Truth


@dataclass(frozen=True)
class Source:
    """Where results stand: day, evidence, method, whether it calls itself germline, and the tumour.

    `tumour_ref` is the Condition that it names, None when it names none.
    """

    day: Day | None
    because: Evidence
    method: str = ""
    germline: Truth = Truth.UNKNOWN
    tumour_ref: str | None = None


def facts(results: Mapping[str, Result], source: Source) -> Iterator[Biomarker]:
    """One fact for each biomarker on which something was decided."""
    for name, result in results.items():
        if result.status is None:
            continue
        inherited = name == GERMLINE
        method = result.method or source.method
        yield Biomarker(
            biomarker=question(name, stain=method == STAIN),
            status=result.status,
            coverage=result.coverage,
            variant=result.variant,
            method="germline" if inherited and not method else method,
            detail=result.detail,
            why=result.why,
            germline=Truth.YES if inherited else source.germline,
            tumour_ref=source.tumour_ref,
            day=source.day,
            because=(source.because,),
        )
