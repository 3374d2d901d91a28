"""Reading a whole database as it stood at one moment, while others go on writing.

SQLite: a read transaction of its own on the WAL. PostgreSQL: REPEATABLE READ, READ ONLY.
Neither holds up a writer. Tables come row by row, so memory stays flat.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import orjson
from django.db import connection

from quen.kit.backup.tables import Table
from quen.kit.backup.values import converted, writers
from quen.kit.postgres import bare

if TYPE_CHECKING:
    import psycopg

AT_ONCE = 2000


class Snapshot(Protocol):
    """One moment of a database."""

    def rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        """The rows as the database gives them, in the order of their key."""

    def last_id(self, table: Table) -> int:
        """The last id that was given out, also where its row is gone."""

    def migrations(self) -> list[tuple[str, str]]:
        """What the migration table says, our own mark included."""


def lines(snapshot: Snapshot, table: Table) -> Iterator[bytes]:
    """The table in its written form, one line of JSON a row."""
    by = writers([kind for _name, kind in table.columns])
    for row in snapshot.rows(table):
        yield orjson.dumps(converted(row, by)) + b"\n"


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """This moment of Django's database, until the block ends."""
    if connection.vendor == "postgresql":
        with bare() as server:
            server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            server.execute("SET LOCAL TIME ZONE 'UTC'")
            yield _Postgres(server)
            server.rollback()
        return
    path = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as database:
        database.execute("PRAGMA query_only = ON")
        database.execute("BEGIN")
        yield _Sqlite(database)
        database.execute("ROLLBACK")


_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


class _Sqlite:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self._migrations = database.execute(_MIGRATIONS).fetchall()  # the moment is this first read

    def rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        columns = ", ".join(f'"{name}"' for name, _kind in table.columns)
        sql = f'SELECT {columns} FROM "{table.name}" ORDER BY "{table.key}"'  # noqa: S608
        cursor = self.database.execute(sql)
        while batch := cursor.fetchmany(AT_ONCE):
            yield from batch

    def last_id(self, table: Table) -> int:
        sql = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        found = self.database.execute(sql, [table.name]).fetchone()
        return int(found[0]) if found else 0

    def migrations(self) -> list[tuple[str, str]]:
        return [(app, name) for app, name in self._migrations]


class _Postgres:
    def __init__(self, server: "psycopg.Connection[Any]") -> None:
        self.server = server
        self._migrations = server.execute(_MIGRATIONS + ' COLLATE "C"').fetchall()

    def rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        columns = ", ".join(
            f'"{name}"::text' if kind == "json" else f'"{name}"' for name, kind in table.columns
        )
        order = f'"{table.key}"'
        if dict(table.columns)[table.key] == "text":
            order += ' COLLATE "C"'
        sql = f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'  # noqa: S608
        with self.server.cursor(name="quen_backup") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(sql)
            yield from cursor

    def last_id(self, table: Table) -> int:
        asked = "SELECT pg_get_serial_sequence(%s, %s)"
        (sequence,) = self.server.execute(asked, [f'"{table.name}"', table.key]).fetchone() or ("",)
        if not sequence:
            return 0
        sql = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608
        (last,) = self.server.execute(sql).fetchone() or (0,)
        return int(last)

    def migrations(self) -> list[tuple[str, str]]:
        return [(app, name) for app, name in self._migrations]
