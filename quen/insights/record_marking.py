"""Triggers that mark records whose table of figures must read them anew, whoever changes them.

As those of tallies (quen.insights.marking) they read no other table, and a migration that alters a
watched table puts them back: both are installed together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

VERBS = ("added", "changed", "removed")


@dataclass(frozen=True)
class Watched:
    """A table whose rows count: the column that names the record, the columns whose change matters, and
    what holds of rows that matter (columns with a value)."""

    model: type[Model]
    column: str
    columns: tuple[str, ...]
    where: Mapping[str, str]


@dataclass(frozen=True)
class Watch:
    """What is watched for one kind of mark: `noun` is the record type whose migrations put the triggers
    back, `marks` the table that they write to (kind, record_id), `name` begins the triggers' names."""

    name: str
    kind: str
    noun: str
    marks: str
    watched: tuple[Watched, ...]


WATCHES: dict[str, Watch] = {}


def watch(name: str, **facts: Any) -> None:
    """Lend what is watched. Raises ValueError where the name is taken."""
    if name in WATCHES:
        raise ValueError(f"{name} is watched already")
    WATCHES[name] = Watch(name, **facts)


def install(connection: Any, noun: str = "") -> None:
    """Create the triggers, or those of one record type, as far as their tables stand."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for one, place, watched in _all(noun):
            if {watched.model._meta.db_table, one.marks} <= tables:
                for sql in (*_dropping(connection, one, place, watched),
                            *_making(connection, one, place, watched)):  # fmt: skip
                    cursor.execute(sql)


def remove(connection: Any, noun: str = "") -> None:
    """Drop them: before their tables go, and while very much is loaded that is read later."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for one, place, watched in _all(noun):
            if watched.model._meta.db_table in tables:
                for sql in _dropping(connection, one, place, watched):
                    cursor.execute(sql)


def names(marks: str) -> set[str]:
    """The names of all triggers that should stand for a table of marks."""
    return {
        _name(one, place, verb)
        for one, place, _watched in _all("")
        if one.marks == marks
        for verb in VERBS
    }


def _all(noun: str) -> Iterator[tuple[Watch, int, Watched]]:
    for one in WATCHES.values():
        if not noun or one.noun == noun:
            for place, watched in enumerate(one.watched):
                yield one, place, watched


def _name(one: Watch, place: int, verb: str) -> str:
    return f"insights_{one.name}_{place}_{verb}"


def _dropping(connection: Any, one: Watch, place: int, watched: Watched) -> Iterator[str]:
    table = watched.model._meta.db_table
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    for verb in VERBS:
        yield f"DROP TRIGGER IF EXISTS {_name(one, place, verb)}{on}"


def _making(connection: Any, one: Watch, place: int, watched: Watched) -> Iterator[str]:
    """For each verb its moment, when it matters, and the marks it leaves."""
    table, of = watched.model._meta.db_table, ", ".join((watched.column, *watched.columns))
    either = f"({_counts(watched, 'old')}) OR ({_counts(watched, 'new')})"
    ways = (
        ("added", f"AFTER INSERT ON {table}", _counts(watched, "new"), ("new",)),
        ("changed", f"AFTER UPDATE OF {of} ON {table}", either, ("old", "new")),
        ("removed", f"AFTER DELETE ON {table}", _counts(watched, "old"), ("old",)),
    )
    make = _postgres if connection.vendor == "postgresql" else _sqlite
    for verb, moment, when, rows in ways:
        marks = [_mark(one, watched, row) for row in rows]
        yield from make(_name(one, place, verb), moment, when, marks)


def _counts(watched: Watched, row: str) -> str:
    """Whether a row matters, in SQL; the values come from declarations, never from people."""
    known = [f"{row}.{column} = '{value}'" for column, value in watched.where.items()]
    return " AND ".join(known) or f"{row}.{watched.column} IS NOT NULL"


def _mark(one: Watch, watched: Watched, row: str) -> str:
    return (
        f"INSERT INTO {one.marks} (kind, record_id) SELECT '{one.kind}', {row}.{watched.column} "
        f"WHERE {row}.{watched.column} IS NOT NULL"
    )


def _sqlite(name: str, moment: str, when: str, marks: list[str]) -> Iterator[str]:
    yield f"CREATE TRIGGER {name} {moment} WHEN {when} BEGIN {'; '.join(marks)}; END"


def _postgres(name: str, moment: str, when: str, marks: list[str]) -> Iterator[str]:
    yield f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
BEGIN
    {"; ".join(marks)};
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""
    yield f"CREATE TRIGGER {name} {moment} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"
