"""Engines of SQLAlchemy for the two databases that we know, with bounded waits.

SQLite runs in WAL mode with full synchronisation: what was committed survives the loss of the
process and of power. A writer takes the write lock when its transaction begins, so that it never
finds half-way that another was faster.
"""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

WAIT_SECONDS = 5
CONNECT_SECONDS = 2
POOL = 10


def open_engine(url: URL) -> Engine:
    """An engine; nothing is connected yet."""
    return _postgresql(url) if url.get_backend_name() == "postgresql" else _sqlite(url)


def in_memory(url: URL) -> bool:
    """Whether the database ends with the process."""
    sqlite = url.get_backend_name() == "sqlite"
    return sqlite and url.database in (None, "", ":memory:")


@contextlib.contextmanager
def alone(url: URL) -> Iterator[None]:
    """For SQLite files: hold off other processes, and make the file what it has to be.

    The change to WAL mode does not wait for others as statements do. The file is for this user
    alone, and so is what SQLite puts beside it.
    """
    if url.get_backend_name() != "sqlite" or in_memory(url):
        yield
        return
    file = Path(str(url.database))
    guard = file.with_name(f"{file.name}.lock")
    for one in (guard, file):
        one.touch(mode=0o600)
    with guard.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        yield


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        # Every connection to memory is a database of its own: one is shared, in turns.
        pool_size=1 if in_memory(url) else POOL,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        connect_args={"check_same_thread": False, "timeout": WAIT_SECONDS},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Leave transactions to us: the driver would begin them late and without the write lock."""
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql(url: URL) -> Engine:
    """No prepared statements, because poolers such as pgbouncer do not stand them."""
    waits = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": WAIT_SECONDS * 1000}
    stated = {name: value for name, value in waits.items() if name not in url.query}
    return create_engine(
        url,
        pool_size=POOL,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=WAIT_SECONDS,
        connect_args={**stated, "prepare_threshold": None},
    )
