"""Inserts that may meet a row of the same key, in the two dialects that we speak.

Several rows go in the order of their keys, so that two transactions never wait for each other.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def insert_new(connection: Connection, table: Table, key: str, row: Row) -> bool:
    """Insert a row unless its key is there already; whether it was new."""
    statement = _insert(connection, table).values(dict(row))
    once = statement.on_conflict_do_nothing(index_elements=[key]).returning(table.c[key])
    return connection.execute(once).first() is not None


def insert_all_new(connection: Connection, table: Table, key: str, rows: Sequence[Row]) -> None:
    """Insert those rows whose key is not there yet."""
    if rows:
        statement = _insert(connection, table).on_conflict_do_nothing(index_elements=[key])
        ordered = sorted(rows, key=lambda one: str(one[key]))
        connection.execute(statement, [dict(row) for row in ordered])


def insert_or_replace(connection: Connection, table: Table, key: str, rows: Sequence[Row]) -> None:
    """Insert rows; where the key is there already the row takes the new values."""
    if rows:
        statement = _replacing(connection.dialect.name, table, key, tuple(rows[0]))
        ordered = sorted(rows, key=lambda one: str(one[key]))
        connection.execute(statement, [dict(row) for row in ordered])


@functools.cache
def _replacing(
    dialect: str, table: Table, key: str, names: tuple[str, ...]
) -> postgresql.Insert | sqlite.Insert:
    """Built once: building costs more than running."""
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    values = {name: statement.excluded[name] for name in names if name != key}
    return statement.on_conflict_do_update(index_elements=[key], set_=values)


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
