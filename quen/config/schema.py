"""Whether the database fits this code, and bringing it there.

A complete schema is marked with a digest of its migrations. So an upgrade that was cut off half-way
is told from a database that an older Quen left whole: only the second may be upgraded unasked.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from quen.config.upgrading import upgraded
from quen.kit.cli import Failed
from quen.kit.postgres import bare

# The mark is a row of Django's own migration table: it is there before our first table is.
MARK = "quen"
UPGRADE_LOCK = 7_836_001
Key = tuple[str, str]


class State(Enum):
    """How a database stands to this code."""

    EMPTY = "empty"
    READY = "ready"
    BEHIND = "left whole by an older Quen"
    HALF = "half-migrated"
    NEWER = "made by a newer Quen"
    FOREIGN = "not Quen's"


REFUSALS = {
    State.HALF: (
        "The database is half-migrated: {lacking}. Restore the backup made before the upgrade, or run "
        "`quen migrate` to go on with it."
    ),
    State.NEWER: (
        "The database was made by a newer version of Quen. Start that version, or restore a backup "
        "made with this one."
    ),
    State.FOREIGN: (
        "The database holds tables that are not Quen's. Name an empty database in DATABASE_URL."
    ),
}


def make_ready(say: Callable[[str], object] = str) -> State:
    """Create or upgrade the schema where that is safe; gives the state that was found.

    `say` is told before something that takes time. Raises Failed with a sentence where the database must not be touched.
    """
    reach()
    check_encoding()
    with _alone():
        found, lacking = examine()
        if found in REFUSALS:
            raise Failed(REFUSALS[found].format(lacking=lacking))
        if found is not State.READY:
            _bring_up(found, say)
    return found


def _bring_up(found: State, say: Callable[[str], object]) -> None:
    if found is State.EMPTY:
        say("Preparing the database …")
        migrate()
    elif found is not State.READY:
        upgraded(migrate, say=say, backup=found is State.BEHIND)
    else:
        migrate()


def finish(say: Callable[[str], object] = str) -> State:
    """Like `make_ready`, but goes on with an upgrade that was cut off; gives the state found."""
    reach()
    check_encoding()
    with _alone():
        found, _ = examine()
        if found in (State.NEWER, State.FOREIGN):
            raise Failed(REFUSALS[found])
        _bring_up(found, say)
    return found


def migrate() -> None:
    """Run what is pending, then mark the schema as complete. Raises Failed."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, InconsistentMigrationHistory) as error:
        raise Failed(
            f"The database could not be migrated: {_first_line(error)}. Nothing was lost: a backup was "
            "made before. Ask for help with this message."
        ) from error
    _mark()


def examine() -> tuple[State, str]:
    """How the database stands to this code, and what it lacks, in words."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    missing = _tables_expected(executor.loader) - tables
    return _state(tables, executor.loader, len(plan), missing), _lacking(len(plan), missing)


def _state(tables: set[str], loader: MigrationLoader, waiting: int, missing: set[str]) -> State:
    applied = _of_apps(loader.applied_migrations)
    if not tables:
        return State.EMPTY
    if not applied:
        return State.FOREIGN
    if applied - _known(loader):
        return State.NEWER
    if waiting:
        return State.BEHIND if _marked() == _digest(applied) else State.HALF
    return State.HALF if missing else State.READY


def _lacking(waiting: int, missing: set[str]) -> str:
    if waiting:
        return f"{waiting} of its migrations did not run"
    return (
        f"its tables {', '.join(sorted(missing))} are missing" if missing else "nothing is missing"
    )


def reach() -> None:
    """Connect once without the pool, which would try for long before it says why it cannot."""
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors:
            bare(connect_timeout=5).close()
    else:
        connection.ensure_connection()


def check_encoding() -> None:
    """PostgreSQL in another encoding or with the locale C cannot search Thai. Raises Failed."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
        )
        encoding, ctype = cursor.fetchone()
    if encoding != "UTF8" or ctype in ("C", "POSIX"):
        raise Failed(
            f"The PostgreSQL database is made with encoding {encoding} and locale {ctype}. Make it anew "
            "with: CREATE DATABASE … ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' TEMPLATE template0."
        )


@contextmanager
def _alone() -> Iterator[None]:
    """One upgrade at a time where several machines start on one PostgreSQL."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [UPGRADE_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [UPGRADE_LOCK])


def _of_apps(applied: Iterable[Key]) -> set[Key]:
    return {key for key in applied if key[0] != MARK}


def _known(loader: MigrationLoader) -> set[Key]:
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return set(loader.disk_migrations) | replaced


def _tables_expected(loader: MigrationLoader) -> set[str]:
    """What the migrations leave behind, rather than the models: these may be ahead while one writes."""
    return {
        model.options.get("db_table") or f"{app}_{name}"
        for (app, name), model in loader.project_state().models.items()
        if model.options.get("managed", True)
        and not model.options.get("proxy")
        and (app, name) != ("auth", "user")  # swapped for our own colleague
    }


def _mark() -> None:
    mark_as(_digest(_of_apps(MigrationRecorder(connection).applied_migrations())))


def mark_as(digest: str) -> None:
    """Mark the schema as complete with a digest (that of a backup, when one comes back)."""
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app=MARK).delete()
    recorder.record_applied(MARK, digest)


def _marked() -> str:
    row = MigrationRecorder(connection).migration_qs.filter(app=MARK).first()
    return row.name if row else ""


def _digest(applied: set[Key]) -> str:
    return hashlib.sha256(repr(sorted(applied)).encode()).hexdigest()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else repr(error)
