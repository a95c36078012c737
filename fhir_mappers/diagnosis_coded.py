"""Primary cancers by code: all codings of a Condition, its histology and its body site."""

from __future__ import annotations

from dataclasses import replace

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_certainty, weaker
from fhir_mappers.diagnosis_histology import (
    IN_SITU,
    METASTATIC,
    PRIMARY,
    Morphology,
    morphology,
    site,
    tumour_of_organ,
)
from fhir_mappers.diagnosis_refine import refine
from fhir_mappers.diagnosis_text import primaries_in
from fhir_mappers.diagnosis_tumour import own, state
from fhir_mappers.diagnosis_words import NO_CANCER, Agreement, agree, parse
from fhir_mappers.facts import Certainty, Unread
from fhir_mappers.fhir import Concept, Resource
from fhir_mappers.reading import Found, Reading
from fhir_mappers.terminology import Meaning

_NOT_INVASIVE = ("0", "1", IN_SITU)
_NEGATIONS = ("negative", "absent")


def read(resource: Resource, reading: Reading) -> Found | None:
    """Tumours by code; `()` when the codes state something else, None when they decide nothing.

    Codings that disagree on the tumour, on primary or secondary, or on being a cancer at all give
    the most trusted reading as suspected, and the dispute as Unread (I9).
    """
    code = fhir.concept(resource.json.get("code"))
    found_morphology = morphology(resource.json, reading)
    if found_morphology.behaviour == METASTATIC:
        return ()
    meanings = reading.terms.all("tumours", code)
    agreement = _agreement(meanings, code, resource, found_morphology, reading)
    if (
        agreement is not None
        and agreement.words.is_unspecified
        and _text_names_a_tumour(code, reading)
    ):
        return None
    if agreement is not None:
        return _stated(agreement, meanings, found_morphology, resource, reading)
    refused = next((NO_CANCER[entry.means] for entry in meanings if entry.means in NO_CANCER), None)
    if refused is not None:
        return (Unread(resource.reference, refused),)
    return () if _means_something_else(code, reading) else None


def names_negation(code: Concept, reading: Reading) -> bool:
    """Whether a second coding of the concept says absent or no evidence of (I7)."""
    return any(entry.means in _NEGATIONS for entry in reading.terms.all("answers", code))


def _agreement(
    meanings: tuple[Meaning, ...],
    code: Concept,
    resource: Resource,
    found: Morphology,
    reading: Reading,
) -> Agreement | None:
    agreement = agree(meanings, reading.terms) or _origin(code, reading)
    if agreement is not None and not agreement.words.is_unspecified:
        return agreement
    if agreement is None and (meanings or found.behaviour != PRIMARY):
        return None
    organ = site(resource.json, reading)
    words = tumour_of_organ(organ.means, reading) if organ else None
    if words is None or organ is None:
        return agreement
    role = agreement.words.role if agreement else ""
    return Agreement(replace(words, role=role), agreement.meaning if agreement else organ)


def _origin(code: Concept, reading: Reading) -> Agreement | None:
    """A code such as "metastasis from malignant tumour of colon" names the primary itself."""
    for meaning in reading.terms.all("metastases", code):
        direction, _, tumour = meaning.means.partition(":")
        words = parse(tumour) if direction == "from" else None
        if words is not None:
            return Agreement(words, meaning)
    return None


def _stated(
    agreement: Agreement,
    meanings: tuple[Meaning, ...],
    found: Morphology,
    resource: Resource,
    reading: Reading,
) -> Found:
    code = fhir.concept(resource.json.get("code"))
    mentions = reading.lexicon.find(code.text, "tumours")
    if mentions and not own(mentions):
        return (Unread(resource.reference, NO_CANCER["family-history"]),)
    words = refine(agreement.words, code, found.histology, reading)
    doubts = _doubts(agreement, meanings, found, code, reading)
    certainty = _certainty(agreement, doubts, code, resource, reading)
    because = fhir.evidence(
        resource,
        agreement.meaning.coding,
        shown=code.words,
        verified=agreement.meaning.verified,
    )
    if own(mentions) and all(mention.history for mention in own(mentions)):
        words = replace(words, role="history")
    tumour = state(resource, words, certainty, because, reading)
    disputes = dict.fromkeys((*doubts, *agreement.disputes))
    return (tumour, *(Unread(resource.reference, why) for why in disputes))


def _doubts(
    agreement: Agreement,
    meanings: tuple[Meaning, ...],
    found: Morphology,
    code: Concept,
    reading: Reading,
) -> tuple[str, ...]:
    """Why the codes do not firmly state this primary, in words without patient data."""
    doubts = [why for why in agreement.disputes if why.endswith("on the tumour")]
    if any(meaning.means in NO_CANCER for meaning in meanings):
        doubts.append("its codings disagree on whether it is a cancer")
    if found.behaviour in _NOT_INVASIVE:
        doubts.append("its histology says that it is not an invasive cancer")
    if _other_coding_says_secondary(agreement, meanings, code, reading):
        doubts.append("its codings disagree on primary or secondary")
    return tuple(doubts)


def _other_coding_says_secondary(
    agreement: Agreement, meanings: tuple[Meaning, ...], code: Concept, reading: Reading
) -> bool:
    primary = {meaning.coding for meaning in meanings}
    return any(
        spread.coding not in primary
        and spread.means != "history"
        and not spread.means.startswith(f"from:{agreement.words.type}")
        for spread in reading.terms.all("metastases", code)
    )


def _certainty(
    agreement: Agreement,
    doubts: tuple[str, ...],
    code: Concept,
    resource: Resource,
    reading: Reading,
) -> Certainty:
    if names_negation(code, reading):
        return Certainty.EXCLUDED
    doubtful = bool(doubts) or agreement.words.role == "suspected"
    own_doubt = Certainty.SUSPECTED if doubtful else Certainty.CONFIRMED
    return weaker(own_doubt, condition_certainty(resource.json, "tumours"))


def _text_names_a_tumour(code: Concept, reading: Reading) -> bool:
    said = (parse(mention.means) for mention in primaries_in(code.text, reading))
    return any(words is not None and not words.is_unspecified for words in said)


def _means_something_else(code: Concept, reading: Reading) -> bool:
    """Spread is read elsewhere; an ICD-10 code outside the neoplasm chapters is no cancer.

    SNOMED CT is too large for our list to be complete, so an unknown SNOMED code decides nothing.
    """
    if reading.terms.all("metastases", code):
        return not _text_names_a_tumour(code, reading)
    systems = (reading.terms.system(coding.system) for coding in code.codings if coding.code)
    return any(system.startswith("icd10") for system in systems)
