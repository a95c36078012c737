"""Remembers which tokens were used, in the shared database: across workers and restarts."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

# What a memory raises that cannot answer: then nobody is let in.
MemoryDownError = SQLAlchemyError
PRUNE_S = 60
# The clocks of the hosts that share the database may differ by this much.
SLACK_S = 60
METADATA = MetaData()
SEEN = Table(
    "seen_token",
    METADATA,
    Column("issuer", String(), primary_key=True),
    Column("jti", String(255), primary_key=True),
    Column("until", BigInteger, nullable=False, index=True),
)


class Replays(Protocol):
    """The memory for used tokens. Without an answer it raises `MemoryDownError`."""

    def first_use(self, issuer: str, jti: str, until: dt.datetime) -> bool:
        """Whether this token was never used before; it is remembered `until` then (aware)."""


class SeenTokens:
    """The memory in one table. The database decides who was first, not this process."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        """Make the table if it is missing; leaves no connection open that a fork would share."""
        self._engine = engine
        self._now = now
        self._prune_at = 0.0
        METADATA.create_all(engine)
        engine.dispose()

    def first_use(self, issuer: str, jti: str, until: dt.datetime) -> bool:
        """Whether this token was never used before. An id is free again after its time."""
        now = self._now()
        self._prune(now)
        row = {"issuer": issuer, "jti": jti, "until": math.ceil(until.timestamp())}
        own = (SEEN.c.issuer == issuer) & (SEEN.c.jti == jti) & _expired(now)
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(SEEN).where(own))
                connection.execute(SEEN.insert().values(row))
        except IntegrityError:
            return False
        return True

    def _prune(self, now: float) -> None:
        """Forget what has expired, once a minute."""
        if now < self._prune_at:
            return
        self._prune_at = now + PRUNE_S
        with self._engine.begin() as connection:
            connection.execute(delete(SEEN).where(_expired(now)))


def _expired(now: float) -> ColumnElement[bool]:
    return SEEN.c.until < now - SLACK_S


def open_replays(database_url: str) -> Replays:
    """The memory of this installation. Raises `MemoryDownError`."""
    return SeenTokens(create_engine(database_url, pool_pre_ping=True))
