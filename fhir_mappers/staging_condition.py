"""Stages that a diagnosis carries: in `stage[].summary`, in its code, or in its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import diagnosis, fhir, metastasis, staging_notation, staging_system
from fhir_mappers.facts import Certainty, Day, Evidence, Metastasis, Stage, Tumour
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import condition_day, observation_day
from fhir_mappers.staging_doubt import weighed
from fhir_mappers.staging_elsewhere import without_other_diseases
from fhir_mappers.staging_observation import ask
from fhir_mappers.staging_past import without_past
from fhir_mappers.staging_values import StagingValue, read_value
from fhir_mappers.text_words import cleaned, sentences

_NOT_A_STAGE = "synthea"


@dataclass(frozen=True)
class Carrier:
    """The Condition that carries a stage; `tumour_ref` is None when it states no primary."""

    resource: Resource
    tumour_ref: str | None
    certainty: Certainty
    day: Day | None


def read(resource: Resource, reading: Reading) -> Found:
    """Stages of one Condition that states a tumour or its spread; `()` for any other Condition."""
    carrier = _carrier(resource, reading)
    if carrier is None:
        return ()
    summaries = [
        stage
        for entry in fhir.items(resource.json.get("stage"))
        for stage in weighed(
            _from_summary(entry, carrier, reading), fhir.concept(entry.get("summary")).text, reading
        )
    ]
    written = words(fhir.concept(resource.json.get("code")))
    in_code = tuple(_from_code(carrier, reading)) or tuple(
        weighed(_from_text(carrier, written, reading), written, reading)
    )
    return (*summaries, *in_code)


def _carrier(resource: Resource, reading: Reading) -> Carrier | None:
    day = condition_day(resource.json, reading)
    for fact in diagnosis.read(resource, reading):
        if isinstance(fact, Tumour) and fact.certainty is not Certainty.EXCLUDED:
            return Carrier(resource, resource.reference, fact.certainty, day)
    for spread in metastasis.read(resource, reading):
        if isinstance(spread, Metastasis) and spread.certainty is not Certainty.EXCLUDED:
            return Carrier(resource, spread.primary_ref, spread.certainty, day)
    return None


def _from_summary(entry: Json, carrier: Carrier, reading: Reading) -> Iterator[Stage]:
    summary = fhir.concept(entry.get("summary"))
    kind = fhir.concept(entry.get("type"))
    axis = reading.terms.first("stage_axes", kind)
    asked, _, basis = axis.means.partition(":") if axis else ("group", "", "")
    prefix = reading.terms.first("stage_prefixes", kind)
    system, edition = staging_system.read_method(kind, reading.terms)
    if not system:
        system, edition = staging_system.in_words(words(summary))
    assessed = _assessments(entry, carrier, reading)
    days = (observation_day(target, reading) for target in assessed)
    day = next((found for found in days if found is not None), carrier.day)
    if not basis and not prefix:
        basis = _asked_of(assessed, asked, reading)
    for value in read_value(summary, asked, reading.terms):
        written = value.prefix or (prefix.means if prefix else basis)
        because = fhir.evidence(
            carrier.resource, value.coding, on=day, shown=words(summary), verified=value.verified
        )
        yield _stage(value, carrier, (written, system, edition), day, because)


def _assessments(entry: Json, carrier: Carrier, reading: Reading) -> tuple[Json, ...]:
    """The Observations behind a stage that are at hand; they date it and tell c from p."""
    nodes = fhir.items(entry.get("assessment"))
    found = (reading.resolve(carrier.resource.json, node) for node in nodes)
    return tuple(target for target in found if target is not None)


def _asked_of(assessed: tuple[Json, ...], axis: str, reading: Reading) -> str:
    for target in assessed:
        question = ask(fhir.concept(target.get("code")), reading)
        if question is not None and question.axis == axis:
            return question.prefix
    return ""


def _from_code(carrier: Carrier, reading: Reading) -> Iterator[Stage]:
    code = fhir.concept(carrier.resource.json.get("code"))
    for meaning in reading.terms.all("stage_in_diagnosis", code):
        if _NOT_A_STAGE in meaning.means.casefold():
            continue
        system, _, numeral = meaning.means.rpartition(":")
        value = StagingValue("group", "", numeral, meaning.coding, meaning.verified)
        because = fhir.evidence(
            carrier.resource, meaning.coding, on=carrier.day, verified=meaning.verified
        )
        yield _stage(value, carrier, ("", system, ""), carrier.day, because)


def _from_text(carrier: Carrier, written: str, reading: Reading) -> Iterator[Stage]:
    system, edition = staging_system.in_words(written)
    for notation in dict.fromkeys(staging_notation.find(_of_the_cancer(written, reading))):
        value = StagingValue(notation.axis, notation.prefix, notation.value)
        because = fhir.evidence(carrier.resource, on=carrier.day, shown=written)
        yield _stage(value, carrier, (notation.prefix, system, edition), carrier.day, because)


def _of_the_cancer(written: str, reading: Reading) -> str:
    parts = [part.text for part in sentences(cleaned(written))]
    own = [without_other_diseases(part, reading, blood=False) for part in parts]
    return without_past(written if own == parts else "\n".join(own))


def _stage(
    value: StagingValue,
    carrier: Carrier,
    described: tuple[str, str, str],
    day: Day | None,
    because: Evidence,
) -> Stage:
    prefix, system, edition = described
    return Stage(
        axis=value.axis,
        value=value.value,
        prefix=prefix,
        system=system or ("TNM" if value.axis in staging_system.TNM_AXES else ""),
        edition=edition,
        tumour_ref=carrier.tumour_ref,
        certainty=carrier.certainty,
        day=day,
        because=(because,),
    )
