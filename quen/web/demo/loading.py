"""Putting very many rows into tables fast: the demo's own door, used by nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import orjson
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

CHUNK = 5_000
_as_text = connection.vendor == "sqlite"  # moments; asked once, not five million times


def moment(at: datetime | None) -> Any:
    """A moment as this database takes it."""
    if at is None or not _as_text:
        return at
    return str((at if at.tzinfo is UTC else at.astimezone(UTC)).replace(tzinfo=None))


def text(facts: Any) -> str:
    """JSON as both databases take it."""
    return orjson.dumps(facts).decode()


def next_id(model: type[Model]) -> int:
    """The first free id."""
    return (model._base_manager.aggregate(top=Max("pk"))["top"] or 0) + 1


def load(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of finished values, a transaction for each 5,000; gives how many."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(_column(model, c)) for c in columns)
    table, done = quote(model._meta.db_table), 0
    for chunk in _chunks(iter(rows)):
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                _copy(cursor, f"COPY {table} ({names}) FROM STDIN", chunk)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", chunk)  # noqa: S608
        done += len(chunk)
    return done


def _copy(cursor: Any, sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def without_indexes(models: Sequence[type[Model]]) -> Iterator[None]:
    """Take the plain indexes of these tables away and make them again behind the load.

    Filling an index in its own order costs a tenth of filling it in the order of the rows. What is
    unique stays, because the load leans on it.
    """
    made = [sql for model in models for sql in _drop_indexes(model._meta.db_table)]
    if connection.vendor == "sqlite":
        _run(["PRAGMA cache_size=-400000", "PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF"])
    try:
        yield
    finally:
        _run(made)
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            connection.close()  # the next one has the settings of every connection


def _drop_indexes(table: str) -> list[str]:
    """Drop the plain indexes of a table; gives the statements that make them again."""
    question = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question, [table])
        plain = [(name, sql) for name, sql in cursor.fetchall() if "UNIQUE" not in sql]
    _run([f"DROP INDEX {connection.ops.quote_name(name)}" for name, _sql in plain])
    return [sql for _name, sql in plain]


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _chunks(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def reset_sequences(models: Sequence[type[Model]]) -> None:
    """PostgreSQL's counters go on after the ids that were given by hand."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(sql)
