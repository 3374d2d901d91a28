"""Rows as JSON takes them: many by their ids, in SQL that is made once for each shape.

Building a query costs Django more than running it, and programs ask the same few shapes for every
page (docs/performance.md).
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, DecimalField, Model

Reader = Callable[[Any], Any]
Row = tuple[Any, ...]
_PLAIN = {str, int, type(None), bool}


def plain(value: Any) -> Any:
    """JSON-able: decimals as text without needless zeros, moments as ISO."""
    if type(value) in _PLAIN:
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "normalize"):
        return format(value.normalize(), "f")
    return value


def rows_by(
    model: type[Model], columns: tuple[str, ...], by: str, ids: Sequence[int], order: str = ""
) -> list[Row]:
    """These columns of the rows whose `by` is one of `ids`; `order` is SQL of the code's own."""
    if not ids:
        return []
    head, tail, readers = _shape(connection.vendor, model, columns, by, order)
    with connection.cursor() as cursor:
        cursor.execute(f"{head}{', '.join(['%s'] * len(ids))}{tail}", ids)
        found = cursor.fetchall()
    if not readers:
        return list(found)
    return [_read(list(row), readers) for row in found]


def _read(row: list[Any], readers: Sequence[tuple[int, Reader]]) -> Row:
    for at, read in readers:
        if row[at] is not None:
            row[at] = read(row[at])
    return tuple(row)


@cache
def _shape(
    vendor: str, model: type[Model], columns: tuple[str, ...], by: str, order: str
) -> tuple[str, str, list[tuple[int, Reader]]]:
    """The statement before and behind its ids, and what reads the columns that need it."""
    quote = connection.ops.quote_name
    known: dict[str, Any] = {f.attname: f for f in model._meta.concrete_fields}
    names = ", ".join(quote(known[name].column) for name in columns)
    head = f"SELECT {names} FROM {quote(model._meta.db_table)} WHERE {quote(known[by].column)} IN ("  # noqa: S608
    readers = [(at, _reader(known[name], vendor)) for at, name in enumerate(columns)]
    tail = f") ORDER BY {order}" if order else ")"
    return head, tail, [(at, read) for at, read in readers if read is not None]


def _reader(field: Any, vendor: str) -> Reader | None:
    """From what the database gives to what JSON takes; None where they are the same."""
    if isinstance(field, DateTimeField) and vendor == "sqlite":
        return _moment
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if not steps:
        return plain if isinstance(field, (DateField, DecimalField)) else None

    def read(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return plain(value)

    return read


def _moment(at: Any) -> str:
    """SQLite keeps moments in UTC without saying so."""
    return f"{at.isoformat()}+00:00"
