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

import msgspec

from cds_service.catalogue import PrefetchKey
from cds_service.hooks import HookRequest, Json
from fhir_mappers.delivery import Delivery, open_delivery
from fhir_mappers.document import Document

PATIENT_TOKEN = "{{context.patientId}}"  # noqa: S105 - a token of CDS Hooks is no secret
MEDICATION = "Medication"
MOST_MEDICATIONS = 20
# Ids that mean themselves in a path and in a search, where a comma would ask for a second patient.
_ID = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._~-]{1,256}")
_NAMED_BY = "medicationReference"
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


def complete(
    request: HookRequest, fetch: Fetch, keys: Sequence[PrefetchKey]
) -> dict[str, Delivery | None]:
    """What was delivered or fetched for each key; a key that could not be stays absent.

    None is a `null`: the client looked and found nothing.
    """
    sent = {key.name: _opened(request.prefetch, key.name) for key in keys}
    here = {name: one for name, one in sent.items() if name in request.prefetch}
    asks = (*_absent(request, keys), *_further(here))
    for ask, content in zip(asks, fetch(asks), strict=True):
        if content is not None:
            page, first = open_delivery(content), here.get(ask.key)
            here[ask.key] = first.continued(page) if first else page
    return here


def _opened(prefetch: Mapping[str, Any], name: str) -> Delivery | None:
    value = prefetch.get(name)
    nothing_found = value is None or (isinstance(value, msgspec.Raw) and bytes(value) == b"null")
    return None if nothing_found else open_delivery(value)


def _absent(request: HookRequest, keys: Sequence[PrefetchKey]) -> Iterator[Ask]:
    if not _ID.fullmatch(request.patient_id):
        return
    for key in keys:
        if key.name not in request.prefetch:
            address = key.template.replace(PATIENT_TOKEN, request.patient_id)
            yield Ask(key.name, address, "Bundle" if "?" in address else key.type)


def _further(here: Mapping[str, Delivery | None]) -> Iterator[Ask]:
    for name, delivery in here.items():
        if delivery and delivery.next:
            yield Ask(name, delivery.next)


def medications(
    documents: Iterable[Document], drafts: Iterable[Json], fetch: Fetch
) -> tuple[tuple[Document, ...], bool]:
    """Medications that are named by reference and were not delivered, each under that reference.

    True with them when some could not be obtained, or are more than we read one by one.
    """
    listed = list(documents)
    sent = [(one.reference, one.value(_NAMED_BY)) for one in listed]
    drafted = [(f"{one.get('resourceType')}/{one.get('id')}", one.get(_NAMED_BY)) for one in drafts]
    here = {reference for reference, _ in (*sent, *drafted)}
    named = dict.fromkeys(filter(None, (_target(node) for _, node in (*sent, *drafted))))
    wanted = [name for name in named if _relative(name) not in (None, *here)]
    asks = [Ask(MEDICATION, name, MEDICATION) for name in wanted[:MOST_MEDICATIONS]]
    found = [
        Document(msgspec.json.encode(content), ask.address, content)
        for ask, content in zip(asks, fetch(asks), strict=True)
        if content is not None
    ]
    return tuple(found), len(found) < len(wanted)


def _target(reference: Any) -> str | None:
    target = reference.get("reference") if isinstance(reference, dict) else None
    return target if isinstance(target, str) else None


def _relative(reference: str) -> str | None:
    match = _MEDICATION.fullmatch(reference)
    return match.group(1) if match else None
