"""Why something was ordered: symptoms, the Conditions pointed to, and the tumours named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import diagnosis, fhir, symptom
from fhir_mappers.diagnosis_text import primaries_in
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.diagnosis_words import parse as parse_tumour
from fhir_mappers.facts import Activity, Certainty, Day, Evidence, Symptom, Tumour
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.reading import Reading
from fhir_mappers.staging_dates import condition_reference
from fhir_mappers.symptom_text import parse as parse_symptom
from fhir_mappers.symptom_text import said_in, tied_organ

QUOTE = 200
_READ = ("Condition", "Observation")


@dataclass(frozen=True)
class Reasons:
    """What the order itself gives as its reason."""

    symptoms: tuple[Symptom, ...]
    references: tuple[str, ...]
    tumour_types: tuple[str, ...]


def reasons_of(resource: Resource, text: str, on: Day | None, reading: Reading) -> Reasons:
    """Symptoms, references and tumour types that an order names.

    Negated, past and merely feared symptoms are left out, and so is pain that is neither severe nor
    said to be anywhere; a suspected symptom stays suspected. A reference that leads nowhere and only
    displays something is a written reason.
    """
    targets = tuple(_targets(resource.json, reading))
    text = ".\n".join([text, *_shown_only(resource.json)])
    symptoms = dict.fromkeys(
        (
            *_coded(resource, on, reading),
            *_written(resource, text, on, reading),
            *_pointed(targets, reading),
        )
    )
    nodes = fhir.items(resource.json.get("reasonReference"))
    references = (condition_reference(resource.json, node, reading) for node in nodes)
    return Reasons(
        tuple(symptoms),
        tuple(dict.fromkeys(entry for entry in references if entry)),
        tuple(dict.fromkeys(_tumour_types(resource.json, text, targets, reading))),
    )


def _coded(resource: Resource, on: Day | None, reading: Reading) -> Iterator[Symptom]:
    for concept in fhir.concepts(resource.json.get("reasonCode")):
        for meaning in reading.terms.all("symptoms", concept):
            said = parse_symptom(meaning.means)
            because = fhir.evidence(
                resource, meaning.coding, on=on, shown=concept.words, verified=meaning.verified
            )
            yield _reason(said.kind, said.organ, Certainty.CONFIRMED, said.operative, on, because)


def _written(resource: Resource, text: str, on: Day | None, reading: Reading) -> Iterator[Symptom]:
    for entry in said_in(text, reading):
        organ = entry.words.organ or tied_organ(entry.words.kind, text, reading)
        vague = entry.is_plain_pain and organ is None
        if entry.certainty is not Certainty.EXCLUDED and not entry.history and not vague:
            because = fhir.evidence(resource, on=on, shown=text[:QUOTE])
            yield _reason(entry.words.kind, organ, entry.certainty, entry.operative, on, because)


def _reason(
    kind: str,
    organ: str | None,
    certainty: Certainty,
    operative: bool,
    on: Day | None,
    because: Evidence,
) -> Symptom:
    return Symptom(kind, organ, certainty, Activity.ACTIVE, operative, on, (because,))


def _targets(json: Json, reading: Reading) -> Iterator[Resource]:
    for node in fhir.items(json.get("reasonReference")):
        target = reading.resolve(json, node)
        kind = fhir.text(target.get("resourceType")) if target else ""
        if target is not None and kind in _READ:
            yield Resource(kind, f"{kind}/{fhir.text(target.get('id'))}", target)


def _shown_only(json: Json) -> Iterator[str]:
    """Displays of reason references without a target; a target that was dropped stays dropped."""
    for node in fhir.items(json.get("reasonReference")):
        if fhir.reference(node) is None and fhir.text(node.get("display")):
            yield fhir.text(node.get("display"))


def _pointed(targets: tuple[Resource, ...], reading: Reading) -> Iterator[Symptom]:
    for target in targets:
        for fact in symptom.read(target, reading):
            if isinstance(fact, Symptom) and _is_present(fact):
                yield fact


def _is_present(fact: Symptom) -> bool:
    return fact.activity is not Activity.HISTORY and fact.certainty is not Certainty.EXCLUDED


def _tumour_types(
    json: Json, text: str, targets: tuple[Resource, ...], reading: Reading
) -> Iterator[str]:
    for means in _tumour_words(json, text, reading):
        said = parse_tumour(means)
        if said is not None:
            yield said.type
    for target in targets:
        for fact in diagnosis.read(target, reading):
            if isinstance(fact, Tumour) and fact.certainty is not Certainty.EXCLUDED:
                yield fact.type


def _tumour_words(json: Json, text: str, reading: Reading) -> Iterator[str]:
    for concept in fhir.concepts(json.get("reasonCode")):
        yield from (meaning.means for meaning in reading.terms.all("tumours", concept))
    for mention in own(primaries_in(text, reading)):
        if mention.certainty is not Certainty.EXCLUDED:
            yield mention.means
