"""Fixtures of the tests that look at what is remembered."""

from __future__ import annotations

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.visits import Desk
from tests.conftest import AS_OF
from tests.databases import new_sqlite


@pytest.fixture
def desk_at():
    """Opens an application at a database and an instant; closes its store after the test."""
    apps = []

    def open_desk(url, as_of=AS_OF, **chosen):
        settings = Settings(_env_file=None, database_url=url, as_of=as_of, **chosen)
        apps.append(create_app(settings))
        return Desk(apps[-1])

    yield open_desk
    for app in apps:
        app.extensions["desk"].store.close()


@pytest.fixture
def url(tmp_path):
    """A new SQLite file."""
    return new_sqlite(tmp_path)
