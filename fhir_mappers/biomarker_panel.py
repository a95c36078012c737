"""What a report says about genes that it does not name one by one (section 13.1).

A negative panel counts only for the genes on its list: those of an assay known by name, or those
that the report itself lists. What a panel without a list did not find stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fhir_mappers import coverage
from fhir_mappers.biomarker_alteration import alteration_in
from fhir_mappers.biomarker_attempt import failed, pending
from fhir_mappers.biomarker_except import set_apart
from fhir_mappers.biomarker_kinds import kinds_in
from fhir_mappers.biomarker_origin import weighed
from fhir_mappers.biomarker_result import (
    FULL,
    NEGATIVE,
    PARTIAL,
    POSITIVE,
    UNKNOWN,
    UNSTATED,
    Result,
)
from fhir_mappers.biomarker_said import BRCA, GERMLINE, TUMOUR, placed, said_in, said_of
from fhir_mappers.biomarker_words import Tested, ids_in, markers_in
from fhir_mappers.facts import Truth
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import normalise, sentences

NO_LIST = "negative panel whose list of genes is not known"
NO_RESULT = "the assay gave no result"
CLEAN = frozenset({"negative", "rest-negative"})
_FAILED, _PENDING = "not-a-result", "pending"


@dataclass(frozen=True)
class General:
    """Result words of the sentences that name no marker, and the genes that a text lists.

    `assay` is `not-a-result` or `pending` where every sentence that names the assay says so;
    `awaited` is a comprehensive test that is said to be on its way.
    """

    kinds: frozenset[str]
    listed: Mapping[str, str]
    assay: str = ""
    awaited: bool = False


def narrated(
    text: str, title: str, tested: Tested | None, germline: Truth, reading: Reading
) -> dict[str, Result]:
    """Results in a text under a title; `tested` are the markers of the title, if it has any."""
    whole = f"{title}. {text}"
    if tested is not None:
        said = said_of(text, tested, germline, reading)
    elif ids_in(text, reading) or _is_of_genes(whole):
        said = said_in(text, germline, reading)
    else:
        return {}
    rest = _rest(set_apart(text, reading), whole, said, germline, reading)
    return weighed({**rest, **said}, whole, reading)


def content_of(text: str, germline: Truth) -> tuple[str, ...]:
    """What a comprehensive assay or order named in a text looks at; empty when none is named."""
    known = coverage.load()
    if known.assay_in(text) is None and not coverage.says(text, known.order_words):
        return ()
    return (GERMLINE,) if germline is Truth.YES else known.comprehensive


def _is_of_genes(text: str) -> bool:
    """Whether a text names an assay, or a panel that it does not name."""
    known = coverage.load()
    panel = coverage.says(text, (*known.panel_words, *known.order_words))
    return panel or known.assay_in(text) is not None


def _rest(
    text: str, whole: str, said: Mapping[str, Result], germline: Truth, reading: Reading
) -> dict[str, Result]:
    known = coverage.load()
    general = _general(text, germline, reading)
    assay = known.assay_in(whole)
    content = _breadth(assay, general.listed)
    if not content:
        return _unlisted(whole, general, said, germline)
    if general.assay:  # what else is told comes from another test
        return failed(content, NO_RESULT) if general.assay == _FAILED else pending(content)
    answers = (POSITIVE, NEGATIVE)
    decided = any(name in content and result.status in answers for name, result in said.items())
    if decided or general.kinds & CLEAN or alteration_in(text):
        return {name: Result(NEGATIVE, breadth) for name, breadth in content.items()}
    if _FAILED in general.kinds:
        return failed(content, NO_RESULT)
    return pending(content) if _PENDING in general.kinds else {}


def _breadth(assay: str | None, listed: Mapping[str, str]) -> dict[str, str]:
    """Markers with a list, and how much of each is covered: fusions need RNA."""
    known = coverage.load()
    if assay is None:
        return dict(listed)
    found = {
        name: PARTIAL if assay != "dna-rna" and name in known.fusions else FULL
        for name in known.comprehensive
        if name not in known.score_markers
    }
    return {**found, **listed}


def _unlisted(
    whole: str, general: General, said: Mapping[str, Result], germline: Truth
) -> dict[str, Result]:
    known = coverage.load()
    if not coverage.says(whole, known.panel_words) and not content_of(whole, germline):
        return {}
    names = (GERMLINE,) if germline is Truth.YES else known.comprehensive
    if general.kinds & CLEAN:
        return dict.fromkeys(names, Result(UNKNOWN, why=NO_LIST))
    if general.awaited:
        return pending(names)
    answered = set(names).intersection(said)
    if _FAILED in general.kinds and not answered and content_of(whole, germline):
        return failed(names, NO_RESULT)
    return {}


def _general(text: str, germline: Truth, reading: Reading) -> General:
    kinds: set[str] = set()
    listed: dict[str, str] = {}
    assay: set[str] = set()
    awaited = False
    for sentence in sentences(normalise(text)):
        said = kinds_in(sentence.text, reading)
        if coverage.load().assay_in(sentence.text) is not None:
            assay.add("" if ids_in(sentence.text, reading) else _without_result(said))
        elif not ids_in(sentence.text, reading) and content_of(sentence.text, germline):
            awaited = awaited or (_PENDING in said and "hypothetical" not in said)
        if "listed" in said:
            listed.update(_listed(sentence.text, germline, reading))
        if "rest-negative" in said:
            kinds.add("rest-negative")
        if not ids_in(sentence.text, reading) and "hypothetical" not in said:
            kinds |= said
    return General(frozenset(kinds), listed, assay.pop() if len(assay) == 1 else "", awaited)


def _without_result(kinds: frozenset[str]) -> str:
    return next((kind for kind in (_FAILED, _PENDING) if kind in kinds), "")


def _listed(text: str, germline: Truth, reading: Reading) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in markers_in(text, reading):
        for name in entry.biomarkers:
            place = placed(name, germline)
            part = entry.part or (name == BRCA and place == TUMOUR)
            narrow = part or name in coverage.load().fusions
            found[place] = PARTIAL if narrow else UNSTATED
    return found


def names_of(names: Iterable[str], germline: Truth) -> tuple[str, ...]:
    """Biomarker ids with BRCA put where it belongs, each once."""
    return tuple(dict.fromkeys(placed(name, germline) for name in names))
