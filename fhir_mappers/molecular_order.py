"""Which biomarkers an order for a molecular test will answer."""

from __future__ import annotations

from collections.abc import Iterable

from fhir_mappers import coverage, fhir
from fhir_mappers.biomarker_kinds import firm, kinds_in
from fhir_mappers.biomarker_label import is_of_test
from fhir_mappers.biomarker_origin import germline_of
from fhir_mappers.biomarker_panel import content_of
from fhir_mappers.biomarker_said import BRCA, GERMLINE, TUMOUR
from fhir_mappers.biomarker_subject import PANEL, REGION, VARIANT
from fhir_mappers.biomarker_words import asked_in, expand
from fhir_mappers.facts import Truth
from fhir_mappers.fhir import Concept, Json
from fhir_mappers.reading import Reading, words
from fhir_mappers.text_words import cleaned, written_sentences

NOT_ORDERED = frozenset({VARIANT, REGION})


def tests_of(json: Json, reading: Reading) -> tuple[str, ...]:
    """Biomarker ids that this order covers, sorted; empty when it is no molecular test.

    A comprehensive profile covers the whole list of the coverage map. A panel that is neither named
    nor described covers nothing that can be named; the words beside its code, or else the notes, may
    list what it looks at.
    """
    code = fhir.concept(json.get("code"))
    text = words(code, *fhir.concepts(json.get("orderDetail")))
    all_meanings = (meaning.means for meaning in reading.terms.all("biomarker_tests", code))
    meanings = [means for means in all_meanings if means not in NOT_ORDERED]
    germline = germline_of(text, reading)
    found: set[str] = set()
    for means in meanings:
        if means != PANEL and "locus" not in means:
            found.update(expand(means, germline))
    whole = _comprehensive(code, text, germline, panel=PANEL in meanings)
    if whole:
        found.update(whole)
    elif not meanings or found or germline is Truth.YES:
        found.update(_named(text, reading, germline=germline is Truth.YES))
    elif PANEL in meanings:
        details = [concept.words for concept in fhir.concepts(json.get("orderDetail"))]
        found.update(_of_tumour(asked_in(". ".join([code.text, *details]), reading)))
    if not found and (PANEL in meanings or coverage.says(text, coverage.load().bare_words)):
        found.update(_of_tumour(_noted(json, reading)))
    return tuple(sorted(found))


def _comprehensive(code: Concept, text: str, germline: Truth, *, panel: bool) -> tuple[str, ...]:
    known = coverage.load()
    if panel and any(coding.code in known.comprehensive_codes for coding in code.codings):
        return (GERMLINE,) if germline is Truth.YES else known.comprehensive
    return content_of(text, germline)


def _noted(json: Json, reading: Reading) -> tuple[str, ...]:
    """Markers that the notes of a bare panel ask for; a sentence that tells a result asks nothing."""
    return tuple(
        name
        for note in fhir.notes(json)
        for sentence in written_sentences(cleaned(note))
        if not firm(kinds_in(sentence, reading))
        for name in asked_in(sentence, reading)
    )


def _named(text: str, reading: Reading, *, germline: bool) -> set[str]:
    """Markers that the text names beside a word for a test, or beside nothing at all."""
    if not is_of_test(text, reading):
        return set()
    named = set(asked_in(text, reading))
    if germline and (not named or BRCA in named):
        named = (named - {BRCA}) | {GERMLINE}
    return _of_tumour(named)


def _of_tumour(names: Iterable[str]) -> set[str]:
    return {TUMOUR if name == BRCA else name for name in names}
