"""A Bundle as it was sent: its entries are found and not opened."""

from __future__ import annotations

from typing import Any

import msgspec

from fhir_mappers import fhir

_NOTHING = msgspec.Raw()


class SentEntry(msgspec.Struct, gc=False):
    """One entry: the members of its resource, None without one; the rest raw, empty where absent."""

    resource: dict[str, msgspec.Raw] | None = None
    full_url: msgspec.Raw = msgspec.field(default=_NOTHING, name="fullUrl")
    search: msgspec.Raw = _NOTHING


class SentBundle(msgspec.Struct):
    """The entries, and what a search says of itself; `total` and `link` are raw."""

    entry: list[SentEntry] = []
    total: msgspec.Raw = _NOTHING
    link: msgspec.Raw = _NOTHING


_BUNDLE = msgspec.json.Decoder(SentBundle)
_BUNDLE_WITHOUT_ENTRIES = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ENTRY = msgspec.json.Decoder(SentEntry)
_VALUE = msgspec.json.Decoder()


def read(raw: bytes) -> SentBundle:
    """The Bundle; of one in an unusual shape the entries that are objects, also a single one.

    What stands in the place of a resource and is no object is left out.
    """
    try:
        return _BUNDLE.decode(raw)
    except msgspec.ValidationError:
        members = _BUNDLE_WITHOUT_ENTRIES.decode(raw)
        entries = fhir.items(value(members.get("entry", _NOTHING)))
        return SentBundle(
            [_ENTRY.decode(msgspec.json.encode(_with_object(entry))) for entry in entries],
            members.get("total", _NOTHING),
            members.get("link", _NOTHING),
        )


def _with_object(entry: fhir.Json) -> fhir.Json:
    if isinstance(entry.get("resource"), dict):
        return entry
    return {name: found for name, found in entry.items() if name != "resource"}


def value(raw: msgspec.Raw) -> Any:
    """A raw member, parsed; None for an empty one."""
    return _VALUE.decode(raw) if raw else None
