"""Brings a database to the shape of this release; safe when several processes start together."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

SCRIPTS = "cds_service.store:migrations"
LOCK = 7_193_046_001


def upgrade(connection: Connection) -> None:
    """Apply what is missing, inside the transaction of `connection`.

    The first process holds the lock until it commits (PostgreSQL: an advisory lock; SQLite: the
    write lock that the transaction began with), the next one finds nothing left to do.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
