"""Reads one resource; whatever goes wrong in it ends as a reason why it was not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fhir_mappers.document import Document
from fhir_mappers.facts import FAULT, Unread
from fhir_mappers.fhir import InvalidResourceError, Resource
from fhir_mappers.readers import READERS
from fhir_mappers.reading import Found, Reader, Reading
from fhir_mappers.solitude import Read, Readers

Facts = Callable[[Document, Sequence[Reader], Reading], Found]


def bounded(facts: Facts) -> Read:
    """What reads a resource by `facts`, and raises nothing.

    Of several readers, only those given are asked, where it is known that the others of its type
    find nothing.
    """

    def read(document: Document, reading: Reading, readers: Readers | None = None) -> Found:
        every = READERS.get(document.kind)
        if every is None:
            kind = document.kind or "unknown"
            return (Unread(document.reference, f"resources of type {kind} are not read"),)
        try:
            return facts(document, every if readers is None else readers, reading)
        except InvalidResourceError as error:
            return (Unread(document.reference, str(error)),)
        except Exception as error:  # noqa: BLE001 - the boundary: one FHIR resource being read
            return (Unread(document.reference, f"{FAULT}{type(error).__name__}"),)

    return read


def as_sent(resource: Resource, readers: Sequence[Reader], reading: Reading) -> Found | None:
    """What readers find in a resource as it was sent; None for one too misshapen to tell."""
    try:
        return ask(resource, readers, reading)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def ask(resource: Resource, readers: Sequence[Reader], reading: Reading) -> Found:
    """What readers find in a resource."""
    return tuple(fact for reader in readers for fact in reader(resource, reading))
