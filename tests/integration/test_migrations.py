"""A database comes to the shape of this release, also when many start at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from cds_service.store import migrate
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


OLD_CARD = """
INSERT INTO shown (card, call, patient, "user", hook, topic, indicator, facts, overridable, shown_at)
VALUES ('c1', 'x', 'p', 'u', 'order-sign', 'stage-iv-surgery', 'warning', 'f', true, '2026-11-01 10:00:00')
"""
OLD_CALL = """
INSERT INTO audit (at, service, hook, call, patient, "user", content_version, topics, silenced, cards)
VALUES ('2026-11-01 10:00:00', 's', 'order-sign', 'x', 'p', 'u', 'v', '["stage-iv-surgery"]', '[]', '["c1"]')
"""


def test_what_an_earlier_release_stored_still_counts(database, open_store):
    """Rows of the first shape are kept, and what they did not note is not known, never nothing."""
    config = Config()
    config.set_main_option("script_location", migrate.SCRIPTS)
    engine = create_engine(parse(database))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text(OLD_CARD))
        connection.execute(text(OLD_CALL))
    engine.dispose()
    counts = open_store(database).count(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    assert [(one.cards, one.rule) for one in counts.cards] == [(1, None)]
    assert [(one.calls, one.unavailable, one.incomplete) for one in counts.calls] == [
        (1, None, None)
    ]
