"""All that is stored, behind one object: what routes and client trust talk to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import URL

from cards.memory import Past
from cds_service.store import audit, feedback, figures, shown
from cds_service.store.audit import AuditRow
from cds_service.store.database import Database
from cds_service.store.feedback import Entry
from cds_service.store.replay import Replay
from cds_service.store.seal import Seal, kept_seal
from cds_service.store.shown import Shown


class Store:
    """Every method may raise `StoreError`; what a method wrote is on disk when it returns."""

    def __init__(self, url: URL, key: str = "", *, keep_comments: bool = False) -> None:
        """Name the database and the site's key of the hashes; nothing is opened yet."""
        self.database = Database(url)
        self.replay = Replay(self.database)
        self._key = key
        self._keep_comments = keep_comments

    @cached_property
    def seal(self) -> Seal:
        """What turns names into keyed hashes."""
        return Seal(self._key.encode()) if self._key else kept_seal(self.database)

    def check(self) -> None:
        """Whether the store can be used now; makes the tables if they are not there yet."""
        self.database.check()

    def close(self) -> None:
        """Close the connections of this process; they come back when needed."""
        self.database.close()

    def history(self, patient: str) -> tuple[Past, ...]:
        """What was shown for a sealed patient."""
        with self.database.reading() as connection:
            return shown.history(connection, patient)

    def count(self, since: dt.datetime) -> figures.Counts:
        """What was shown and answered from an instant on."""
        with self.database.reading() as connection:
            return figures.count(connection, since)

    def keep_call(self, cards: Sequence[Shown], row: AuditRow) -> None:
        """The cards of one call and its audit row, together or not at all."""
        with self.database.writing() as connection:
            shown.remember(connection, cards)
            audit.write(connection, row)

    def keep_feedback(self, service: str, entries: Sequence[Entry], received: dt.datetime) -> None:
        """All entries of one request, or none."""
        seal = self.seal
        with self.database.writing() as connection:
            feedback.record(
                connection, seal, service, entries, received, keep_comments=self._keep_comments
            )
