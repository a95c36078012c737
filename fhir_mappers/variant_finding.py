"""What a variant Observation found: status, alteration, significance and origin."""

from __future__ import annotations

from fhir_mappers import biomarker_limits, fhir
from fhir_mappers.biomarker_alteration import alteration_in, unchanged
from fhir_mappers.biomarker_attempt import CANCELLED, OPEN, why_without_result
from fhir_mappers.biomarker_kinds import HEDGED, firm, kinds_in
from fhir_mappers.biomarker_result import (
    FULL,
    NEGATIVE,
    NOT_TESTED,
    NOTHING,
    PENDING,
    POSITIVE,
    UNKNOWN,
    Result,
)
from fhir_mappers.facts import BiomarkerStatus, Truth
from fhir_mappers.fhir import Coding, Concept, Json
from fhir_mappers.observed import value_text
from fhir_mappers.reading import Reading, words
from fhir_mappers.variant_gene import components

DESCRIPTIONS = ("protein", "cdna", "genomic", "change-type", "cytogenetic")
_FIRM = {"positive": POSITIVE, "negative": NEGATIVE, "abnormal": POSITIVE}
_WORDED = {"positive": POSITIVE, "found": POSITIVE, "negative": NEGATIVE}
_REGISTRY = "mii-genetische-variante-auspraegung"
AMPLIFIED = "amplification"


def finding(json: Json, reading: Reading) -> Result:
    """The result for the genes of this Observation; NOTHING when it decides nothing."""
    status = fhir.text(json.get("status")).lower()
    if status in OPEN:
        return Result(PENDING)
    if status == CANCELLED:
        return Result(NOT_TESTED, why=CANCELLED)
    answer = _answer(json, reading)
    if answer.status is POSITIVE:
        return _of_significance(json, reading) or answer
    return answer


def concerns(result: Result, name: str, json: Json, reading: Reading) -> Result:
    """The result for one marker: more copies of a gene are a finding for few markers only."""
    limits = biomarker_limits.load()
    copied = any(word in _described(json, reading).lower() for word in limits.amplification_words)
    if result.status is not POSITIVE or not copied or alteration_in(result.variant):
        return result
    if name in limits.amplified:
        return Result(POSITIVE, FULL, AMPLIFIED)
    return Result(UNKNOWN, why="more copies of the gene, no mutation")


def origin(json: Json, reading: Reading) -> Truth:
    """Yes for germline, no for somatic, unknown when the source class says neither."""
    for part in components(json, "source", reading):
        concept = fhir.concept(part.get("valueCodeableConcept"))
        for meaning in reading.terms.all("answers", concept):
            if meaning.means in ("germline", "somatic"):
                return Truth.YES if meaning.means == "germline" else Truth.NO
        low = words(concept).lower()
        if "germline" in low or "somatic" in low:
            return Truth.YES if "germline" in low else Truth.NO
    return Truth.UNKNOWN


def _answer(json: Json, reading: Reading) -> Result:
    """Present, absent or no call: the value, the interpretation, else the change described."""
    variant = _alteration(json, reading)
    answers = list(_answers(json, reading))
    if POSITIVE in answers and NEGATIVE in answers:
        return Result(UNKNOWN, why="value and interpretation contradict each other")
    if answers:
        return Result(answers[0], FULL, variant if answers[0] is POSITIVE else "")
    why = why_without_result(json, reading) or _no_answer(json, reading)
    if why:
        return Result(UNKNOWN if why == "indeterminate" else NOT_TESTED, why=why)
    if unchanged(_described(json, reading)):
        return Result(UNKNOWN, why="the protein is not changed")
    return Result(POSITIVE, FULL, variant) if variant else NOTHING


def _answers(json: Json, reading: Reading) -> list[BiomarkerStatus]:
    value = fhir.concept(json.get("valueCodeableConcept"))
    flags = fhir.concepts(json.get("interpretation"))
    concepts = (value, *flags, *(_registry(flag, reading) for flag in flags))
    found = [
        _FIRM[meaning.means]
        for concept in concepts
        for meaning in reading.terms.all("answers", concept)
        if meaning.means in _FIRM
    ]
    if isinstance(json.get("valueBoolean"), bool):
        found.append(POSITIVE if json["valueBoolean"] else NEGATIVE)
    if found:
        return found
    kinds = firm(kinds_in(value_text(json), reading))
    return [_WORDED[kind] for kind in sorted(kinds) if kind in _WORDED]


def _registry(flag: Concept, reading: Reading) -> Concept:
    """An interpretation whose code system nobody knows, taken as a registry's (I19)."""
    unknown = (one for one in flag.codings if not reading.terms.knows(one.system))
    return Concept(tuple(Coding(_REGISTRY, one.code) for one in unknown))


def _no_answer(json: Json, reading: Reading) -> str:
    """Why neither present nor absent: indeterminate, not determinable, suspected only."""
    value = fhir.concept(json.get("valueCodeableConcept"))
    concepts = (value, *fhir.concepts(json.get("interpretation")))
    for concept in concepts:
        for meaning in reading.terms.all("answers", concept):
            if meaning.means in ("equivocal", "not-a-result"):
                return (
                    "indeterminate" if meaning.means == "equivocal" else concept.words or "no call"
                )
    kinds = kinds_in(". ".join((value_text(json), *fhir.notes(json))), reading)
    return "indeterminate" if kinds & {"equivocal", HEDGED} else ""


def _of_significance(json: Json, reading: Reading) -> Result | None:
    """A present variant that is benign or of unknown significance decides nothing."""
    kinds: set[str] = set()
    for part in components(json, "significance", reading):
        concept = fhir.concept(part.get("valueCodeableConcept"))
        kinds |= {meaning.means for meaning in reading.terms.all("answers", concept)}
        kinds |= kinds_in(words(concept), reading)
    noted = kinds_in(". ".join(fhir.notes(json)), reading)
    if "equivocal" in kinds | noted:
        return Result(UNKNOWN, why="variant of uncertain significance")
    return Result(UNKNOWN, why="benign variant") if "benign" in kinds else None


def _alteration(json: Json, reading: Reading) -> str:
    """The change as sent, protein before DNA; else the first one in the words."""
    for kind in ("protein", "cdna"):
        for part in components(json, kind, reading):
            concept = fhir.concept(part.get("valueCodeableConcept"))
            code = concept.codings[0].code if concept.codings else ""
            shown = concept.words or code or fhir.text(part.get("valueString"))
            if shown:
                return shown
    return alteration_in(". ".join((value_text(json), *fhir.notes(json))))


def _described(json: Json, reading: Reading) -> str:
    """Everything that the Observation says about the change, in words."""
    parts = [value_text(part) for kind in DESCRIPTIONS for part in components(json, kind, reading)]
    flags = (words(concept) for concept in fhir.concepts(json.get("interpretation")))
    return ". ".join((*parts, value_text(json), *flags, *fhir.notes(json)))
