"""Feedback as events: every outcome that a client told, once, in the order it came."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from cds_service.store.once import insert_all_new
from cds_service.store.seal import Seal
from cds_service.store.tables import feedback


@dataclass(frozen=True)
class Entry:
    """One outcome of one card.

    `reason` and `reason_system` are empty where no code was given; `comment` is None unless a
    person wrote one, and may hold data of a patient.
    """

    card: str
    outcome: str
    outcome_at: dt.datetime
    suggestions: tuple[str, ...] = ()
    reason_system: str = ""
    reason: str = ""
    comment: str | None = None


def record(
    connection: Connection,
    seal: Seal,
    service: str,
    entries: Sequence[Entry],
    received: dt.datetime,
    *,
    keep_comments: bool,
) -> None:
    """Store what is new; an entry equal to an earlier one changes nothing.

    Late entries and changed outcomes are events of their own. Comments are dropped unless the
    site keeps them.
    """
    rows = [
        {
            **asdict(entry),
            "entry": _identity(seal, entry),
            "service": service,
            "received_at": received,
            "suggestions": json.dumps(entry.suggestions),
            "comment": entry.comment if keep_comments else None,
        }
        for entry in entries
    ]
    insert_all_new(connection, feedback, "entry", rows)


def _identity(seal: Seal, entry: Entry) -> str:
    """Card, outcome, time and content; sealed, because a comment is part of it."""
    moment = entry.outcome_at.astimezone(dt.UTC).isoformat()
    content = {**asdict(entry), "outcome_at": moment, "suggestions": sorted(entry.suggestions)}
    return seal("feedback", json.dumps(content, sort_keys=True))
