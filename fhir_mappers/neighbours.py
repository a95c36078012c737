"""The other resources of a chart, under every name that a reference may use for them."""

from __future__ import annotations

import abc
import functools
from collections.abc import Iterator, Mapping, Sequence

from fhir_mappers.document import Document
from fhir_mappers.fhir import Json


class Indexed(Mapping[str, Json]):
    """Other resources that can be asked for by a member."""

    @abc.abstractmethod
    def with_member(self, name: str) -> Iterator[Json]:
        """The resources that have this member, each once."""


class Neighbours(Indexed):
    """Admitted resources by relative reference, `urn:uuid:` and Bundle fullUrl.

    The names are collected at the first question, because most charts ask none. Where two resources
    share a `urn:uuid:`, the one whose relative reference comes first in the alphabet is meant.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        """Take the resources of one chart."""
        self._documents = documents
        self._with_member: dict[str, tuple[Document, ...]] = {}

    @functools.cached_property
    def _by_name(self) -> dict[str, Document]:
        known: dict[str, Document] = {}
        for document in sorted(self._documents, key=_in_order):
            known.setdefault(document.reference, document)
            known.setdefault(f"urn:uuid:{document.id}", document)
            if document.full_url:
                known[document.full_url] = document
        return known

    def with_member(self, name: str) -> Iterator[Json]:
        """The resources that have this member, each once; all others stay unopened."""
        if name not in self._with_member:
            self._with_member[name] = self._holding(name)
        return (document.json for document in self._with_member[name])

    def _holding(self, name: str) -> tuple[Document, ...]:
        """In the order of their names; of several without an id only one has a name."""
        holding = [one for one in self._documents if name in one.members]
        if all(one.id for one in holding):
            return tuple(sorted(holding, key=_in_order))
        named = {id(one): one for one in self._by_name.values() if name in one.members}
        return tuple(named.values())

    def __getitem__(self, target: str) -> Json:
        """The resource of that name. Raises `KeyError`."""
        return self._by_name[target].json

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(self._by_name)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._by_name)


def _in_order(document: Document) -> tuple[str, bytes]:
    return document.reference, document.raw


def with_member(others: Mapping[str, Json], name: str) -> Iterator[Json]:
    """The same for any mapping of resources, which may hold one under several names."""
    if isinstance(others, Indexed):
        return others.with_member(name)
    return (other for other in others.values() if name in other)
