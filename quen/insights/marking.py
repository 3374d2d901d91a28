"""Triggers that mark the days a change of a record touches, whoever makes it: pages, imports, plain SQL.

They stand in the database because only there the values before are at hand for nothing. A migration
that alters a table of a source ends with `install`, since SQLite makes the table anew and drops its
triggers; `tallies.keep_right` finds triggers that are missing, and counts anew what they missed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from quen.insights import record_marking
from quen.insights.sources import SOURCES, Source

VERBS = ("added", "changed", "removed")
# Of the rows that records are made of.
LINE_VERBS = ("line_added", "line_changed", "line_removed")


def install(connection: Any, type_key: str = "") -> None:
    """Create the triggers of all sources, or of those of one record type, as far as their columns stand."""
    install_for(connection, _sources(type_key))
    record_marking.install(connection, type_key)


def install_for(connection: Any, sources: Iterable[Source]) -> None:
    """Create the triggers of these sources, as far as their columns stand."""
    with connection.cursor() as cursor:
        for source in sources:
            if _stands(connection, cursor, source):
                for sql in (*_dropping(connection, source), *_making(connection, source)):
                    cursor.execute(sql)


def remove(connection: Any, type_key: str = "") -> None:
    """Drop the triggers: before their tables go, and while very much is loaded that is counted later."""
    with connection.cursor() as cursor:
        for source in _sources(type_key):
            if _columns(connection, cursor, source):
                for sql in _dropping(connection, source):
                    cursor.execute(sql)
    record_marking.remove(connection, type_key)


def missing(connection: Any) -> set[str]:
    """Keys of the sources whose triggers do not all stand."""
    stand = standing(connection)
    return {s.key for s in SOURCES.values() if not {_name(s, v) for v in _verbs(s)} <= stand}


def standing(connection: Any) -> set[str]:
    """The names of all triggers of the database."""
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name for (name,) in cursor.fetchall()}


def _sources(type_key: str) -> list[Source]:
    return [s for s in SOURCES.values() if not type_key or s.noun == type_key]


def _verbs(source: Source) -> tuple[str, ...]:
    return (*VERBS, *LINE_VERBS) if source.lines else VERBS


def _stands(connection: Any, cursor: Any, source: Source) -> bool:
    """Whether all columns are there that its triggers read."""
    if not _columns(connection, cursor, source).issuperset(source.watched):
        return False
    tables = connection.introspection.table_names(cursor)
    return not source.lines or {_line_table(source), "insights_linemark"}.issubset(tables)


def _columns(connection: Any, cursor: Any, source: Source) -> set[str]:
    """The columns of a source's table; none where it is not there (yet)."""
    if _table(source) not in connection.introspection.table_names(cursor):
        return set()
    cursor.execute(f"SELECT * FROM {_table(source)} LIMIT 0")  # noqa: S608 - a model's table
    return {column[0] for column in cursor.description}


def _table(source: Source) -> str:
    return source.model._meta.db_table


def _line_table(source: Source) -> str:
    return source.lines.model._meta.db_table if source.lines else ""


def _name(source: Source, verb: str) -> str:
    return f"insights_{source.key.replace('.', '_')}_{verb}"


def _dropping(connection: Any, source: Source) -> Iterator[str]:
    names = {_table(source): VERBS}
    if source.lines:
        names[_line_table(source)] = LINE_VERBS
    for table, verbs in names.items():
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        for verb in verbs:
            yield f"DROP TRIGGER IF EXISTS {_name(source, verb)}{on}"


def _making(connection: Any, source: Source) -> Iterable[str]:
    if connection.vendor == "postgresql":
        return (*_postgres(source), *(_postgres_lines(source) if source.lines else ()))
    return (*_sqlite(source), *(_sqlite_lines(source) if source.lines else ()))


