"""Where the database is when nobody says so."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from cds_service.store.location import default_url, parse
from tests.databases import new_sqlite


def place(**environment):
    """The file of the default database."""
    return Path(default_url(environment).database)


def test_the_data_folder_of_the_user_is_the_default(tmp_path):
    """`$XDG_DATA_HOME` wins over the home folder; the folder is for this user alone."""
    file = place(XDG_DATA_HOME=str(tmp_path / "data"), HOME=str(tmp_path))

    assert file == tmp_path / "data" / "oncology-cds-hooks" / "cds.sqlite3"
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert place(HOME=str(tmp_path)).parent == tmp_path / ".local/share/oncology-cds-hooks"


def test_what_cannot_be_written_is_passed_over(tmp_path):
    """A home that is no folder, or none at all, leads to the temporary files of this user."""
    (tmp_path / "file").write_text("no folder")

    for environment in ({"HOME": str(tmp_path / "file")}, {}, {"XDG_DATA_HOME": "relative"}):
        file = place(**environment)
        assert file.parent.name == f"oncology-cds-hooks-{os.getuid()}"
        assert file.is_relative_to(tempfile.gettempdir())


def test_the_file_is_for_this_user_alone(tmp_path, open_store):
    """Nobody else may read what is stored, nor what SQLite writes beside it."""
    url = new_sqlite(tmp_path)
    open_store(url).check()
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("*sqlite3*")}

    assert len(modes) >= 3
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_our_driver(scheme):
    """Every usual way to name PostgreSQL ends at psycopg 3."""
    assert parse(f"{scheme}://u:p@host/name").drivername == "postgresql+psycopg"
