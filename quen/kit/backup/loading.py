"""Putting the rows of an archive into a database that has its tables and nobody's work yet.

Triggers sleep meanwhile: what they would add stands in the archive already. All or nothing.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import DataError, connection

from quen.kit.backup import BackupFailed
from quen.kit.backup.archive import Archive
from quen.kit.backup.snapshot import AT_ONCE, lines, snapshot
from quen.kit.backup.tables import Table
from quen.kit.backup.values import converted, local_values, readers
from quen.kit.postgres import bare

if TYPE_CHECKING:
    import psycopg

Told = Callable[[str], object]


def load(archive: Archive, told: Told = lambda table: None) -> None:
    """Load every table and its sequence. Raises BackupFailed where a row does not fit."""
    names = sorted(archive.manifest.tables)
    if connection.vendor == "postgresql":
        _load_postgres(archive, names, told)
    else:
        _load_sqlite(archive, names, told)


def verify(archive: Archive, told: Told = lambda table: None) -> None:
    """Read every table back and compare its hash with the manifest. Raises BackupFailed."""
    with snapshot() as now:
        for name, wanted in sorted(archive.manifest.tables.items()):
            told(name)
            digest = hashlib.sha256()
            for line in lines(now, archive.table(name)):
                digest.update(line)
            if digest.hexdigest() != wanted["sha256"]:
                raise BackupFailed(
                    f"The table {name} did not come back as it was. The database was not taken over; "
                    "keep the backup and ask for help with this message."
                )


def _ready(archive: Archive, name: str, vendor: str) -> Iterator[list[Any]]:
    table = archive.table(name)
    by = readers(table.columns, vendor)
    own = local_values(name, table.columns, vendor)
    for row in archive.rows(name):
        made = converted(row, by)
        for at, value in own:
            made[at] = value
        yield made


def _quoted(table: Table) -> str:
    return ", ".join(f'"{name}"' for name, _kind in table.columns)


def _load_sqlite(archive: Archive, names: list[str], told: Told) -> None:
    path = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN IMMEDIATE")
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _sql in triggers:
            database.execute(f'DROP TRIGGER "{name}"')
        for name in names:
            told(name)
            _fill_sqlite(database, archive, name)
        for _name, sql in triggers:
            database.execute(sql)
        _index_text(database)
        if found := database.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupFailed(f"A row of {found[0]} points at one of {found[2]} that is missing.")
        database.execute("COMMIT")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_sqlite(database: sqlite3.Connection, archive: Archive, name: str) -> None:
    table = archive.table(name)
    marks = ", ".join("?" * len(table.columns))
    sql = f'INSERT INTO "{name}" ({_quoted(table)}) VALUES ({marks})'  # noqa: S608
    database.execute(f'DELETE FROM "{name}"')  # noqa: S608
    rows = _ready(archive, name, "sqlite")
    while batch := list(islice(rows, AT_ONCE)):
        database.executemany(sql, batch)
    if table.counts:
        database.execute("DELETE FROM sqlite_sequence WHERE name = ?", [name])
        last = archive.manifest.tables[name]["last_id"]
        database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, last])


def _index_text(database: sqlite3.Connection) -> None:
    """Full-text tables lie over the rows of others and are filled from them."""
    sql = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%content=%'"
    for (name,) in database.execute(sql).fetchall():
        database.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608


def _load_postgres(archive: Archive, names: list[str], told: Told) -> None:
    quoted = ", ".join(f'"{name}"' for name in names)
    with bare() as server:
        server.execute(f"TRUNCATE {quoted}")
        for name in names:
            server.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        for name in names:
            told(name)
            try:
                with connection.wrap_database_errors:
                    _fill_postgres(server, archive, name)
            except DataError as error:
                words = str(error).strip().splitlines()[0]
                raise BackupFailed(f"PostgreSQL does not take a row of {name}: {words}.") from error
        server.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            server.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill_postgres(server: "psycopg.Connection[Any]", archive: Archive, name: str) -> None:
    table = archive.table(name)
    copy = f'COPY "{name}" ({_quoted(table)}) FROM STDIN'
    with server.cursor() as cursor, cursor.copy(copy) as into:
        for row in _ready(archive, name, "postgresql"):
            into.write_row(row)
    if table.counts and (last := archive.manifest.tables[name]["last_id"]):
        sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
        server.execute(sql, [f'"{name}"', table.key, last])
