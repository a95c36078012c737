"""Where the database is: the URL of the site, or an SQLite file in the data folder of the user."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

FOLDER = "oncology-cds-hooks"
FILE = "cds.sqlite3"
DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}


def parse(url: str) -> URL:
    """The URL with the driver that we bring. Raises `ValueError` for any other database."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        # Not chained: the message would repeat the URL, and with it a password.
        raise ValueError("expected a database URL such as postgresql://host/name") from None
    if parsed.drivername not in DRIVERS:
        raise ValueError("expected a sqlite:// or postgresql:// URL")
    return parsed.set(drivername=DRIVERS[parsed.drivername])


def default_url(environment: Mapping[str, str] = os.environ) -> URL:
    """An SQLite file in the first folder that can be written.

    `$XDG_DATA_HOME`, then `~/.local/share`, then a folder of this user below the temporary files,
    whose content may be lost with the next boot. Raises `OSError` when none can be written.
    """
    problem: OSError | None = None
    for folder in _folders(environment):
        try:
            _prepare(folder)
        except OSError as error:
            problem = error
        else:
            return URL.create("sqlite", database=str(folder / FILE))
    raise problem or OSError("no folder for data")


def is_temporary(url: URL) -> bool:
    """Whether an SQLite file lies where the next boot may delete it."""
    return Path(url.database or "").is_relative_to(tempfile.gettempdir())


def _folders(environment: Mapping[str, str]) -> Iterator[Path]:
    data_home = environment.get("XDG_DATA_HOME", "")
    if data_home.startswith("/"):
        yield Path(data_home) / FOLDER
    home = environment.get("HOME", "")
    if home.startswith("/"):
        yield Path(home) / ".local" / "share" / FOLDER
    yield Path(tempfile.gettempdir()) / f"{FOLDER}-{os.getuid()}"


def _prepare(folder: Path) -> None:
    """Make the folder for this user alone; refuse one of somebody else, or not writable."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    with tempfile.TemporaryFile(dir=folder):
        pass
