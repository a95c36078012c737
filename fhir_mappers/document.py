"""One resource as it came over the wire, opened only as far as somebody looks.

Most of a chart is no business of ours. Its resources are told apart by their top-level members,
which stay raw bytes; only a resource that may matter is parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from fhir_mappers import fhir
from fhir_mappers.fhir import Json

BUNDLE = "Bundle"


class Document:
    """A resource: its bytes, its top-level members (raw), and what it is called.

    `full_url` is the one of its Bundle entry. `json` is parsed at the first look. Raises
    `msgspec.DecodeError` for bytes that are no JSON object.
    """

    __slots__ = ("_json", "full_url", "id", "kind", "members", "raw")

    def __init__(self, raw: bytes, full_url: str | None = None, json: Json | None = None) -> None:
        """Take the bytes; `json` is their value where it is known already."""
        self.raw = raw
        self.full_url = full_url
        self.members: Mapping[str, msgspec.Raw] = _MEMBERS.decode(raw)
        self.kind = self.word("resourceType")
        self.id = self.word("id")
        self._json = json

    @property
    def json(self) -> Json:
        """The resource, parsed."""
        if self._json is None:
            self._json = msgspec.json.decode(self.raw)
        return self._json

    @property
    def reference(self) -> str:
        """`Type/id`, or `Type` for a resource without id."""
        return f"{self.kind}/{self.id}" if self.id else self.kind

    @property
    def last_updated(self) -> str:
        """`meta.lastUpdated` as written, empty without one."""
        meta = self.value("meta")
        return fhir.text(meta.get("lastUpdated")) if isinstance(meta, dict) else ""

    def value(self, name: str) -> Any:
        """One member, parsed; None when it is absent."""
        raw = self.members.get(name)
        return None if raw is None else msgspec.json.decode(raw)

    def word(self, name: str) -> str:
        """One member that should be a string; anything else reads as empty."""
        return fhir.text(self.value(name))


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
Entry = tuple[Json | msgspec.Raw | Document, str | None]
"""A resource with the fullUrl of its Bundle entry; one that is open already stays as it is."""


class _BundleEntry(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw()
    fullUrl: msgspec.Raw = msgspec.Raw()  # noqa: N815 - the name is FHIR's


class _Bundle(msgspec.Struct):
    entry: list[_BundleEntry] = []


_ENTRIES = msgspec.json.Decoder(_Bundle)


def documents(entries: Iterable[Entry]) -> Iterator[Document]:
    """Every resource, Bundles taken apart: message Bundles nest, deletes have no resource."""
    for content, full_url in entries:
        if isinstance(content, Document):
            yield content
            continue
        raw = bytes(content) if isinstance(content, msgspec.Raw) else msgspec.json.encode(content)
        document = Document(raw, full_url, None if isinstance(content, msgspec.Raw) else content)
        if document.kind == BUNDLE:
            yield from documents(_inside(document))
        else:
            yield document


def _inside(bundle: Document) -> Iterator[Entry]:
    try:
        for entry in _ENTRIES.decode(bundle.raw).entry:
            if bytes(entry.resource).startswith(b"{"):
                yield entry.resource, _url(entry.fullUrl)
    except msgspec.ValidationError:
        yield from _inside_of_odd(bundle.json)


def _url(raw: msgspec.Raw) -> str | None:
    return fhir.text(msgspec.json.decode(raw)) or None if raw else None


def _inside_of_odd(bundle: Json) -> Iterator[Entry]:
    """Entries of a Bundle of unusual shape: one object where a list belongs, stray values."""
    for entry in fhir.items(bundle.get("entry")):
        if isinstance(entry.get("resource"), dict):
            yield entry["resource"], fhir.text(entry.get("fullUrl")) or None


def distinct(found: Iterable[Document]) -> tuple[Document, ...]:
    """Each resource once (I17); of several versions of one id the latest is kept.

    The version is told by `meta.lastUpdated`; without one, the choice is arbitrary but the same
    for every order of arrival. A resource without id counts once for each `fullUrl` or content.
    """
    chosen: dict[str | bytes, Document] = {}
    for document in found:
        key = document.reference if document.id else document.full_url or document.raw
        held = chosen.setdefault(key, document)
        if held is not document and _rank(document) > _rank(held):
            chosen[key] = document
    return tuple(chosen.values())


def _rank(document: Document) -> tuple[str, bytes]:
    return document.last_updated, document.raw
