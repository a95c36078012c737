"""Numbers of metastatic lesions; numbers of lymph nodes are never numbers of metastases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import weaker
from fhir_mappers.diagnosis_histology import site
from fhir_mappers.facts import Certainty, Metastasis, Unread
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.lesion_number import Amount, amount_of, counted
from fhir_mappers.metastasis_words import LYMPH_NODE, UNSPECIFIED, SpreadWords, parse
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import focus_reference, observation_day

_NOT_FINAL = ("registered", "preliminary")
_NUMBER = re.compile(r"(?:\d+\s*[-\u2013]\s*)?(\d+)")


def read(resource: Resource, reading: Reading) -> Found:
    """One Metastasis for each count, at the organ that code, component or body site names.

    Zero lesions deny metastases there. `()` when the Observation counts no metastases.
    """
    whole = _counted_site(resource.json, reading)
    parts = [(entry, _counted_site(entry, reading)) for entry in _components(resource.json)]
    if whole is None and not any(where for _, where in parts):
        return ()
    found: list[Metastasis] = []
    if whole is not None:
        found.extend(_counts(resource.json, whole, resource, reading))
    for entry, where in parts:
        organ = where or _named_site(entry, reading)
        if organ is not None and organ.site != LYMPH_NODE:
            found.extend(_counts(entry, organ, resource, reading))
    return tuple(found) or (Unread(resource.reference, "a count of metastases without a number"),)


def _components(json: Json) -> tuple[Json, ...]:
    return tuple(fhir.items(json.get("component")))


def _counted_site(json: Json, reading: Reading) -> SpreadWords | None:
    """Where a code counts metastases; None when it counts something else or nothing."""
    label = words(fhir.concept(json.get("code"))).replace("#", "number of ")
    if not label or not reading.lexicon.find(label, "lesion_counts"):
        return None
    named = [parse(mention.means) for mention in reading.lexicon.find(label, "metastatic_sites")]
    if not named or any(entry.site == LYMPH_NODE for entry in named):
        return None
    where = next((entry for entry in named if entry.site != UNSPECIFIED), None)
    where = where or _named_site(json, reading) or named[0]
    return None if where.site == LYMPH_NODE else where


def _named_site(json: Json, reading: Reading) -> SpreadWords | None:
    """The organ of the body site, else the one that the code's words name."""
    organ = site(json, reading)
    if organ is not None:
        return SpreadWords(organ.means)
    label = words(fhir.concept(json.get("code")))
    named = reading.lexicon.find(label, "organs")
    return parse(named[0].means) if named else None


def _counts(
    json: Json, where: SpreadWords, resource: Resource, reading: Reading
) -> Iterator[Metastasis]:
    amount = _amount(json, reading)
    if amount is None:
        return
    day = observation_day(resource.json, reading)
    label = words(fhir.concept(json.get("code")))
    coding = next(iter(fhir.concept(json.get("code")).codings), None)
    final = fhir.text(resource.json.get("status")) not in _NOT_FINAL
    none = Certainty.EXCLUDED if amount.count == 0 else Certainty.CONFIRMED
    yield Metastasis(
        site=where.site,
        region=where.region,
        certainty=none if final else weaker(none, Certainty.SUSPECTED),
        count=amount.count,
        amount=amount.word,
        open_ended=amount.open_ended,
        primary_ref=focus_reference(resource.json, reading),
        source="observation",
        day=day,
        because=(fhir.evidence(resource, coding, on=day, shown=f"{label}: {_shown(amount)}"),),
    )


def _shown(amount: Amount) -> str:
    return amount.word or f"{'at least ' * amount.open_ended}{amount.count}"


def _amount(json: Json, reading: Reading) -> Amount | None:
    """The number, rounded down; of a range the higher end, because both were thought possible."""
    if isinstance(json.get("valueInteger"), int):
        return Amount(json["valueInteger"])
    quantity = json.get("valueQuantity")
    if isinstance(quantity, dict):
        return _quantity(quantity)
    span = json.get("valueRange")
    if isinstance(span, dict) and isinstance(span.get("high"), dict):
        return _quantity(span["high"])
    written = fhir.text(json.get("valueString")) or words(
        fhir.concept(json.get("valueCodeableConcept"))
    )
    return _written(written, reading)


def _quantity(quantity: Json) -> Amount | None:
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    comparator = fhir.text(quantity.get("comparator"))
    if comparator.startswith("<"):
        return None
    return counted(int(value), comparator)


def _written(written: str, reading: Reading) -> Amount | None:
    if written.startswith("<"):
        return None
    number = _NUMBER.search(written)
    if number is not None:
        return counted(int(number[1]), written[: number.start()], written[number.end() :])
    said = (amount_of(mention, written) for mention in reading.lexicon.find(written, "amounts"))
    return next((amount for amount in said if amount.is_told), None)
