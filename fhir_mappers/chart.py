"""Sends each admitted resource to the readers of its type and gathers what they found.

A resource that cannot say anything is passed over unopened. Any other is first shown to its readers
as it was sent; only what yields a fact is validated, and read again where validation cut something
out. The answer does not depend on the order of the resources, and every resource ends as evidence of
a fact or as `Unread` with a reason.
"""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from fhir_mappers import order_open, validity
from fhir_mappers.admission import Doorkeeper
from fhir_mappers.document import Document, Entry, distinct, documents
from fhir_mappers.facts import ChartFacts, Fact, Order, Unread
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.gather import gather
from fhir_mappers.intake import PatientIdentity
from fhir_mappers.memo import Memo
from fhir_mappers.neighbours import Neighbours
from fhir_mappers.one_resource import as_sent, ask, bounded
from fhir_mappers.readers import READERS
from fhir_mappers.reading import Found, Reader, Reading, nothing_in
from fhir_mappers.relevance import Sign
from fhir_mappers.solitude import LoneReader
from fhir_mappers.superseded import WHY, superseded

POPULATION_SIZE = 4000


@dataclass(frozen=True)
class Shelf:
    """Admitted resources with their signs, ready to be read, and what was turned away."""

    identity: PatientIdentity
    reading: Reading
    memo: Memo
    admitted: tuple[tuple[Document, Sign], ...]
    refused: tuple[Unread, ...]
    other_patient: int


def new_memo(size: int) -> Memo:
    """Memory for charts that are seen again and again; `size` 0 remembers nothing."""
    return Memo(LoneReader(_READ, READERS), size, singles=size)


def population_memo() -> Memo:
    """Memory for the charts of many patients, each seen once."""
    return Memo(LoneReader(_READ, READERS), POPULATION_SIZE, singles=0)


def map_chart(
    entries: Iterable[Entry], patient_id: str, today: dt.date, memo: Memo | None = None
) -> ChartFacts:
    """Facts of one patient's chart; see `shelve` for the other arguments.

    `entries` are resources (or Bundles), parsed or raw, with their Bundle fullUrl.
    """
    return chart_facts(shelve(documents(entries), patient_id, today, memo or new_memo(0)))


def shelve(chart: Iterable[Document], patient_id: str, today: dt.date, memo: Memo) -> Shelf:
    """The resources of a chart that may speak, ready to be read; they come in any order.

    `patient_id` is the bare id of the patient in context; `today` the calendar day of the call.
    Bad resources are recorded as unread; nothing is raised for them.
    """
    found = distinct(chart)
    door = Doorkeeper(found, patient_id)
    signed = ((document, memo.relevance.sign_of(document)) for document in found)
    admitted = tuple((document, sign) for document, sign in signed if door.admits(document, sign))
    old = superseded([document for document, _ in admitted])
    if old:
        door.refused.extend(Unread(reference, WHY) for reference in sorted(old))
        admitted = tuple(pair for pair in admitted if pair[0].reference not in old)
    others = Neighbours([document for document, _ in admitted])
    reading = Reading(memo.terms, memo.lexicon, today, others)
    return Shelf(door.identity, reading, memo, admitted, tuple(door.refused), door.strangers)


def chart_facts(shelf: Shelf) -> ChartFacts:
    """Facts of the chart on the shelf."""
    found: list[Fact | Unread] = list(shelf.refused)
    for document, sign in shelf.admitted:
        found += _facts_of(document, sign, shelf)
    return gather(found, f"Patient/{shelf.identity.id}", shelf.other_patient)


def _facts_of(document: Document, sign: Sign, shelf: Shelf) -> Found:
    matters = shelf.memo.relevance.matters(document, sign)
    if matters is False:
        return nothing_in(document.reference)
    found = shelf.memo.facts(document, shelf.reading, sign)
    if matters is None:
        sign.matters = found != nothing_in(document.reference)
    return found


def draft_orders(
    shelf: Shelf, drafts: Iterable[Json], urls: Iterable[str] = ()
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """The draft orders of a session, read leniently.

    References are resolved in the chart and among the drafts, whose fullUrls are `urls`.
    """
    listed = list(drafts)
    door = Doorkeeper((), shelf.identity.id, shelf.identity)
    sent = documents((draft, url or None) for draft, url in zip_longest(listed, urls))
    own = Neighbours([one for one in sent if door.admits(one, Sign())])
    others: ChainMap[str, Json] = ChainMap(own, shelf.reading.others)  # type: ignore[arg-type]
    mapped = order_open.map_orders(listed, replace(shelf.reading, others=others), shelf.identity)
    orders = tuple(entry for entry in mapped if isinstance(entry, Order))
    return orders, tuple(entry for entry in mapped if isinstance(entry, Unread))


def _facts(document: Document, readers: Sequence[Reader], reading: Reading) -> Found:
    raw = Resource(document.kind, document.reference, document.json)
    found = as_sent(raw, readers, reading)
    if found == ():
        return nothing_in(raw.reference)
    valid = validity.open_resource(raw.json, raw.reference, document.raw)
    if found and not valid.pruned:
        return found
    cut = tuple(
        Unread(raw.reference, f"{path} is not valid FHIR R4 and was left out")
        for path in valid.pruned
    )
    return (*ask(valid, READERS[raw.type], reading), *cut) or nothing_in(raw.reference)


_READ = bounded(_facts)
