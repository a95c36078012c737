"""The moments at which an EHR would have called the service for one patient of an export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.rule import PATIENT_VIEW
from cds_service.hooks import Json
from fhir_mappers.document import Document
from fhir_mappers.known import as_known_on, known_since

if TYPE_CHECKING:
    from cds_service.screening.judge import Plan

ORDERS = ("MedicationRequest", "ServiceRequest")


@dataclass(frozen=True)
class Event:
    """One call: its day, the record as it stood, and on order hooks the order being written.

    `order` is the reference of that order, empty on patient-view; `drafts` holds it as a draft.
    """

    day: dt.date
    record: tuple[Document, ...]
    order: str = ""
    drafts: tuple[Json, ...] = ()


def events_of(documents: Sequence[Document], plan: Plan) -> Iterator[Event]:
    """The chart opened once, or every order of the record as it was written."""
    if plan.hook == PATIENT_VIEW:
        yield Event(plan.policy.today, _record(documents, plan.policy.today, plan))
        return
    for document in documents:
        if document.kind in ORDERS:
            yield _order_event(document, documents, plan)


def _order_event(order: Document, documents: Sequence[Document], plan: Plan) -> Event:
    """An order on the day that it was written, over the record without it."""
    day = known_since(order) or plan.policy.today
    day = min(day, plan.policy.today)
    before = [other for other in documents if other is not order]
    draft = {**order.json, "status": "draft"}
    return Event(day, _record(before, day, plan), order.reference, (draft,))


def _record(documents: Sequence[Document], day: dt.date, plan: Plan) -> tuple[Document, ...]:
    if not plan.replay:
        return tuple(documents)
    known = (as_known_on(document, day) for document in documents)
    return tuple(document for document in known if document is not None)
