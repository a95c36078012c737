"""What is still to be got beyond the prefetch that came, as data; reading it is `fetch`'s.

Wanted are the keys that are absent, the further pages of searches that were sent page by page, and
drugs that an order or therapy names only by reference to a Medication. A key that is null, or
failed at the client, is not asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cds_service.catalogue import PrefetchKey
from cds_service.hooks import HookRequest, Json, resources_in

PATIENT_TOKEN = "{{context.patientId}}"  # noqa: S105 - a token of CDS Hooks is no secret
MEDICATION = "Medication"
MOST_MEDICATIONS = 20
# Ids that mean themselves in a path and in a search, where a comma would ask for a second patient.
_ID = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._~-]{1,256}")
_MEDICATION = re.compile(r"(?:https?://[^?#]+/)?(Medication/[A-Za-z0-9.-]{1,64})")


@dataclass(frozen=True)
class Ask:
    """One read: for which prefetch key or type, from where, and the type that must come.

    `address` is relative to the FHIR base, or a link as it was sent.
    """

    key: str
    address: str
    type: str = "Bundle"


# What was obtained for each ask, in their order; None for what was not.
Fetch = Callable[[Sequence[Ask]], Sequence[Json | None]]


def nothing(asks: Sequence[Ask]) -> Sequence[Json | None]:
    """A fetch that obtains nothing, where no server may be asked."""
    return [None] * len(asks)


def complete(request: HookRequest, fetch: Fetch, keys: Sequence[PrefetchKey]) -> Mapping[str, Any]:
    """The prefetch of a call with what could be fetched; a key that could not be stays absent."""
    sent = request.prefetch
    asks = (*_absent(request, keys), *_further(sent, keys))
    found = {
        ask.key: joined(sent[ask.key], content) if ask.key in sent else content
        for ask, content in zip(asks, fetch(asks), strict=True)
        if content is not None
    }
    return {**sent, **found}


def _absent(request: HookRequest, keys: Sequence[PrefetchKey]) -> Iterator[Ask]:
    if not _ID.fullmatch(request.patient_id):
        return
    for key in keys:
        if key.name not in request.prefetch:
            address = key.template.replace(PATIENT_TOKEN, request.patient_id)
            yield Ask(key.name, address, "Bundle" if "?" in address else key.type)


def _further(prefetch: Mapping[str, Any], keys: Sequence[PrefetchKey]) -> Iterator[Ask]:
    for key in keys:
        sent = prefetch.get(key.name)
        link = next_link(sent) if isinstance(sent, dict) else None
        if link:
            yield Ask(key.name, link)


def next_link(bundle: Json) -> str | None:
    """The address of the further page; empty when there is one without an address."""
    for link in _objects(bundle.get("link")):
        if link.get("relation") == "next":
            url = link.get("url")
            return url if isinstance(url, str) else ""
    return None


def joined(first: Json, second: Json) -> Json:
    """Two pages as one Bundle; whether there are more is what the second one says."""
    entries = [*_objects(first.get("entry")), *_objects(second.get("entry"))]
    return {**first, "entry": entries, "link": second.get("link")}


def medications(
    entries: Iterable[Json], drafts: Iterable[Json], fetch: Fetch
) -> tuple[tuple[tuple[Json, str | None], ...], bool]:
    """Medications that are named by reference and were not delivered, each under that reference.

    True with them when some could not be obtained, or are more than we read one by one.
    """
    resources = [*(one for entry in entries for one in _resources(entry)), *drafts]
    here = {f"{one.get('resourceType')}/{one.get('id')}" for one in resources}
    named = dict.fromkeys(filter(None, map(_reference, resources)))
    wanted = [name for name in named if _relative(name) not in (None, *here)]
    asks = [Ask(MEDICATION, name, MEDICATION) for name in wanted[:MOST_MEDICATIONS]]
    found = [
        (content, ask.address)
        for ask, content in zip(asks, fetch(asks), strict=True)
        if content is not None
    ]
    return tuple(found), fetch is not nothing and len(found) < len(wanted)


def _resources(entry: Json) -> Iterator[Json]:
    return resources_in(entry) if entry.get("resourceType") == "Bundle" else iter((entry,))


def _reference(resource: Json) -> str | None:
    reference = resource.get("medicationReference")
    target = reference.get("reference") if isinstance(reference, dict) else None
    return target if isinstance(target, str) else None


def _relative(reference: str) -> str | None:
    match = _MEDICATION.fullmatch(reference)
    return match.group(1) if match else None


def _objects(value: Any) -> Iterator[Json]:
    entries = value if isinstance(value, list) else ()
    return (entry for entry in entries if isinstance(entry, dict))
