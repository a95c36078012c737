"""The one door to the database: an engine for each process, short waits, and one kind of error.

SQLite runs in WAL mode with full synchronisation: what was committed survives the loss of the
process and of power. Writers take the write lock when their transaction begins, so that none finds
half-way that another was faster.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from cds_service.store import migrate
from cds_service.store.engines import alone, in_memory, open_engine

REST_SECONDS = 3
AWAY = (OperationalError, InterfaceError, PoolTimeoutError, OSError)


class StoreError(Exception):
    """The database cannot be used now. The message is the kind of error, never what was stored."""


class Database:
    """A database that may be away for a while.

    After a failure it is left alone for `REST_SECONDS`, and then tried by one caller only, so that
    calls that could do without it do not queue up. Migrations run with the first success of a
    process, at its start if possible.
    """

    def __init__(self, url: URL) -> None:
        """Remember where the database is; nothing is opened yet."""
        self.url = url
        self._lock = threading.Lock()
        self._door = threading.Lock()
        self._engine: Engine | None = None
        self._owner = 0
        self._in_shape = False
        self._away_until = 0.0

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. Raises `StoreError`."""
        with self._guard(), self._current().connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; when the block ends without an error it is on disk. Raises `StoreError`."""
        with self._guard(), _writer(self._current()).begin() as connection:
            yield connection

    def check(self) -> None:
        """Open the database, bring it to the shape of this release, and ask it something.

        Raises `StoreError`.
        """
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close what this process holds open: before a fork, and at the end of a test."""
        with self._lock:
            if self._engine is not None and self._owner == os.getpid():
                self._engine.dispose()
            self._engine = None

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        self._knock()
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            if isinstance(error, AWAY):
                self._away_until = time.monotonic() + REST_SECONDS
            raise StoreError(_kind(error)) from None
        self._away_until = 0.0

    def _knock(self) -> None:
        """Let one caller try when the rest is over, and turn the others away until it is back."""
        with self._door:
            now = time.monotonic()
            if now < self._away_until:
                raise StoreError("away")
            if self._away_until:
                self._away_until = now + REST_SECONDS

    def _current(self) -> Engine:
        """The engine of this process; one that came through a fork is left to its owner."""
        with self._lock:
            if self._engine is None or self._owner != os.getpid():
                self._engine, self._owner = self._opened(), os.getpid()
            return self._engine

    def _opened(self) -> Engine:
        engine = open_engine(self.url)
        if not self._in_shape or in_memory(self.url):
            with alone(self.url), _writer(engine).begin() as connection:
                migrate.upgrade(connection)
            self._in_shape = True
        return engine


def _kind(error: BaseException) -> str:
    """The type of the error and of the driver's error below it."""
    below = getattr(error, "orig", None)
    return f"{type(error).__name__} {type(below).__name__ if below else ''}".strip()


def _writer(engine: Engine) -> Engine:
    return engine.execution_options(writing=True)
