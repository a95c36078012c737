"""One resource as it came over the wire, opened only as far as somebody looks.

Most of a chart is no business of ours. Its resources are told apart by their top-level members,
which stay raw bytes; only a resource that may matter is parsed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from fhir_mappers import fhir, sent_bundle
from fhir_mappers.fhir import Json
from fhir_mappers.sent_bundle import SentEntry

BUNDLE = "Bundle"
Members = Mapping[str, msgspec.Raw]


class Document:
    """A resource: its top-level members (raw), its bytes, and what it is called.

    `reference` is `Type/id`, or `Type` for a resource without id. `json` is parsed at the first
    look. Raises `ValueError` for bytes that are no JSON object in UTF-8.
    """

    __slots__ = ("_full_url", "_json", "_raw", "id", "kind", "members", "reference")

    def __init__(
        self,
        sent: bytes | Members,
        full_url: str | msgspec.Raw | None = None,
        json: Json | None = None,
    ) -> None:
        """Take the bytes, or the members found in them; `json` is their value where it is known."""
        self._raw: bytes | None = None
        if isinstance(sent, bytes):
            self._raw, sent = sent, _MEMBERS.decode(sent)
        self.members: Members = sent
        self.kind = _kind(bytes(sent.get("resourceType", b"")))
        self.id = _word(bytes(sent.get("id", b"")))
        self.reference = f"{self.kind}/{self.id}" if self.id else self.kind
        self._full_url = full_url
        self._json = json

    @property
    def raw(self) -> bytes:
        """The resource as it was sent, but for blanks between its members."""
        if self._raw is None:
            self._raw = msgspec.json.encode(self.members)
        return self._raw

    @property
    def json(self) -> Json:
        """The resource, parsed."""
        if self._json is None:
            self._json = _VALUE.decode(self.raw)
        return self._json

    @property
    def full_url(self) -> str | None:
        """The address that its Bundle entry names; None without one."""
        if isinstance(self._full_url, msgspec.Raw):
            self._full_url = fhir.text(sent_bundle.value(self._full_url)) or None
        return self._full_url

    @property
    def last_updated(self) -> str:
        """`meta.lastUpdated` as written, empty without one."""
        meta = self.value("meta")
        return fhir.text(meta.get("lastUpdated")) if isinstance(meta, dict) else ""

    def value(self, name: str) -> Any:
        """One member, parsed; None when it is absent."""
        raw = self.members.get(name)
        return None if raw is None else _VALUE.decode(raw)


def _word(sent: bytes) -> str:
    """A member that should be a string; anything else reads as empty."""
    if sent.startswith(b'"') and b"\\" not in sent:
        return sent[1:-1].decode().strip()
    value = _VALUE.decode(sent) if sent else None
    return value.strip() if isinstance(value, str) else ""


# Few types are named again and again.
_kind = functools.lru_cache(maxsize=256)(_word)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_VALUE = msgspec.json.Decoder()
Entry = tuple[Json | msgspec.Raw, str | None]


def documents(entries: Iterable[Entry]) -> Iterator[Document]:
    """Every resource, Bundles taken apart: message Bundles nest, deletes have no resource."""
    for content, full_url in entries:
        if isinstance(content, msgspec.Raw):
            yield from flattened((Document(bytes(content), full_url),))
        else:
            yield from flattened((Document(msgspec.json.encode(content), full_url, content),))


def flattened(found: Iterable[Document]) -> Iterator[Document]:
    """The same resources, with those inside of Bundles instead of the Bundles."""
    for document in found:
        if document.kind == BUNDLE:
            entries = sent_bundle.read(document.raw).entry
            yield from flattened(filter(None, map(document_in, entries)))
        else:
            yield document


def document_in(entry: SentEntry) -> Document | None:
    """The resource of a Bundle entry; None where no object stands in its place."""
    return None if entry.resource is None else Document(entry.resource, entry.full_url)


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
