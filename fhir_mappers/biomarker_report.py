"""Genomic and pathology reports: results that stand only in the conclusion (section 13.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import coverage, fhir
from fhir_mappers.biomarker_result import (
    NEGATIVE,
    NOT_TESTED,
    PENDING,
    POSITIVE,
    UNKNOWN,
    Result,
    interpret,
)
from fhir_mappers.biomarker_words import Named, markers_in
from fhir_mappers.facts import Biomarker, Day, Evidence, Truth, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.text_words import normalise, sentences

OPEN = frozenset({"registered", "partial", "preliminary"})
QUOTE = 200
_PIECES = re.compile(r",|;|\s-\s|\s–\s")
PENDING_OR_FAILED = (PENDING, NOT_TESTED)


@dataclass(frozen=True)
class Said:
    """One marker and what a piece of the conclusion says about it."""

    biomarker: str
    result: Result


def read(resource: Resource, reading: Reading) -> Found:
    """Facts of one report; attachments are not read (I16)."""
    json = resource.json
    title = words(fhir.concept(json.get("code")))
    text = fhir.text(json.get("conclusion"))
    day = reading.event_day(json, "effectiveDateTime", "effectivePeriod", "issued")
    because = Evidence(resource.reference, "", day, (text or title)[:QUOTE], from_text=True)
    if fhir.text(json.get("status")).lower() in OPEN:
        return tuple(_pending(f"{title}. {text}", reading, day, because))
    if not text:
        unread = "an attachment is not read; there is no conclusion and no result"
        attached = json.get("presentedForm") and not json.get("result")
        return (Unread(resource.reference, unread),) if attached else ()
    said = _said(text, reading)
    said.update(_by_assay(f"{title}. {text}", said, reading))
    germline = coverage.says(f"{title}. {text}", coverage.load().germline_words)
    return tuple(
        _fact(name, result, day, because, germline=germline)
        for name, result in said.items()
        if result.status is not None
    )


def _fact(
    name: str, result: Result, day: Day | None, because: Evidence, *, germline: bool
) -> Biomarker:
    if name == "BRCA":
        name = "BRCA_GERMLINE" if germline else "HRR_SOMATIC"
    return Biomarker(
        biomarker=name,
        status=result.status or UNKNOWN,
        coverage=result.coverage,
        variant=result.variant,
        method="germline" if germline and name == "BRCA_GERMLINE" else "",
        detail=result.detail,
        why=result.why,
        germline=Truth.YES if germline and name == "BRCA_GERMLINE" else Truth.UNKNOWN,
        day=day,
        because=(because,),
    )


def _said(text: str, reading: Reading) -> dict[str, Result]:
    """What each sentence says about each marker that it names; a positive finding is kept."""
    found: dict[str, Result] = {}
    for sentence in sentences(normalise(text)):
        for entry in _in_sentence(sentence.text, reading):
            held = found.get(entry.biomarker)
            if held is None or held.status is not POSITIVE:
                found[entry.biomarker] = entry.result
    return found


def _in_sentence(sentence: str, reading: Reading) -> Iterator[Said]:
    head, colon, tail = sentence.partition(":")
    listed = markers_in(head, reading)
    if colon and len(listed) > 1 and not markers_in(tail, reading):
        yield from _all(listed, tail, reading)
        return
    waiting: list[Named] = []
    for piece in _PIECES.split(sentence):
        named = markers_in(piece, reading)
        if not named:
            continue
        results = list(_all(named, piece, reading))
        if all(entry.result.status is None for entry in results):
            waiting.extend(named)
            continue
        yield from results
        if waiting and not results[0].result.variant:
            yield from _all(waiting, piece, reading)
        waiting = []


def _all(named: tuple[Named, ...] | list[Named], text: str, reading: Reading) -> Iterator[Said]:
    for entry in named:
        for name in entry.biomarkers:
            yield Said(name, interpret(text, name, reading))


def _by_assay(text: str, said: dict[str, Result], reading: Reading) -> dict[str, Result]:
    """What a named comprehensive assay says about the markers that its report does not name.

    A report that lists findings of a named assay is read as complete. Low tumour fraction in a
    blood test makes every negative unknown. An assay without RNA covers fusions in part.
    """
    known = coverage.load()
    assay = known.assay_in(text)
    if assay is None:
        return {}
    if not said and "not-a-result" in {m.means for m in reading.lexicon.find(text, "results")}:
        failed = Result(NOT_TESTED, why="the assay gave no result")
        return dict.fromkeys(known.comprehensive, failed)
    if assay == "ctdna" and coverage.says(text, known.low_fraction_words):
        weak = Result(UNKNOWN, why="blood test with a low tumour fraction")
        return {name: weak for name in known.comprehensive if _not_positive(name, said)}
    if not said and not reading.lexicon.find(text, "results"):
        return {}
    return {
        name: Result(
            NEGATIVE, "partial" if assay != "dna-rna" and name in known.fusions else "full"
        )
        for name in known.comprehensive
        if name not in said and name not in known.score_markers
    }


def _not_positive(name: str, said: dict[str, Result]) -> bool:
    return name not in said or said[name].status is not POSITIVE


def _pending(
    text: str, reading: Reading, day: Day | None, because: Evidence
) -> Iterator[Biomarker]:
    known = coverage.load()
    names = {name for entry in markers_in(text, reading) for name in entry.biomarkers}
    if known.assay_in(text) or coverage.says(text, known.order_words):
        names.update(known.comprehensive)
    for name in sorted(names):
        yield _fact(name, Result(PENDING), day, because, germline=False)
