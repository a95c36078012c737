"""What the words of a result say about one biomarker (clinical logic section 13.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fhir_mappers.facts import BiomarkerStatus, Certainty
from fhir_mappers.observed import numbers_in
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import normalise

POSITIVE, NEGATIVE = BiomarkerStatus.KNOWN_POSITIVE, BiomarkerStatus.KNOWN_NEGATIVE
UNKNOWN, NOT_TESTED = BiomarkerStatus.UNKNOWN, BiomarkerStatus.NOT_TESTED
PENDING = BiomarkerStatus.PENDING
VARIANT = re.compile(
    r"(?:p\.\(?)?(?:[A-Z][a-z]{2}\d{1,4}(?:[A-Z][a-z]{2}|\*|fs|del|dup|ins|Ter|=)\w*"
    r"|(?<![A-Za-z0-9])[A-Z]\d{1,4}(?:[A-Z](?![a-z0-9])|\*|fs\w*|del\w*|ins\w*)"
    r"|(?<![A-Za-z0-9])[QGA](?:12|13|59|61|117|146)(?![0-9A-Za-z]))"
    r"|c\.\d+[\w+>_-]+|exon\s?\d+\s?(?:skipping|deletion|insertion|del|ins)\w*"
)
EXONS = re.compile(r"\b(?:exons?|codons?|kodons?)\b", re.IGNORECASE)
ALL_EXONS = re.compile(
    r"exons?\s*2\s*(?:,|and|und|/|\+|-|bis|to|–)\s*(?:3\s*(?:,|and|und|/|\+|&)\s*)?4"
)
SCORE = re.compile(r"(?:ihc\s*)?\(?(?<![\d.])([0-3])\s?(\+)?(?![\d.%])", re.IGNORECASE)
ISH = re.compile(r"\b(?:ish|fish|cish|sish|dish)\b[^.;]*", re.IGNORECASE)
HALF_POSITIVE, TMB_HIGH, PERCENT_POSITIVE = 2.0, 10.0, 1.0
AMPLIFIED = 2.0


@dataclass(frozen=True)
class Result:
    """One interpretation; `status` None means that the words decide nothing."""

    status: BiomarkerStatus | None
    coverage: str = "unstated"
    variant: str = ""
    detail: str = ""
    why: str = ""


NOTHING = Result(None)


def interpret(text: str, biomarker: str, reading: Reading, method: str = "") -> Result:
    """Read a text that is about one biomarker."""
    if not text.strip():
        return NOTHING
    kinds = _kinds(text, reading)
    if "not-a-result" in kinds:
        return Result(NOT_TESTED, why="attempted without a result")
    if "pending" in kinds and not kinds & {"positive", "negative", "lost", "retained"}:
        return Result(PENDING)
    if biomarker == "HER2":
        return _her2(text, kinds, method)
    if biomarker == "MSI_MMR":
        return _repair(text, kinds)
    if biomarker in ("ER", "PR", "PDL1", "TMB"):
        return _scored(text, biomarker, kinds)
    return _gene(text, kinds)


def _kinds(text: str, reading: Reading) -> set[str]:
    """Result words of the text; a negated positive word counts as negative, and the reverse not."""
    kinds: set[str] = set()
    for mention in reading.lexicon.find(text, "results"):
        negated = mention.certainty is Certainty.EXCLUDED
        if mention.means in ("positive", "lost") and negated:
            kinds.add("negative" if mention.means == "positive" else "retained")
        elif not negated or mention.means in ("negative", "not-a-result"):
            kinds.add(mention.means)
    return kinds


def _her2(text: str, kinds: set[str], method: str) -> Result:
    ratio = numbers_in(text) if method == "ish" else ()
    if ratio:
        return Result(POSITIVE if max(ratio) >= AMPLIFIED else NEGATIVE, "full", detail=text[:40])
    ish = ISH.search(text)
    amplified = bool(re.search(r"(?<!not )(?<!non )(?<!no )amplif", text, re.IGNORECASE))
    score = SCORE.search(ISH.sub(" ", text)) if method != "ish" else None
    if score and score[1] == "3":
        return Result(POSITIVE, "full", detail="3+")
    if score and score[1] == "2":
        return _equivocal_her2(ish[0] if ish else "")
    if score and method != "ngs" and (score[1] == "1" or score[1] == "0"):
        return Result(NEGATIVE, "full", detail="1+" if score[1] == "1" else "0")
    if "equivocal" in kinds:
        return Result(NOT_TESTED, detail="2+", why="equivocal, in situ hybridisation missing")
    if "negative" in kinds:
        return Result(NEGATIVE, "full")
    if amplified or "positive" in kinds:
        variant = VARIANT.search(text)
        return Result(
            POSITIVE, "full", variant[0] if variant else "", "amplified" if amplified else ""
        )
    variant = VARIANT.search(text)
    return Result(POSITIVE, "full", variant[0]) if variant else NOTHING


def _equivocal_her2(ish: str) -> Result:
    if re.search(r"neg|not ampl|non ampl|no ampl|nicht ampl|ratio\s*[01]\.", ish, re.IGNORECASE):
        return Result(NEGATIVE, "full", detail="2+")
    if re.search(r"pos|ampl|\+", ish, re.IGNORECASE):
        return Result(POSITIVE, "full", detail="2+")
    return Result(NOT_TESTED, detail="2+", why="IHC 2+ without in situ hybridisation")


def _repair(text: str, kinds: set[str]) -> Result:
    high = re.search(r"msi\W{0,2}h(?:igh)?\b", text, re.IGNORECASE)
    if high and re.search(
        r"^\W*(?:not detected|negative|absent|no\b)", text[high.end() :].strip(" :-"), re.IGNORECASE
    ):
        return Result(NEGATIVE, "full", detail="not msi-h")
    if "lost" in kinds and "retained" not in kinds:
        return Result(POSITIVE, "full", detail="msi-h")
    if "lost" in kinds and re.search(
        r"\b(?:loss|lost|absen|verlust|ausfall|dmmr|msi\W?h)", text, re.IGNORECASE
    ):
        return Result(POSITIVE, "full", detail="msi-h")
    if "retained" in kinds or "negative" in kinds:
        return Result(NEGATIVE, "full")
    if "positive" in kinds:
        return Result(POSITIVE, "full")
    return Result(UNKNOWN, why="not decided") if "equivocal" in kinds else NOTHING


def _scored(text: str, biomarker: str, kinds: set[str]) -> Result:
    numbers = numbers_in(normalise(text).replace("%", " ").replace("<", " < ").replace(">", " "))
    limit = TMB_HIGH if biomarker == "TMB" else PERCENT_POSITIVE
    if "negative" in kinds and not ("positive" in kinds and numbers):
        return Result(NEGATIVE, "full", detail=text[:40])
    if numbers:
        below = "<" in text and max(numbers) <= limit
        return Result(
            NEGATIVE if below or max(numbers) < limit else POSITIVE, "full", detail=text[:40]
        )
    if "positive" in kinds or (biomarker == "TMB" and "lost" in kinds):
        return Result(POSITIVE, "full", detail=text[:40])
    if biomarker == "TMB" and re.search(r"\blow\b|niedrig", text, re.IGNORECASE):
        return Result(NEGATIVE, "full", detail="low")
    return Result(UNKNOWN, why="not decided") if "equivocal" in kinds else NOTHING


def _gene(text: str, kinds: set[str]) -> Result:
    coverage = "unstated"
    if EXONS.search(text):
        coverage = "full" if ALL_EXONS.search(normalise(text).lower()) else "partial"
    if "equivocal" in kinds:
        return Result(UNKNOWN, why="variant of uncertain significance or indeterminate")
    variant = VARIANT.search(text)
    if variant and "negative" not in kinds:
        return Result(POSITIVE, "full", variant[0])
    if "negative" in kinds:
        return Result(NEGATIVE, coverage)
    if "positive" in kinds:
        return Result(POSITIVE, coverage, text[:60])
    return Result(NEGATIVE, coverage) if "retained" in kinds else NOTHING
