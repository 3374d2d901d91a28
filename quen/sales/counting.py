"""Triggers that add every change of an open deal to the tallies, whoever makes it.

They stand in the database and not in the actions, because a tally must follow bulk edits, imports,
restored records and undone changes alike, and only there the values before are at hand for nothing.
A migration that alters deals ends with `install`: SQLite makes the table anew and drops its triggers.
Live deals are never deleted, only what has been in the trash, so a deletion counts nothing.
"""

from typing import Any

_KEY = "stage_id, owner_id, team_id, currency, probability"
_INTO = f"INSERT INTO sales_tally ({_KEY}, count, amount)"


def _values(row: str, sign: str) -> str:
    key = ", ".join(f"{row}.{name}" for name in _KEY.split(", "))
    return f"{key}, {sign}1, {sign}{row}.amount"


def _counts(row: str) -> str:
    return f"{row}.state = 'open' AND {row}.deleted_at IS NULL"


_WATCHED = f"{_KEY}, amount, state, deleted_at"
_DIFFERS = " OR ".join(f"old.{name} IS {{not_same}} new.{name}" for name in _WATCHED.split(", "))
_SQLITE = (
    f"""
CREATE TRIGGER IF NOT EXISTS sales_deal_counted AFTER INSERT ON sales_deal WHEN {_counts("new")}
BEGIN {_INTO} VALUES ({_values("new", "")}); END
""",  # noqa: S608
    f"""
CREATE TRIGGER IF NOT EXISTS sales_deal_recounted AFTER UPDATE OF {_WATCHED} ON sales_deal
WHEN {_DIFFERS.format(not_same="NOT")}
BEGIN
    {_INTO} SELECT {_values("old", "-")} WHERE {_counts("old")};
    {_INTO} SELECT {_values("new", "")} WHERE {_counts("new")};
END
""",
)
_POSTGRES = (
    f"""
CREATE OR REPLACE FUNCTION sales_deal_count() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND {_counts("old")} THEN
        {_INTO} VALUES ({_values("old", "-")});
    END IF;
    IF {_counts("new")} THEN
        {_INTO} VALUES ({_values("new", "")});
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql
""",  # noqa: S608
    "DROP TRIGGER IF EXISTS sales_deal_counted ON sales_deal",
    "DROP TRIGGER IF EXISTS sales_deal_recounted ON sales_deal",
    """
CREATE TRIGGER sales_deal_counted AFTER INSERT ON sales_deal
FOR EACH ROW EXECUTE FUNCTION sales_deal_count()
""",
    f"""
CREATE TRIGGER sales_deal_recounted AFTER UPDATE OF {_WATCHED} ON sales_deal
FOR EACH ROW WHEN ({_DIFFERS.format(not_same="DISTINCT FROM")})
EXECUTE FUNCTION sales_deal_count()
""",
)


def install(connection: Any) -> None:
    """Create the triggers (harmless when they stand)."""
    with connection.cursor() as cursor:
        for sql in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(sql)


def remove(connection: Any) -> None:
    """Drop the triggers, before their tables go."""
    on = " ON sales_deal" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("sales_deal_counted", "sales_deal_recounted"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
