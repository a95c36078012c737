"""The tables as the code uses them; the migrations bring a database to this shape.

`patient`, `encounter`, `user`, `call`, `facts`, `rule` and the orders are keyed hashes (see `seal`):
equal values can be found, none can be read. Times are UTC. What a later migration added is null in
older rows: it is not known of them.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

HASH = String(64)
NUMBER = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData()


class Instant(TypeDecorator[dt.datetime]):
    """An aware time, kept as UTC without a zone so that SQLite and PostgreSQL agree."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """UTC without a zone."""
        del dialect
        return value.astimezone(dt.UTC).replace(tzinfo=None) if value else None

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """UTC, and said so."""
        del dialect
        return value.replace(tzinfo=dt.UTC) if value else None


shown = Table(
    "shown",
    metadata,
    Column("card", String(64), primary_key=True),
    Column("call", HASH, nullable=False),
    Column("patient", HASH, nullable=False),
    Column("encounter", HASH),
    Column("user", HASH, nullable=False),
    Column("hook", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("indicator", String(16), nullable=False),
    Column("order_content", HASH),
    Column("order_class", HASH),
    Column("facts", HASH, nullable=False),
    Column("overridable", Boolean, nullable=False),
    Column("shown_at", Instant, nullable=False),
    Column("rule", HASH),
    Index("shown_patient", "patient"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("entry", HASH, nullable=False, unique=True),
    Column("card", Text, nullable=False),
    Column("service", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("outcome_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("suggestions", Text, nullable=False),
    Column("reason_system", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("comment", Text),
    Index("feedback_card", "card"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("service", String(64), nullable=False),
    Column("hook", String(64), nullable=False),
    Column("call", HASH, nullable=False),
    Column("patient", HASH, nullable=False),
    Column("user", HASH, nullable=False),
    Column("content_version", String(64), nullable=False),
    Column("topics", Text, nullable=False),
    Column("silenced", Text, nullable=False),
    Column("cards", Text, nullable=False),
    Column("unavailable", Text),
    Column("incomplete", Text),
    Index("audit_at", "at"),
    Index("audit_patient", "patient"),
)

used_token = Table(
    "used_token",
    metadata,
    Column("token", HASH, primary_key=True),
    Column("until", Instant, nullable=False),
    Index("used_token_until", "until"),
)

secret = Table(
    "secret",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
