"""PostgreSQL's own driver beside Django's pool."""

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    import psycopg


def bare(**more: Any) -> "psycopg.Connection[Any]":
    """A connection of its own to Django's database. Raises psycopg.Error."""
    import psycopg  # noqa: PLC0415 - on SQLite every start would pay a fifth of a second

    return psycopg.connect(**connection.get_connection_params() | more)
