"""Which cancer a statement speaks about (clinical logic sections 4.1 row 6 and 16.5).

A statement that names its tumour belongs to it. A statement that names none belongs to the only
cancer that could be meant; with several, it belongs to nobody, and that is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cards.findings.cancers import Cancer
from cards.findings.days import within
from fhir_mappers.facts import Biomarker, Certainty, Metastasis, Stage, Truth

TNM_AXES = frozenset({"t", "n", "m"})


def candidates(cancers: Sequence[Cancer]) -> tuple[Cancer, ...]:
    """Cancers that metastasis may come from: those able to cause it, the current ones first."""
    current = _current(cancers)
    return tuple(cancer for cancer in current if cancer.spreads) or current


def _origins(metastasis: Metastasis, cancers: Sequence[Cancer]) -> tuple[Cancer, ...]:
    """Cancers that one metastasis may come from.

    Where the own record of one says M1, those whose own record says M0 of late are none. What a
    report denies is not given to anyone that way.
    """
    able = candidates(cancers)
    spread = any(cancer.stated_m is Truth.YES for cancer in able)
    if not spread or metastasis.certainty is Certainty.EXCLUDED:
        return able
    return tuple(cancer for cancer in able if cancer.stated_m is not Truth.NO)


def stated_m(cancer: Cancer, stages: Sequence[Stage], days: int, today: dt.date) -> Truth:
    """Whether M1, or M0 within so many days, is recorded of this very cancer."""
    own = [
        stage
        for stage in stages
        if stage.axis == "m"
        and stage.tumour_ref in cancer.references
        and stage.certainty is Certainty.CONFIRMED
    ]
    if any(stage.value.startswith("M1") for stage in own):
        return Truth.YES
    recent = (stage for stage in own if within(stage.day, days, today))
    return Truth.NO if any(stage.value.startswith("M0") for stage in recent) else Truth.UNKNOWN


def _current(cancers: Sequence[Cancer]) -> tuple[Cancer, ...]:
    """The cancers that the patient has now, or else all of them."""
    current = tuple(cancer for cancer in cancers if cancer.current is not Truth.NO)
    return current or tuple(cancers)


def owner_of_stage(stage: Stage, cancers: Sequence[Cancer]) -> Cancer | None:
    """The cancer that a staging statement belongs to, None when that cannot be told.

    T, N and M are never those of a leukaemia; a bare "stage IV" may be that of a lymphoma.
    """
    named = [cancer for cancer in cancers if stage.tumour_ref in cancer.references]
    if named:
        return named[0]
    of_type = [cancer for cancer in cancers if cancer.type == stage.tumour_type]
    if of_type:
        return _only(of_type)
    of_tnm = stage.axis in TNM_AXES
    return _only(candidates(cancers) if of_tnm else _current(cancers))


def owner_of_metastasis(metastasis: Metastasis, cancers: Sequence[Cancer]) -> Cancer | None:
    """The cancer that a metastasis comes from; None where several could have caused it."""
    named = [cancer for cancer in cancers if metastasis.primary_ref in cancer.references]
    if named:
        return named[0]
    if metastasis.primary_type is not None:
        of_type = [cancer for cancer in cancers if cancer.type == metastasis.primary_type]
        if of_type:
            return of_type[0]
    return _only(_origins(metastasis, cancers))


def results_about(
    subject: Cancer, cancers: Sequence[Cancer], results: Sequence[Biomarker]
) -> tuple[Biomarker, ...]:
    """The results that speak of this cancer: all but those that name another one of the patient.

    What is inherited is the same whichever tumour it was looked for in.
    """
    elsewhere = {name for cancer in cancers if cancer is not subject for name in cancer.references}
    others = elsewhere - subject.references
    return tuple(
        entry for entry in results if entry.tumour_ref not in others or entry.germline is Truth.YES
    )


def _only(cancers: Sequence[Cancer]) -> Cancer | None:
    return cancers[0] if len(cancers) == 1 else None
