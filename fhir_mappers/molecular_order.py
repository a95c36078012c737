"""Which biomarkers an order for a molecular test will answer."""

from __future__ import annotations

from fhir_mappers import coverage, fhir
from fhir_mappers.biomarker_words import expand, markers_in
from fhir_mappers.fhir import Concept, Json
from fhir_mappers.reading import Reading, words

PANEL = "panel"
NOT_ORDERED = frozenset({"variant", "region-studied"})


def tests_of(json: Json, reading: Reading) -> tuple[str, ...]:
    """Biomarker ids that this order covers, sorted; empty when it is no molecular test.

    A comprehensive profile covers the whole list of the coverage map. A panel that is neither named
    nor described covers nothing that can be named.
    """
    code = fhir.concept(json.get("code"))
    details = fhir.concepts(json.get("orderDetail"))
    text = words(code, *details)
    meanings = [
        meaning
        for meaning in reading.terms.all("biomarker_tests", code)
        if meaning.means not in NOT_ORDERED
    ]
    germline = coverage.says(text, coverage.load().germline_words)
    found: set[str] = set()
    for meaning in meanings:
        if meaning.means != PANEL:
            found.update(expand(meaning.means, germline=germline))
    if _comprehensive(code, text, panel=any(entry.means == PANEL for entry in meanings)):
        found.update({"BRCA_GERMLINE"} if germline else coverage.load().comprehensive)
    elif not meanings or found or germline:
        found.update(_named(text, reading, germline=germline))
    return tuple(sorted(found))


def _comprehensive(code: Concept, text: str, *, panel: bool) -> bool:
    known = coverage.load()
    if known.assay_in(text) or coverage.says(text, known.order_words):
        return True
    codes = {coding.code for coding in code.codings}
    return panel and bool(codes & {"81455", "81456", "81457", "81458", "81459"})


def _named(text: str, reading: Reading, *, germline: bool) -> set[str]:
    """Markers that the text names beside a word for a test."""
    if not reading.lexicon.find(text, "test_words"):
        return set()
    named = {name for entry in markers_in(text, reading) for name in entry.biomarkers}
    if germline and (not named or "BRCA" in named):
        named = (named - {"BRCA"}) | {"BRCA_GERMLINE"}
    return {("HRR_SOMATIC" if name == "BRCA" else name) for name in named}
