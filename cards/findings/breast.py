"""The breast cancer subtype that decides the panel, from receptor results (section 13.2)."""

from __future__ import annotations

from collections.abc import Mapping

from cards.findings.biomarkers import Marker
from fhir_mappers.facts import BiomarkerStatus

UNKNOWN, HORMONE, HER2_POSITIVE, TRIPLE_NEGATIVE = "unknown", "hr+/her2-", "her2+", "tn"
_KNOWN = {BiomarkerStatus.KNOWN_POSITIVE: True, BiomarkerStatus.KNOWN_NEGATIVE: False}


def breast_subtype(markers: Mapping[str, Marker]) -> str:
    """`her2+`, `hr+/her2-`, `tn`, or `unknown` while a receptor that decides is not known."""
    her2 = _positive(markers, "HER2")
    hormone = [_positive(markers, "ER"), _positive(markers, "PR")]
    if her2:
        return HER2_POSITIVE
    if her2 is None:
        return UNKNOWN
    if True in hormone:
        return HORMONE
    return TRIPLE_NEGATIVE if hormone == [False, False] else UNKNOWN


def _positive(markers: Mapping[str, Marker], name: str) -> bool | None:
    return _KNOWN.get(markers[name].status) if name in markers else None
