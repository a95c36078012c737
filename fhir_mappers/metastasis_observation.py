"""Metastases as Observations: site lists, indicators, status components, findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import weaker
from fhir_mappers.diagnosis_coded import names_negation
from fhir_mappers.diagnosis_histology import site
from fhir_mappers.facts import Activity, Certainty, Metastasis, Unread
from fhir_mappers.fhir import Coding, Concept, Json, Resource
from fhir_mappers.metastasis_text import MANNERS, remarks
from fhir_mappers.metastasis_words import LYMPH_NODE, UNSPECIFIED, SpreadWords, agree, parse
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import focus_reference, observation_day
from fhir_mappers.staging_values import is_absent, value_concept

DISTANT = "distant"
_NOT_FINAL = ("registered", "preliminary")
_ANYWHERE = SpreadWords("any")
_SOMEWHERE = SpreadWords(UNSPECIFIED)
_POLARITY = {
    "positive": Certainty.CONFIRMED,
    "found": Certainty.CONFIRMED,
    "negative": Certainty.EXCLUDED,
    "absent": Certainty.EXCLUDED,
    "equivocal": Certainty.SUSPECTED,
}


@dataclass(frozen=True)
class Claim:
    """One site with the certainty that the value gives it; without a coding, words gave it."""

    where: SpreadWords
    certainty: Certainty
    coding: Coding | None = None
    verified: bool = True


def read(resource: Resource, reading: Reading) -> Found:
    """Metastases of one Observation; `()` when it is about something else.

    What an Observation asks comes from the code set `metastasis_observations`: `site-list` (of
    distant sites), `indicator` (yes or no), `status` (of distant disease), `history`. A secondary
    code as the question itself is a finding, positive only with a positive value or none at all.
    """
    found: list[Metastasis | Unread] = []
    for part in (resource.json, *fhir.items(resource.json.get("component"))):
        asked = _asked(part, reading)
        if asked is None:
            continue
        if fhir.text(resource.json.get("status")) == "cancelled":
            return (Unread(resource.reference, "the observation of metastases was cancelled"),)
        claims = tuple(_claims(part, asked, reading))
        found.extend(_stated(claim, part, resource, reading) for claim in claims)
        if not claims:
            found.append(Unread(resource.reference, "whether there are metastases is not stated"))
    return tuple(found)


def _asked(json: Json, reading: Reading) -> str | None:
    code = fhir.concept(json.get("code"))
    meaning = reading.terms.first("metastasis_observations", code)
    if meaning is not None:
        return meaning.means
    if reading.terms.all("metastases", code):
        return "finding"
    in_words = reading.lexicon.find(words(code), "metastasis_questions")
    if in_words and value_concept(json) is not None:
        return in_words[0].means
    listed = reading.terms.all("metastases", fhir.concept(json.get("valueCodeableConcept")))
    about_relative = any(
        mention.family for mention in reading.lexicon.find(words(code), "tumours", "cues")
    )
    return "value" if listed and not about_relative else None


def _claims(json: Json, asked: str, reading: Reading) -> Iterator[Claim]:
    if is_absent(json):
        return
    if asked == "finding":
        yield from _finding(json, reading)
    elif isinstance(json.get("valueBoolean"), bool):
        yield _yes_or_no(asked, json, positive=json["valueBoolean"])
    else:
        yield from _valued(value_concept(json) or Concept(), asked, reading)


def _yes_or_no(asked: str, json: Json, *, positive: bool) -> Claim:
    """A boolean indicator: no excludes metastases anywhere, yes names no site."""
    coding = next(iter(fhir.concept(json.get("code")).codings), None)
    if not positive:
        return Claim(_ANYWHERE, Certainty.EXCLUDED, coding)
    return Claim(replace(_SOMEWHERE, history=asked == "history"), Certainty.CONFIRMED, coding)


def _finding(json: Json, reading: Reading) -> Iterator[Claim]:
    code = fhir.concept(json.get("code"))
    spread = agree(reading.terms.all("metastases", code))
    certainty = _finding_certainty(json, code, reading)
    if spread is None or certainty is None:
        return
    organ = site(json, reading) if spread.words.site == UNSPECIFIED else None
    where = replace(spread.words, site=organ.means) if organ else spread.words
    if where.site == DISTANT and certainty is Certainty.EXCLUDED:
        where = _ANYWHERE
    yield Claim(where, certainty, spread.meaning.coding, spread.meaning.verified)


def _finding_certainty(json: Json, code: Concept, reading: Reading) -> Certainty | None:
    """Positive with a positive value or none; None where the value says something else."""
    if names_negation(code, reading):
        return Certainty.EXCLUDED
    if isinstance(json.get("valueBoolean"), bool):
        return Certainty.CONFIRMED if json["valueBoolean"] else Certainty.EXCLUDED
    value = value_concept(json)
    if value is None:
        has_value = any(name.startswith("value") for name in json)
        return None if has_value else _interpreted(json, reading)
    moving = reading.terms.first("disease_status", value)
    if moving is not None and moving.means in ("progressive", "stable", "responding"):
        return Certainty.CONFIRMED
    return _polarity(value, reading)


def _interpreted(json: Json, reading: Reading) -> Certainty:
    """A finding without a value stands, unless its interpretation says otherwise."""
    flags = (_polarity(flag, reading) for flag in fhir.concepts(json.get("interpretation")))
    return next((flag for flag in flags if flag), Certainty.CONFIRMED)


def _polarity(value: Concept, reading: Reading) -> Certainty | None:
    for meaning in reading.terms.all("answers", value):
        if meaning.means in _POLARITY:
            return _POLARITY[meaning.means]
    for mention in reading.lexicon.find(words(value), "results"):
        if mention.means in _POLARITY:
            return _POLARITY[mention.means]
    return None


def _valued(value: Concept, asked: str, reading: Reading) -> Iterator[Claim]:
    """Sites of a value, else what it says of metastases as a whole, else its text."""
    negated = names_negation(value, reading)
    listed = reading.terms.all("metastases", value)
    for meaning in listed:
        where = _distant(parse(meaning.means)) if asked == "site-list" else parse(meaning.means)
        certainty = Certainty.EXCLUDED if negated else Certainty.CONFIRMED
        yield Claim(where, certainty, meaning.coding, meaning.verified)
    organ = reading.terms.first("topographies", value) if asked == "site-list" else None
    if organ is not None and not listed:
        yield Claim(_distant(SpreadWords(organ.means)), Certainty.CONFIRMED, organ.coding)
    if not listed and organ is None:
        yield from _whole(value, asked, reading)


def _whole(value: Concept, asked: str, reading: Reading) -> Iterator[Claim]:
    status = reading.terms.first("metastasis_status", value) if asked == "status" else None
    polarity = _POLARITY.get(status.means) if status else _polarity(value, reading)
    coding = next(iter(value.codings), None)
    if polarity is not None:
        where = _ANYWHERE if polarity is Certainty.EXCLUDED else _SOMEWHERE
        yield Claim(replace(where, history=asked == "history"), polarity, coding)
        return
    said = tuple(remarks(words(value), reading).sites)
    yield from (Claim(_distant(site.words), site.certainty) for site in said)
    if asked == "site-list" and not said:
        yield from _named(words(value), reading)


def _named(written: str, reading: Reading) -> Iterator[Claim]:
    """`Liver, lungs` and `HEP` where the question already says that it is about metastases."""
    for organ in reading.lexicon.find(written, "organs", "organ_codes"):
        if organ.certainty is not Certainty.EXCLUDED and not organ.family and not organ.history:
            yield Claim(_distant(SpreadWords(organ.means)), organ.certainty)


def _distant(where: SpreadWords) -> SpreadWords:
    """A node in a list of distant sites is a distant node."""
    return replace(where, site="distant-node") if where.site == LYMPH_NODE else where


def _stated(claim: Claim, json: Json, resource: Resource, reading: Reading) -> Metastasis:
    day = observation_day(resource.json, reading)
    final = fhir.text(resource.json.get("status")) not in _NOT_FINAL
    shown = words(value_concept(json) or fhir.concept(json.get("code")))
    because = fhir.evidence(resource, claim.coding, on=day, shown=shown, verified=claim.verified)
    return Metastasis(
        site=claim.where.site,
        region=claim.where.region,
        certainty=claim.certainty if final else weaker(claim.certainty, Certainty.SUSPECTED),
        activity=Activity.HISTORY if claim.where.history else Activity.UNKNOWN,
        manner=MANNERS.get(claim.where.site),
        primary_type=claim.where.origin,
        primary_ref=focus_reference(resource.json, reading),
        source="observation",
        biopsied="specimen" in resource.json,
        day=day,
        because=(because,),
    )
