"""Many rows of a table below the ORM: plain values, and one statement for all of them.

`bulk_create` and `bulk_update` cost five to twenty times what the database does with the same rows.
Values are those that model instances hold. Nothing is filled in by itself: no default, no `auto_now`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection, models

Row = Sequence[Any]
# A COPY takes two more trips to the server than an INSERT.
_FEW = 20
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of values in the order of `columns` (as attributes are called: "owner_id")."""
    target = _target(model, tuple(columns))
    ready = list(target.ready(rows))
    if not ready:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(target.insert_many(1), ready)
        elif len(ready) <= _FEW:
            cursor.execute(target.insert_many(len(ready)), _flat(ready))
        else:
            _copy(cursor, target, ready)


def insert_all(records: Sequence[Any]) -> None:
    """Insert new instances of one model with all their columns; they know their ids afterwards."""
    if not records:
        return
    model: type[models.Model] = type(records[0])
    for record, pk in zip(records, free_ids(model, len(records)), strict=True):
        record.pk, record._state.adding, record._state.db = pk, False, connection.alias
    columns = _attributes(model)
    insert(model, columns, map(attrgetter(*columns), records))


def upsert(
    model: type[models.Model], columns: Sequence[str], unique: Sequence[str], rows: Iterable[Row]
) -> list[tuple[Any, ...]]:
    """Insert rows, or bring those up to date that stand under the `unique` columns; gives the id and
    the `unique` columns of each, in no order."""
    target = _target(model, tuple(columns))
    ready = list(target.ready(rows))
    if not ready:
        return []
    key = ", ".join(unique)
    written = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in unique)
    conflict = f" ON CONFLICT ({key}) DO UPDATE SET {written} RETURNING id, {key}"
    with connection.cursor() as cursor:
        cursor.execute(target.insert_many(len(ready)) + conflict, _flat(ready))
        return list(cursor.fetchall())


def update_all(records: Sequence[Any], columns: Sequence[str]) -> None:
    """Write these columns of instances of one model, which differ from each other."""
    if not records or not columns:
        return
    model: type[models.Model] = type(records[0])
    target = _target(model, (*columns, "id"))
    ready = list(target.ready(map(attrgetter(*target.columns), records)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(target.update_many(len(ready)), _flat(ready))
        else:
            cursor.executemany(target.update_one, ready)


def ready(model: type[models.Model], columns: Sequence[str], values: Row) -> Row:
    """One row's values as the database takes them, for a statement of one's own."""
    return next(_target(model, tuple(columns)).ready([values]))


def moment(at: datetime | None) -> Any:
    """A moment as the database takes it."""
    return _text_of(at) if connection.vendor == "sqlite" else at


def free_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids for so many new rows. SQLite keeps none back, so they must be inserted at once, in the
    transaction (which there is the only one that writes)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sql, [table, count])
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        return range(last + 1, last + 1 + count)


@dataclass(frozen=True)
class _Target:
    """A table with some of its columns: the statements that write them, and how values become theirs."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @cached_property
    def fields(self) -> list[Any]:
        by_name = {f.attname: f for f in self.model._meta.concrete_fields}
        return [by_name[name] for name in self.columns]

    @cached_property
    def quoted(self) -> list[str]:
        return [connection.ops.quote_name(f.column) for f in self.fields]

    @cached_property
    def into(self) -> str:
        table = connection.ops.quote_name(self.model._meta.db_table)
        return f"{table} ({', '.join(self.quoted)})"

    @cached_property
    def marks(self) -> str:
        return f"({', '.join(['%s'] * len(self.columns))})"

    def insert_many(self, count: int) -> str:
        return f"INSERT INTO {self.into} VALUES {', '.join([self.marks] * count)}"  # noqa: S608

    @cached_property
    def update_one(self) -> str:
        written = ", ".join(f"{name} = %s" for name in self.quoted[:-1])
        return f"UPDATE {self.model._meta.db_table} SET {written} WHERE id = %s"  # noqa: S608

    def update_many(self, count: int) -> str:
        """One statement for all rows: PostgreSQL plans each statement of an executemany anew."""
        written = ", ".join(
            f"{name} = v.column{n}::{_cast(field)}"
            for n, (name, field) in enumerate(zip(self.quoted, self.fields, strict=True), 1)
            if field.attname != "id"
        )
        values, last = ", ".join([self.marks] * count), len(self.columns)
        table = self.model._meta.db_table
        return f"UPDATE {table} SET {written} FROM (VALUES {values}) v WHERE id = v.column{last}"  # noqa: S608

    @cached_property
    def turned(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """Places whose values the database takes in another shape."""
        turns = ((n, _turn(field)) for n, field in enumerate(self.fields))
        return [(n, turn) for n, turn in turns if turn]

    def ready(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            values = list(row)
            for n, turn in self.turned:
                values[n] = turn(values[n])
            yield values


@lru_cache(maxsize=256)
def _target(model: type[models.Model], columns: tuple[str, ...]) -> _Target:
    return _Target(model, columns)


@lru_cache(maxsize=64)
def _attributes(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields)


def _turn(field: Any) -> Callable[[Any], Any] | None:
    """How a field's value becomes the database's; None where it is taken as it stands."""
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateTimeField):
        return _text_of if connection.vendor == "sqlite" else None
    if isinstance(field, (*_PLAIN, models.ForeignKey)):
        return None
    return partial(field.get_db_prep_save, connection=connection)


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


@lru_cache(maxsize=1024)  # rows that are written together share their moments
def _text_of(at: datetime | None) -> str | None:
    return None if at is None else str(at.astimezone(UTC).replace(tzinfo=None))


def _cast(field: Any) -> str:
    """The type of a value in VALUES; text without a length, so that what is too long is refused."""
    return "text" if isinstance(field, models.CharField) else str(field.db_type(connection))


def _copy(cursor: Any, target: _Target, rows: Sequence[Row]) -> None:
    with cursor.copy(f"COPY {target.into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _flat(rows: Sequence[Row]) -> list[Any]:
    return [value for row in rows for value in row]
