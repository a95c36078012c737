"""What came under one name: a resource or a search result, taken apart once and not opened.

It says of a search what its Bundle says (how many there are, whether there is more, whether the
server failed on the way) and of what type its matches are.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from fhir_mappers import fhir, sent_bundle
from fhir_mappers.document import BUNDLE, Document, document_in, flattened

OUTCOME = "OperationOutcome"
_FATAL = ("error", "fatal")
_INCLUDED = "include"
_NO_MATCH = ("", OUTCOME)


@dataclass(frozen=True)
class Delivery:
    """What was delivered.

    `kind` is the type of the value itself, empty for what is no FHIR. `matches` are the types of
    what a search found; what a server merely includes proves no complete search. `failed` says
    that an error is among the entries. `next` is the address of a further page, empty when there
    is one without an address, None when there is none.
    """

    kind: str
    documents: tuple[Document, ...] = ()
    matches: tuple[str, ...] = ()
    failed: bool = False
    total: int = 0
    next: str | None = None

    def continued(self, page: Delivery) -> Delivery:
        """With a further page; whether there are more is what that page says."""
        return dataclasses.replace(
            self,
            documents=self.documents + page.documents,
            matches=self.matches + page.matches,
            failed=self.failed or page.failed,
            next=page.next,
        )


def open_delivery(content: Any) -> Delivery:
    """What a value holds, parsed or raw, if it is FHIR at all; `null` is for the caller to tell."""
    raw = bytes(content) if isinstance(content, msgspec.Raw) else msgspec.json.encode(content)
    if not raw.startswith(b"{"):
        return Delivery("")
    document = Document(raw)
    if document.kind != BUNDLE:
        return Delivery(document.kind, (document,))
    return _search(raw)


def _search(raw: bytes) -> Delivery:
    bundle = sent_bundle.read(raw)
    held: list[Document] = []
    matches: list[str] = []
    for entry in bundle.entry:
        document = document_in(entry)
        if document is not None:
            held.append(document)
            if document.kind not in _NO_MATCH and not _is_included(bytes(entry.search)):
                matches.append(document.kind)
    total, nested = sent_bundle.value(bundle.total), any(one.kind == BUNDLE for one in held)
    return Delivery(
        BUNDLE,
        tuple(flattened(held) if nested else held),
        tuple(matches),
        any(_is_fatal(document) for document in held if document.kind == OUTCOME),
        total if isinstance(total, int) else 0,
        next_link(sent_bundle.value(bundle.link)),
    )


@functools.lru_cache(maxsize=64)
def _is_included(search: bytes) -> bool:
    """Whether an entry says of itself that it is no match; servers write few different ones."""
    said = msgspec.json.decode(search) if search else None
    return isinstance(said, dict) and said.get("mode") == _INCLUDED


def _is_fatal(outcome: Document) -> bool:
    return any(issue.get("severity") in _FATAL for issue in _objects(outcome.value("issue")))


def next_link(links: Any) -> str | None:
    """The address of the further page among the links of a Bundle; see `Delivery.next`."""
    for link in _objects(links):
        if link.get("relation") == "next":
            url = link.get("url")
            return url if isinstance(url, str) else ""
    return None


def _objects(value: Any) -> Iterator[fhir.Json]:
    entries = value if isinstance(value, list) else ()
    return (entry for entry in entries if isinstance(entry, dict))
