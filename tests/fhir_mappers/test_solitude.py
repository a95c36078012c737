"""Which readers are asked again about a resource that differs in its quantities alone."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from fhir_mappers.document import Document
from fhir_mappers.facts import Statement
from fhir_mappers.fhir import Resource
from fhir_mappers.neighbours import with_member
from fhir_mappers.reading import Found, Reader, Reading, nothing_in
from fhir_mappers.solitude import LoneReader, Readers

TODAY = dt.date(2026, 11, 20)
OBSERVATION = {"resourceType": "Observation", "id": "1", "valueQuantity": {"value": 1}}


def looks(resource: Resource, reading: Reading) -> Found:
    """Takes the quantity out and finds nothing."""
    del reading
    assert resource.json.get("valueQuantity")
    return ()


def speaks(resource: Resource, reading: Reading) -> Found:
    """Says something whatever the quantity is."""
    del resource, reading
    return (Statement("unresectable"),)


def is_silent(resource: Resource, reading: Reading) -> Found:
    """Looks elsewhere and finds nothing."""
    del reading
    assert resource.json["resourceType"] == "Observation"
    return ()


def seeks(resource: Resource, reading: Reading) -> Found:
    """Finds nothing here, but might where another resource lists this one."""
    del resource
    return tuple(Statement("unresectable") for _ in with_member(reading.others, "hasMember"))


def asks(resource: Resource, reading: Reading) -> Found:
    """Finds nothing here, but might where another resource stands beside this one."""
    del resource
    return (Statement("unresectable"),) if "Observation/2" in reading.others else ()


def _read(document: Document, reading: Reading, readers: Readers | None = None) -> Found:
    resource = Resource(document.kind, document.reference, document.json)
    found = tuple(fact for reader in readers or () for fact in reader(resource, reading))
    return found or nothing_in(document.reference)


@pytest.mark.parametrize(
    ("readers", "curious"),
    [
        ((looks, is_silent), (looks,)),
        ((looks, speaks, is_silent), (looks, speaks)),
        ((seeks, looks), (seeks, looks)),
        ((is_silent, asks, looks), (asks, looks)),
        ((speaks, is_silent, seeks), ()),
    ],
)
def test_who_may_say_something_else_is_asked_again(
    readers: tuple[Reader, ...], curious: tuple[Reader, ...]
) -> None:
    """With a reader that looks at the quantity go those that speak, or may beside others."""
    alone = LoneReader(_read, {"Observation": readers})
    document = Document(json.dumps(OBSERVATION).encode())

    assert alone.curious(document, TODAY) == curious
