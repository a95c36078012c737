"""Whether a text speaks of the germline, of the tumour, or of the blood (section 13.1)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

from fhir_mappers import biomarker_limits, coverage
from fhir_mappers.biomarker_result import NEGATIVE, UNKNOWN, UNSTATED, Result
from fhir_mappers.facts import Truth
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import normalise, sentences

WEAK_BLOOD = "blood test without a sufficient tumour fraction"
_SHARE = re.compile(
    r"\D{0,20}?(?P<below><|less than|below|unter)?\s*(?P<number>\d+(?:[.,]\d+)?)\s*%"
)
_HER2, _RECEPTORS, _STAINS = "HER2", frozenset({"ER", "PR"}), ("ihc", "ish")
_ASIDES = frozenset({"hypothetical", "comment"})


def germline_of(text: str, reading: Reading) -> Truth:
    """Yes for a germline test, no for a test of the tumour; advice to test either counts for none."""
    known = coverage.load()
    found = Truth.UNKNOWN
    if not coverage.says(text, (*known.germline_words, *known.somatic_words)):
        return found
    for sentence in _stated(text, reading):
        if coverage.says(sentence, known.unsure_words):
            continue
        if coverage.says(sentence, known.germline_words):
            return Truth.YES
        if coverage.says(sentence, known.somatic_words):
            found = Truth.NO
    return found


def weighed(results: Mapping[str, Result], text: str, reading: Reading) -> dict[str, Result]:
    """Results of a blood test: without enough tumour DNA in it, nothing found means nothing."""
    nothing_found = any(result.status is NEGATIVE for result in results.values())
    if not nothing_found or not is_blood(text, reading):
        return dict(results)
    if _fraction(text) >= biomarker_limits.load().tumour_fraction:
        return dict(results)
    tissue = _of_tissue(results)
    return {
        name: result if name in tissue else without_blood(result)
        for name, result in results.items()
    }


def _of_tissue(results: Mapping[str, Result]) -> frozenset[str]:
    """Markers that a text beside a blood test has from tissue, or from the germline.

    No blood test of tumour DNA tells receptors or stains; HER2 beside them is a stain as well.
    """
    apart = {name for name in results if name not in coverage.load().comprehensive}
    stained = {name for name, result in results.items() if result.method in _STAINS}
    beside = {_HER2} if apart & _RECEPTORS else set()
    return frozenset(apart | stained | beside)


def without_blood(result: Result) -> Result:
    """A negative result of blood with too little tumour DNA is unknown."""
    if result.status is not NEGATIVE:
        return result
    return dataclasses.replace(result, status=UNKNOWN, coverage=UNSTATED, why=WEAK_BLOOD)


def is_blood(text: str, reading: Reading) -> bool:
    """Whether a text is about DNA in blood; an assay known by name counts."""
    known = coverage.load()
    if known.assay_in(text) == "ctdna":
        return True
    if not coverage.says(text, known.ctdna_words):
        return False
    return any(coverage.says(part, known.ctdna_words) for part in _stated(text, reading))


def _fraction(text: str) -> float:
    """The tumour fraction in percent; none stated, or one below a limit, counts as 0."""
    plain = coverage.plainly(text)
    for word in coverage.load().fraction_words:
        at = plain.find(word)
        match = _SHARE.match(plain, at + len(word)) if at >= 0 else None
        if match:
            return 0.0 if match["below"] else float(match["number"].replace(",", "."))
    return 0.0


def _stated(text: str, reading: Reading) -> Iterator[str]:
    """Sentences that state something; conditions and advice are left out."""
    for sentence in sentences(normalise(text)):
        mentions = reading.lexicon.find(sentence.text, "results")
        if not _ASIDES.intersection(mention.means for mention in mentions):
            yield sentence.text