def _counts(source: Source, row: str) -> str:
    """Whether a row counts, in SQL; the values come from declarations, never from people."""
    known = [f"{row}.{column} = '{value}'" for column, value in source.where]
    return " AND ".join([f"{row}.deleted_at IS NULL", f"{row}.{source.moment} IS NOT NULL", *known])


def _mark(source: Source, row: str) -> str:
    return (
        "INSERT INTO insights_mark (source, at, owner_id) "
        f"SELECT '{source.key}', {row}.{source.moment}, COALESCE({row}.owner_id, 0) "
        f"WHERE {_counts(source, row)}"
    )


def _differs(source: Source, same: str) -> str:
    return " OR ".join(f"old.{name} IS {same} new.{name}" for name in source.watched)


def _sqlite(source: Source) -> Iterator[str]:
    table, of = _table(source), ", ".join(source.watched)
    yield (
        f"CREATE TRIGGER {_name(source, 'added')} AFTER INSERT ON {table} "
        f"WHEN {_counts(source, 'new')} BEGIN {_mark(source, 'new')}; END"
    )
    yield (
        f"CREATE TRIGGER {_name(source, 'changed')} AFTER UPDATE OF {of} ON {table} "
        f"WHEN {_differs(source, 'NOT')} "
        f"BEGIN {_mark(source, 'old')}; {_mark(source, 'new')}; END"
    )
    yield (
        f"CREATE TRIGGER {_name(source, 'removed')} AFTER DELETE ON {table} "
        f"WHEN {_counts(source, 'old')} BEGIN {_mark(source, 'old')}; END"
    )


def _postgres(source: Source) -> Iterator[str]:
    table, of, function = _table(source), ", ".join(source.watched), _name(source, "mark")
    yield f"""
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {_mark(source, "old")}; END IF;
    IF TG_OP <> 'DELETE' THEN {_mark(source, "new")}; END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""
    for verb, when in (
        ("added", f"AFTER INSERT ON {table} FOR EACH ROW WHEN ({_counts(source, 'new')})"),
        (
            "changed",
            f"AFTER UPDATE OF {of} ON {table} FOR EACH ROW "
            f"WHEN ({_differs(source, 'DISTINCT FROM')})",
        ),
        ("removed", f"AFTER DELETE ON {table} FOR EACH ROW WHEN ({_counts(source, 'old')})"),
    ):
        yield f"CREATE TRIGGER {_name(source, verb)} {when} EXECUTE FUNCTION {function}()"


def _mark_by_line(source: Source, row: str) -> str:
    """A mark for the record that a line belongs to."""
    joint = source.lines.joint if source.lines else ""
    return (
        "INSERT INTO insights_linemark (source, record_id) "
        f"SELECT '{source.key}', {row}.{joint} WHERE {row}.{joint} IS NOT NULL"
    )


def _line_change(source: Source) -> str:
    """A change of what counts: the day a stay ended changes no count."""
    lines = source.lines
    return f"UPDATE OF {', '.join((lines.joint, *lines.columns))}" if lines else "UPDATE"


def _sqlite_lines(source: Source) -> Iterator[str]:
    before, after = _mark_by_line(source, "old"), _mark_by_line(source, "new")
    whens = ("INSERT", after), (_line_change(source), f"{before}; {after}"), ("DELETE", before)
    for verb, (when, sql) in zip(LINE_VERBS, whens, strict=True):
        name = _name(source, verb)
        yield f"CREATE TRIGGER {name} AFTER {when} ON {_line_table(source)} BEGIN {sql}; END"


def _postgres_lines(source: Source) -> Iterator[str]:
    table, function = _line_table(source), _name(source, "line_mark")
    yield f"""
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {_mark_by_line(source, "old")}; END IF;
    IF TG_OP <> 'DELETE' THEN {_mark_by_line(source, "new")}; END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""
    for verb, when in zip(LINE_VERBS, ("INSERT", _line_change(source), "DELETE"), strict=True):
        yield (
            f"CREATE TRIGGER {_name(source, verb)} AFTER {when} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
