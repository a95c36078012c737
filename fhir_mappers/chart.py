"""Sends each admitted resource to the readers of its type and gathers what they found.

A resource is first shown to its readers as it was sent; only what yields a fact is validated and
read again from the valid part. The answer does not depend on the order of the resources, and every
resource ends as evidence of a fact or as `Unread` with a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fhir_mappers import fhir, order, terminology, text
from fhir_mappers.bundle import Entry, distinct, flatten, relative
from fhir_mappers.facts import ChartFacts, Fact, Order, Unread
from fhir_mappers.fhir import InvalidResourceError, Json, Resource
from fhir_mappers.gather import gather
from fhir_mappers.intake import PatientIdentity, Verdict, admit
from fhir_mappers.readers import READERS
from fhir_mappers.reading import Found, Reader, Reading


@dataclass(frozen=True)
class Shelf:
    """Admitted resources ready to be read, with what was turned away."""

    identity: PatientIdentity
    reading: Reading
    admitted: tuple[Json, ...]
    refused: tuple[Unread, ...]
    other_patient: int


def map_chart(entries: Iterable[Entry], patient_id: str, today: dt.date) -> ChartFacts:
    """Facts of one patient's chart.

    `entries` are resources (or Bundles) with their Bundle fullUrl, in any order. `patient_id` is
    the bare id of the patient in context; `today` the calendar day of the call. Bad resources are
    recorded as unread; nothing is raised for them.
    """
    shelf = _shelve(entries, patient_id, today)
    found: list[Fact | Unread] = list(shelf.refused)
    for resource in shelf.admitted:
        found.extend(_read(resource, shelf.reading))
    return gather(found, f"Patient/{patient_id}", shelf.other_patient)


def map_orders(
    drafts: Iterable[Json], chart: Iterable[Entry], patient_id: str, today: dt.date
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """The draft orders of a session, read leniently, with references resolved in the chart."""
    entries = [*chart, *((draft, None) for draft in drafts)]
    shelf = _shelve(entries, patient_id, today)
    mapped = order.map_orders(list(drafts), shelf.reading, shelf.identity)
    orders = tuple(entry for entry in mapped if isinstance(entry, Order))
    return orders, tuple(entry for entry in mapped if isinstance(entry, Unread))


def _shelve(entries: Iterable[Entry], patient_id: str, today: dt.date) -> Shelf:
    resources = distinct(flatten(entries))
    identity = _identity(resources, patient_id)
    admitted: list[Entry] = []
    refused: list[Unread] = []
    others = 0
    for resource, full_url in resources:
        admission = admit(resource, identity)
        if admission.verdict is Verdict.ADMITTED:
            admitted.append((resource, full_url))
        elif admission.verdict is Verdict.OTHER_PATIENT:
            others += 1
        else:
            refused.append(Unread(relative(resource), admission.why))
    reading = Reading(terminology.load(), text.load(), today, _by_reference(admitted))
    return Shelf(
        identity, reading, tuple(resource for resource, _ in admitted), tuple(refused), others
    )


def _identity(resources: Sequence[Entry], patient_id: str) -> PatientIdentity:
    """Every name under which the patient in context may be referred to."""
    mine = [
        (resource, full_url)
        for resource, full_url in resources
        if resource.get("resourceType") == "Patient" and resource.get("id") == patient_id
    ]
    identifiers = (
        f"{fhir.text(entry.get('system'))}|{fhir.text(entry.get('value'))}"
        for resource, _ in mine
        for entry in fhir.items(resource.get("identifier"))
    )
    aliases = (full_url for _, full_url in mine if full_url)
    return PatientIdentity(patient_id, frozenset(aliases), frozenset(identifiers))


def _by_reference(admitted: Iterable[Entry]) -> dict[str, Json]:
    known: dict[str, Json] = {}
    for resource, full_url in admitted:
        known[relative(resource)] = resource
        known.setdefault(f"urn:uuid:{fhir.text(resource.get('id'))}", resource)
        if full_url:
            known[full_url] = resource
    return known


def _read(json: Json, reading: Reading) -> Found:
    """Facts of one resource, or the reason why there are none."""
    reference, kind = relative(json), fhir.text(json.get("resourceType"))
    readers = READERS.get(kind)
    if readers is None:
        return (Unread(reference, f"resources of type {kind or 'unknown'} are not read"),)
    try:
        return _facts(Resource(kind, reference, json), readers, reading)
    except InvalidResourceError as error:
        return (Unread(reference, str(error)),)
    except Exception as error:  # noqa: BLE001 - the boundary: one FHIR resource being read
        return (Unread(reference, f"could not be read: {type(error).__name__}"),)


def _facts(raw: Resource, readers: Sequence[Reader], reading: Reading) -> Found:
    if not _may_matter(raw, readers, reading):
        return (Unread(raw.reference, "nothing in it is a fact that we know"),)
    valid = fhir.open_resource(raw.json, raw.reference)
    found = _ask(valid, readers, reading)
    cut = tuple(
        Unread(raw.reference, f"{path} is not valid FHIR R4 and was left out")
        for path in valid.pruned
    )
    return (*found, *cut) or (Unread(raw.reference, "nothing in it is a fact that we know"),)


def _may_matter(raw: Resource, readers: Sequence[Reader], reading: Reading) -> bool:
    """Whether any reader finds something in the resource as sent; a misshapen one may."""
    try:
        return bool(_ask(raw, readers, reading))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return True


def _ask(resource: Resource, readers: Sequence[Reader], reading: Reading) -> Found:
    return tuple(fact for reader in readers for fact in reader(resource, reading))
