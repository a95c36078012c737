"""The other resources of a chart, under every name that a reference may use for them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from fhir_mappers.document import Document
from fhir_mappers.fhir import Json


class Neighbours(Mapping[str, Json]):
    """Admitted resources by relative reference, `urn:uuid:` and Bundle fullUrl.

    The names are collected at the first question, because most charts ask none. Where two resources
    share a `urn:uuid:`, the one whose relative reference comes first in the alphabet is meant.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        """Take the resources of one chart."""
        self._documents = documents

    @functools.cached_property
    def _by_name(self) -> dict[str, Document]:
        known: dict[str, Document] = {}
        for document in sorted(self._documents, key=lambda one: (one.reference, one.raw)):
            known.setdefault(document.reference, document)
            known.setdefault(f"urn:uuid:{document.id}", document)
            if document.full_url:
                known[document.full_url] = document
        return known

    def __getitem__(self, target: str) -> Json:
        """The resource of that name. Raises `KeyError`."""
        return self._by_name[target].json

    def bearing(self, member: str) -> Iterator[Json]:
        """The resources that have a member, in a fixed order; the others stay unparsed."""
        found = [document for document in self._documents if member in document.members]
        for document in sorted(found, key=lambda one: (one.reference, one.raw)):
            yield document.json

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(self._by_name)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._by_name)


def bearing(others: Mapping[str, Json], member: str) -> Iterator[Json]:
    """The resources of a chart that have a member."""
    seek = getattr(others, "bearing", None)
    if seek is not None:
        yield from seek(member)
    else:
        yield from (json for json in others.values() if member in json)
