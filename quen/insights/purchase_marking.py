"""Triggers that mark records which were bought, changed or taken back, whoever writes them.

As those of tallies (quen.insights.marking) they read no other table, and a migration that alters a
watched table puts them back: both are installed together.
"""

from collections.abc import Iterator
from typing import Any

from quen.insights.purchase_kinds import KINDS, Kind, Watched

VERBS = ("added", "changed", "removed")


def install(connection: Any, noun: str = "") -> None:
    """Create the triggers, or those of one record type, as far as their tables stand."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for kind, place, watched in _all(noun):
            if {watched.model._meta.db_table, "insights_purchasemark"} <= tables:
                for sql in (*_dropping(connection, kind, place, watched),
                            *_making(connection, kind, place, watched)):  # fmt: skip
                    cursor.execute(sql)


def remove(connection: Any, noun: str = "") -> None:
    """Drop them: before their tables go, and while very much is loaded that is read later."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for kind, place, watched in _all(noun):
            if watched.model._meta.db_table in tables:
                for sql in _dropping(connection, kind, place, watched):
                    cursor.execute(sql)


def names() -> set[str]:
    """The names of all triggers that should stand."""
    return {
        _name(kind, place, verb) for kind, place, _watched in _all("") for verb in VERBS
    }  # fmt: skip


def _all(noun: str) -> Iterator[tuple[Kind, int, Watched]]:
    for kind in KINDS.values():
        if not noun or kind.noun == noun:
            for place, watched in enumerate(kind.watched):
                yield kind, place, watched


def _name(kind: Kind, place: int, verb: str) -> str:
    return f"insights_bought_{kind.key}_{place}_{verb}"


def _dropping(connection: Any, kind: Kind, place: int, watched: Watched) -> Iterator[str]:
    table = watched.model._meta.db_table
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    for verb in VERBS:
        yield f"DROP TRIGGER IF EXISTS {_name(kind, place, verb)}{on}"


def _making(connection: Any, kind: Kind, place: int, watched: Watched) -> Iterator[str]:
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
        marks = [_mark(kind, watched, row) for row in rows]
        yield from make(_name(kind, place, verb), moment, when, marks)


def _counts(watched: Watched, row: str) -> str:
    """Whether a row matters, in SQL; the values come from declarations, never from people."""
    known = [f"{row}.{column} = '{value}'" for column, value in watched.where.items()]
    return " AND ".join(known) or f"{row}.{watched.column} IS NOT NULL"


def _mark(kind: Kind, watched: Watched, row: str) -> str:
    return (
        "INSERT INTO insights_purchasemark (kind, record_id) "
        f"SELECT '{kind.key}', {row}.{watched.column}"
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
