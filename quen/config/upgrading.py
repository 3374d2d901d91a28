"""An upgrade with a way back: a backup first, and on SQLite the old file again when it fails."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from quen.kit.backup import BackupFailed, archive, shelf
from quen.kit.cli import Failed

Say = Callable[[str], object]


def upgraded(migrate: Callable[[], None], *, say: Say, backup: bool) -> None:
    """Make a backup, then `migrate`. Raises Failed; on SQLite the database is then as it was.

    `backup` is False for a database that is half-migrated: nobody knows what its tables hold.
    """
    if backup:
        say("Making a backup before the upgrade …")
        path = shelf.fresh_path()
        try:
            archive.write(path)
        except BackupFailed as error:
            raise Failed(f"The upgrade was not begun, for there is no backup. {error}") from error
    with _way_back():
        say("Upgrading the database …")
        migrate()


@contextmanager
def _way_back() -> Iterator[None]:
    """PostgreSQL takes back a migration that fails by itself; SQLite gets its file again."""
    if connection.vendor != "sqlite":
        yield
        return
    true = Path(connection.settings_dict["NAME"])
    before = true.with_name(f"{true.name}.before-upgrade")
    _copy(true, before)
    try:
        yield
    except BaseException as error:
        connection.close()
        for ending in ("-wal", "-shm"):
            true.with_name(true.name + ending).unlink(missing_ok=True)
        os.replace(before, true)
        if isinstance(error, Failed):
            words = f"{error} The database is as it was before; start the version that made it."
            raise Failed(words) from error
        raise
    before.unlink(missing_ok=True)


def _copy(true: Path, before: Path) -> None:
    try:
        before.unlink(missing_ok=True)
        with closing(sqlite3.connect(true)) as source, closing(sqlite3.connect(before)) as target:
            source.backup(target)
    except (OSError, sqlite3.Error) as error:
        before.unlink(missing_ok=True)
        raise Failed(
            f"The upgrade was not begun: there is no room for a copy of {true.name} beside it ({error})."
        ) from error
