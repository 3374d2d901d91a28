"""Putting very many rows into tables fast: the demo's own door, used by nothing else."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

CHUNK = 5_000


def moment(at: datetime | None) -> Any:
    """A moment as this database takes it."""
    return connection.ops.adapt_datetimefield_value(at) if at else None


def text(facts: Any) -> str:
    """JSON as both databases take it."""
    return json.dumps(facts, ensure_ascii=False)


def next_id(model: type[Model]) -> int:
    """The first free id."""
    return (model._base_manager.aggregate(top=Max("pk"))["top"] or 0) + 1


def load(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of finished values, a transaction for each 5,000; gives how many."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(model._meta.get_field(c).column) for c in columns)
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    done = 0
    for chunk in _chunks(iter(rows)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, chunk)
        done += len(chunk)
    return done


def _chunks(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def reset_sequences(models: Sequence[type[Model]]) -> None:
    """PostgreSQL's counters go on after the ids that were given by hand."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(sql)
