"""The audit trail: who was told what, when, by which content; no clinical values."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from cds_service.store.tables import audit

LISTS = ("topics", "silenced", "cards", "unavailable", "incomplete")
_APPEND = insert(audit)


@dataclass(frozen=True)
class AuditRow:
    """One call that was answered; `call`, `patient` and `user` are sealed.

    `topics` are those that spoke, `silenced` those that were kept silent because they had been
    said or answered before. `unavailable` and `incomplete` are FHIR types that the call did not
    deliver, or not whole; names of types, never what is in them.
    """

    at: dt.datetime
    service: str
    hook: str
    call: str
    patient: str
    user: str
    content_version: str
    topics: tuple[str, ...]
    silenced: tuple[str, ...]
    cards: tuple[str, ...]
    unavailable: tuple[str, ...]
    incomplete: tuple[str, ...]


def write(connection: Connection, row: AuditRow) -> None:
    """Append one row."""
    lists = {name: json.dumps(getattr(row, name)) for name in LISTS}
    connection.execute(_APPEND, {**vars(row), **lists})
