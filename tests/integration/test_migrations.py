"""A database comes to the shape of this release, also when many start at once."""

from __future__ import annotations

import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from cds_service.store.location import parse
from cds_service.store.tables import metadata
from tests.databases import rows

OPEN = """
import sys
from cds_service.store.location import parse
from cds_service.store.store import Store
store = Store(parse(sys.argv[1]))
store.check()
print(store.seal("patient", "p1"))
"""


def test_an_empty_database_gets_every_table(database, open_store):
    """After the first start the tables are those that the code uses, column by column."""
    open_store(database).check()
    engine = create_engine(parse(database))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_four_processes_may_start_at_once(database):
    """Nobody fails, the step is applied once, and all agree on one key of the hashes."""
    command = [sys.executable, "-c", OPEN, database]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    ends = [process.communicate(timeout=60) for process in processes]

    assert [process.returncode for process in processes] == [0] * 4, ends
    assert len({seal for seal, _ in ends}) == 1
    assert len(rows(database, "SELECT version_num FROM alembic_version")) == 1


def test_a_second_start_changes_nothing(database, open_store):
    """What was stored before a restart is there after it, under the same seal."""
    first = open_store(database)
    sealed = first.seal("patient", "p1")
    first.close()
    again = open_store(database)
    again.check()

    assert again.seal("patient", "p1") == sealed
