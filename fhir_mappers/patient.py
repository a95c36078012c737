"""The patient, and supportive care on record: hospice, palliative care, tumour board, pregnancy."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_activity, condition_certainty
from fhir_mappers.facts import Activity, CareService, Certainty, Day, Patient, Truth
from fhir_mappers.fhir import Concept, Json, Resource
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import condition_day, observation_day

SERVICES = ("hospice", "palliative-care", "tumour-board", "pregnancy")
_SEXES = ("male", "female", "other", "unknown")
_DONE = {"Procedure": ("completed", "in-progress", ""), "ServiceRequest": ("active", "completed")}
_NOT_YET = ("proposal", "plan", "option")
_DATES = {
    "Procedure": ("performedDateTime", "performedPeriod"),
    "Encounter": ("period",),
    "ServiceRequest": ("occurrenceDateTime", "occurrencePeriod", "authoredOn"),
}


def read(resource: Resource, reading: Reading) -> Found:
    """The Patient fact of a Patient, or the supportive services that another resource shows.

    Pregnancy is a service of kind `pregnancy` with its date: whether it still counts today is
    judged later. A patient who is not marked as deceased is `UNKNOWN`, unless the mark says no.
    """
    if resource.type == "Patient":
        return (_patient(resource),)
    return tuple(_services(resource, reading))


def _patient(resource: Resource) -> Patient:
    json = resource.json
    sex = fhir.text(json.get("gender")).casefold()
    return Patient(
        reference=resource.reference,
        born=fhir.day(json.get("birthDate")),
        sex=sex if sex in _SEXES else None,
        deceased=_deceased(json),
        because=(fhir.evidence(resource),),
    )


def _deceased(json: Json) -> Truth:
    """A date of death counts even when it is masked or unreadable."""
    if json.get("deceasedBoolean") is True:
        return Truth.YES
    if "deceasedDateTime" in json or "_deceasedDateTime" in json:
        return Truth.YES
    return Truth.NO if json.get("deceasedBoolean") is False else Truth.UNKNOWN


def _services(resource: Resource, reading: Reading) -> Iterator[CareService]:
    if not _took_place(resource):
        return
    day = _day(resource, reading)
    seen: set[str] = set()
    for concept in _concepts(resource):
        for meaning in reading.terms.all("care_codes", concept):
            if meaning.means in SERVICES and meaning.means not in seen:
                seen.add(meaning.means)
                because = fhir.evidence(resource, meaning.coding, on=day, verified=meaning.verified)
                yield CareService(meaning.means, day, (because,))
        for kind in _in_words(concept, reading):
            if kind not in seen:
                seen.add(kind)
                because = fhir.evidence(resource, on=day, shown=concept.words)
                yield CareService(kind, day, (because,))


def _in_words(concept: Concept, reading: Reading) -> Iterator[str]:
    for mention in reading.lexicon.find(words(concept), "care"):
        firm = mention.certainty is Certainty.CONFIRMED
        if firm and not mention.family and mention.means in SERVICES:
            yield mention.means


def _concepts(resource: Resource) -> tuple[Concept, ...]:
    """What a resource says; of an Observation also its value, of an Encounter its type."""
    json = resource.json
    if resource.type == "Encounter":
        return (*fhir.concepts(json.get("type")), fhir.concept(json.get("serviceType")))
    if resource.type == "Observation":
        return (fhir.concept(json.get("valueCodeableConcept")),)
    return (fhir.concept(json.get("code")),)


def _took_place(resource: Resource) -> bool:
    """Whether the service is a fact: done, or really ordered; a draft or a plan is not."""
    json, kind = resource.json, resource.type
    if kind == "Condition":
        excluded = condition_certainty(json) is not Certainty.CONFIRMED
        return not excluded and condition_activity(json) is not Activity.HISTORY
    if kind == "ServiceRequest" and fhir.text(json.get("intent")) in _NOT_YET:
        return False
    if kind == "Encounter":
        return fhir.text(json.get("status")) != "planned"
    if kind == "Observation":
        return fhir.text(json.get("status")) not in ("cancelled", "registered", "preliminary")
    return fhir.text(json.get("status")) in _DONE.get(kind, ())


def _day(resource: Resource, reading: Reading) -> Day | None:
    if resource.type == "Condition":
        return condition_day(resource.json, reading)
    if resource.type == "Observation":
        return observation_day(resource.json, reading)
    return reading.event_day(resource.json, *_DATES.get(resource.type, ()))
