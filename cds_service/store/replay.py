"""Tokens that were used: one token opens one call, whichever worker or host it reaches."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from sqlalchemy import delete

from cds_service.store.database import Database
from cds_service.store.once import insert_new
from cds_service.store.tables import used_token

# The clocks of the hosts that share the database may differ by this much.
GRACE = dt.timedelta(minutes=1)


def _host_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Replay:
    """Remembers tokens until nobody could accept them any more."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime] = _host_clock) -> None:
        """Keep the database that all workers share."""
        self._database = database
        self._now = now

    def first_use(self, issuer: str, jti: str, until: dt.datetime) -> bool:
        """Whether this token is seen for the first time; from now on it is not.

        `until` is the expiry of the token and must be aware. What expired longer than `GRACE` ago
        is forgotten. Raises `StoreError`; without an answer a token must not be accepted.
        """
        token = hashlib.sha256(f"{len(issuer)}:{issuer}{jti}".encode()).hexdigest()
        with self._database.writing() as connection:
            connection.execute(delete(used_token).where(used_token.c.until < self._now() - GRACE))
            return insert_new(connection, used_token, "token", {"token": token, "until": until})
