"""What a text says about every marker that it names, or about the markers that it is about."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping

from fhir_mappers import coverage
from fhir_mappers.biomarker_clauses import Clause, clauses
from fhir_mappers.biomarker_except import set_apart
from fhir_mappers.biomarker_origin import germline_of
from fhir_mappers.biomarker_result import NEGATIVE, PARTIAL, POSITIVE, Result, joined
from fhir_mappers.biomarker_text import STAIN, interpret
from fhir_mappers.biomarker_words import Named, Tested, ids_in, question, spelled_out
from fhir_mappers.facts import Truth
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import cleaned, written_sentences

BRCA, GERMLINE, TUMOUR = "BRCA", "BRCA_GERMLINE", "HRR_SOMATIC"
NOT_NAMED = "gene not named"


def said_of(text: str, tested: Tested, germline: Truth, reading: Reading) -> dict[str, Result]:
    """Results in a text whose subject is known.

    A text that names none of the markers speaks of all of them; one that names some speaks of those
    only; further markers that it names are told as well.
    """
    spelled = spelled_out(text, reading)
    plain = set_apart(spelled, reading)
    named = set(ids_in(plain, reading))
    several = len(tested.biomarkers) > 1
    if named - set(tested.biomarkers) or (named and (several or plain != spelled)):
        said = said_in(plain, germline, reading)
        own = _told_first(plain, tested, germline, reading)
        return {**own, **_of_panel(plain, tested, said, germline, reading), **said}
    return _of_each(plain, tested, germline, reading, any_of=several)


def _of_each(
    text: str, tested: Tested, germline: Truth, reading: Reading, *, any_of: bool
) -> dict[str, Result]:
    """What a text says of every marker of the test, as if it named each."""
    return _decided(
        (placed(name, germline), _trimmed(result, part=tested.part, any_of=any_of))
        for name in tested.biomarkers
        for result in (interpret(text, name, reading, tested.method, tested.protein),)
    )


def _told_first(text: str, tested: Tested, germline: Truth, reading: Reading) -> dict[str, Result]:
    """`Wild type. KRAS mutations predict resistance`: what precedes any marker is the test's own.

    Of several markers tested, an unnamed change belongs to nobody.
    """
    written = written_sentences(cleaned(text))
    first = ". ".join(itertools.takewhile(lambda one: not ids_in(one, reading), written))
    told = _of_each(first, tested, germline, reading, any_of=False)
    several = len(tested.biomarkers) > 1
    return {
        name: result for name, result in told.items() if not (several and result.status is POSITIVE)
    }


def _of_panel(
    text: str, tested: Tested, said: Mapping[str, Result], germline: Truth, reading: Reading
) -> dict[str, Result]:
    """`Panel incl. PALB2: negative` answers for the marker tested, which it does not name."""
    names = {placed(name, germline) for name in tested.biomarkers}
    if names & set(said) or not coverage.says(text, coverage.load().panel_words):
        return {}
    found = {placed(name, germline): interpret(text, name, reading) for name in tested.biomarkers}
    return {name: result for name, result in found.items() if result.status is NEGATIVE}


def said_in(text: str, germline: Truth, reading: Reading) -> dict[str, Result]:
    """Results of all markers that a text names; `germline` where the text itself does not say."""
    if not ids_in(text, reading):
        return {}
    plain = set_apart(spelled_out(text, reading), reading)
    return _decided(_readings(plain, germline, reading))


def placed(name: str, germline: Truth) -> str:
    """BRCA belongs to the germline if somebody says so, else to the tumour."""
    if name != BRCA:
        return name
    return GERMLINE if germline is Truth.YES else TUMOUR


def _readings(text: str, germline: Truth, reading: Reading) -> Iterator[tuple[str, Result]]:
    for clause in clauses(text, reading):
        for entry in clause.named:
            yield from _of_entry(clause, entry, germline, reading)


def _of_entry(
    clause: Clause, entry: Named, germline: Truth, reading: Reading
) -> Iterator[tuple[str, Result]]:
    """Results of one mention; an inherited variant of a repair gene says nothing of the tumour."""
    for name in entry.biomarkers:
        origin = germline
        if name in (BRCA, TUMOUR):
            own = germline_of(clause.text, reading)
            own = clause.origin if own is Truth.UNKNOWN else own
            origin = germline if own is Truth.UNKNOWN else own
        if name == TUMOUR and origin is Truth.YES:
            continue
        target = placed(name, origin)
        part = entry.part or (name == BRCA and target == TUMOUR)
        result = interpret(clause.text, name, reading)
        yield (
            question(target, stain=result.method == STAIN),
            _trimmed(result, part=part, any_of=entry.any_of),
        )


def _trimmed(result: Result, *, part: bool, any_of: bool) -> Result:
    """One normal gene of a group leaves the others open; `RAS mutated` does not say which gene."""
    if result.status is NEGATIVE and part:
        return dataclasses.replace(result, coverage=PARTIAL)
    if result.status is POSITIVE and any_of:
        return dataclasses.replace(result, coverage=PARTIAL, detail=NOT_NAMED)
    return result


def _decided(readings: Iterable[tuple[str, Result]]) -> dict[str, Result]:
    found: dict[str, list[Result]] = {}
    for name, result in readings:
        if result.status is not None:
            found.setdefault(name, []).append(result)
    results = {name: joined(_by_name(several)) for name, several in found.items()}
    return {name: _beside_named(name, result, results) for name, result in results.items()}


def _beside_named(name: str, result: Result, results: Mapping[str, Result]) -> Result:
    """`RAS mutant (KRAS G12A)` names the gene: the others of the group were looked at as well."""
    if result.status is not POSITIVE or result.detail != NOT_NAMED:
        return result
    known = coverage.load()
    groups = [set(known.groups[group]) for group in known.exclusive]
    others = {one for group in groups if name in group for one in group}
    found = (results[one] for one in others & set(results))
    named = any(one.status is POSITIVE and one.detail != NOT_NAMED for one in found)
    return Result(NEGATIVE, PARTIAL) if named else result


def _by_name(results: list[Result]) -> list[Result]:
    """What is said of the gene by name; what is said of its group only where nothing else is."""
    return [one for one in results if one.detail != NOT_NAMED] or results
