"""A token opens one call, whichever worker it reaches."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from cds_service.store.database import StoreError
from tests.databases import rows

LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
LONG_AGO = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)


def test_a_token_is_new_once(database, open_store):
    """The second use is told apart by issuer and id, also through another process's connection."""
    one, other = open_store(database), open_store(database)

    assert one.replay.first_use("https://a.example", "1", LATER)
    assert not other.replay.first_use("https://a.example", "1", LATER)
    assert other.replay.first_use("https://b.example", "1", LATER)
    assert other.replay.first_use("https://a.example", "2", LATER)


def test_of_many_at_once_one_is_first(database, open_store):
    """Sixteen threads with the same token: exactly one may pass."""
    store = open_store(database)
    with ThreadPoolExecutor(16) as pool:
        uses = list(pool.map(lambda _: store.replay.first_use("i", "j", LATER), range(16)))

    assert sum(uses) == 1


def test_what_expired_is_forgotten(database, open_store):
    """Tokens that nobody could accept any more do not pile up."""
    store = open_store(database)
    for number in range(5):
        store.replay.first_use("i", str(number), LONG_AGO)
    store.replay.first_use("i", "now", LATER)

    assert len(rows(database, "SELECT token FROM used_token")) == 1


def test_without_a_database_there_is_no_answer(tmp_path, open_store):
    """A store that cannot be opened raises; it never says that a token is new."""
    (tmp_path / "file").write_text("no folder")
    store = open_store(f"sqlite:///{tmp_path}/file/cds.sqlite3")

    with pytest.raises(StoreError):
        store.replay.first_use("i", "j", LATER)
