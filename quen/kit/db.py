"""Where SQLite and PostgreSQL differ: row comparison, plan hints, time limits, statistics."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Q,
    QuerySet,
    Value,
)

from quen.kit.rows import moment

_STEPS = 20_000
# Stands for a number that a query is repeated with; no id is below zero.
MARK = -(2**62)


class TooSlow(Exception):
    """A query ran into its time limit."""


class NoIndex(Func):
    """A column whose index must not be used: `+x` on SQLite; PostgreSQL's planner decides itself."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="+%(expressions)s", **extra)


class IsTrue(Func):
    """`(x IN (SELECT …)) IS TRUE`: PostgreSQL gathers the set once and makes no join of it."""

    output_field = BooleanField()
    template = "(%(expressions)s) IS TRUE"
    conditional = True

    def __init__(self, rule: Q) -> None:
        super().__init__(ExpressionWrapper(rule, output_field=BooleanField()))


class DaysBetween(Func):
    """Days from one moment to another, as a number: a hundred thousand come without a date object for each."""

    arity = 2
    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        start, end = map(compiler.compile, self.source_expressions)
        return f"(julianday({end[0]}) - julianday({start[0]}))", [*end[1], *start[1]]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        start, end = map(compiler.compile, self.source_expressions)
        sql = f"(EXTRACT(EPOCH FROM {end[0]} - {start[0]}) / 86400)::float8"
        return sql, [*end[1], *start[1]]


class RowCompare(Func):
    """`(a, b) < (x, y)`: keyset paging that both databases answer from one index range."""

    output_field = BooleanField()
    conditional = True

    def __init__(
        self, columns: Sequence[str], values: Sequence[Any], *, less: bool, same: bool = False
    ) -> None:
        self.sign = ("<" if less else ">") + ("=" if same else "")
        self.width = len(columns)
        super().__init__(*[F(c) for c in columns], *[Value(v) for v in values])

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        parts, params = [], []
        for expression in self.source_expressions:
            sql, given = compiler.compile(expression)
            parts.append(sql)
            params.extend(given)
        left, right = ", ".join(parts[: self.width]), ", ".join(parts[self.width :])
        return f"({left}) {self.sign} ({right})", params

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        resolved = super().resolve_expression(*args, **kwargs)
        resolved.sign, resolved.width = self.sign, self.width
        columns = resolved.source_expressions[: self.width]
        for column, value in zip(columns, resolved.source_expressions[self.width :], strict=True):
            # Values must be bound as their column is, or SQLite compares dates with text.
            value.output_field = column.output_field
        return resolved


def repeated(rows: QuerySet[Any], numbers: Sequence[int]) -> list[tuple[str, tuple[Any, ...]]]:
    """The query as SQL once for each of these numbers, which come where it says MARK.

    Building a query costs Django more than most cost the database, so it is built once.
    """
    sql, given = rows.query.sql_with_params()
    return [(sql, tuple(n if one == MARK else one for one in given)) for n in numbers]


def merged(
    rows: QuerySet[Any], numbers: Sequence[int], *, down: bool, limit: int
) -> list[tuple[Any, ...]]:
    """The first rows of the query for each of these numbers together, in order of its columns.

    SQLite walks an index for each side by side and stops at the limit.
    """
    compiler = rows.order_by().query.get_compiler(connection=connection)
    one, given = compiler.as_sql()
    sign = "DESC" if down else "ASC"
    order = ", ".join(f"{n + 1} {sign}" for n in range(len(compiler.select)))
    sql = f"{' UNION ALL '.join([one] * len(numbers))} ORDER BY {order} LIMIT {int(limit)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [n if value == MARK else value for n in numbers for value in given])
        found = cursor.fetchall()
    readers = compiler.get_converters(column for column, _sql, _alias in compiler.select)
    return [tuple(row) for row in compiler.apply_converters(found, readers)]


@contextmanager
def time_limit(milliseconds: int) -> Iterator[None]:
    """Stop queries inside the block after so many milliseconds. Raises TooSlow."""
    if connection.vendor == "postgresql":
        yield from _limit_postgres(milliseconds)
    else:
        yield from _limit_sqlite(milliseconds)


def _limit_sqlite(milliseconds: int) -> Iterator[None]:
    connection.ensure_connection()
    ends = time.monotonic() + milliseconds / 1000
    raw = connection.connection
    raw.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error):
            raise TooSlow from error
        raise
    finally:
        raw.set_progress_handler(None, 0)


def _limit_postgres(milliseconds: int) -> Iterator[None]:
    inside = connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(milliseconds)}")
            yield
            if inside:  # the limit would outlive this block; else it ends with the transaction
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if "statement timeout" in str(error):
            raise TooSlow from error
        raise


def move_forward(table: str, ids: Sequence[int], at: datetime) -> None:
    """Set `last_activity_at` of these rows to `at`: never back, and not for less than a minute.

    Told in SQL, because every event does it and building the query cost a third of an event.
    """
    marks = ", ".join(["%s"] * len(ids))
    sql = (
        f"UPDATE {table} SET last_activity_at = %s WHERE id IN ({marks}) AND last_activity_at < %s"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment(at), *ids, moment(at - timedelta(minutes=1))])


def analyze(*tables: str) -> None:
    """Refresh the planner's statistics after a great change.

    Outside a transaction PostgreSQL sweeps too: until then every row found in an index is looked for
    in its table as well, which made lists of a freshly loaded database three times as dear.
    """
    sweeps = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        for table in tables:
            verb = "VACUUM (ANALYZE)" if sweeps else "ANALYZE"
            cursor.execute(f"{verb} {connection.ops.quote_name(table)}")


def lock(name: str) -> None:
    """Hold a named lock until the transaction ends; on SQLite the write lock is held already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
