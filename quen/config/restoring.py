"""Bringing a backup back: into an empty data folder or database, whole or not at all."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quen.config import schema
from quen.kit import fresh
from quen.kit.backup import BackupFailed
from quen.kit.backup.archive import FOLDERS, Archive, Manifest, names_outside, no_room, opened
from quen.kit.backup.loading import load, verify
from quen.kit.backup.tables import known, leaves
from quen.kit.cli import Failed

Told = Callable[[str], object]
After = Callable[[Manifest, Path], dict[str, Any]]


@dataclass(frozen=True)
class Restored:
    """What came back, counted, and what was done to it afterwards."""

    made_at: str
    tables: int
    rows: int
    files: int
    upgraded: bool
    after: dict[str, Any]


def restore(path: Path, *, after: After, told: Told = lambda words: None) -> Restored:
    """Bring the backup back here, verified, and `after(manifest, folder)` in the same breath.

    Raises Failed where this place is in use, or the backup is damaged or newer than this version; then
    nothing is left of the attempt.
    """
    with opened(path) as archive:
        _check(archive)
        with _whole_or_nothing(path), _empty_place(archive.manifest) as found:
            told("rows")
            _load(archive, told)
            done = after(archive.manifest, path.resolve().parent)
            told("files")
            files = _files(archive)
        _keep_key(archive)
        shown = archive.manifest
    return Restored(shown.made_at, len(shown.tables), shown.rows, files, found, done)


def _check(archive: Archive) -> None:
    """What can be known before anything is written."""
    manifest = archive.manifest
    unknown = manifest.applied() - known()
    if unknown:
        raise BackupFailed(
            f"{archive.name} was made by a newer version of Quen ({manifest.quen}): bring it back with "
            "that version."
        )
    if bad := names_outside(manifest.files):
        raise BackupFailed(f"{archive.name} is no backup of Quen: it holds {bad[0]}.")
    given = settings.ENV.secret_key
    own = Path(settings.DATA) / "secret_key"
    kept = own.read_text().strip() if own.exists() else ""
    if given != kept and _sha256(given) != manifest.key_sha256:
        raise Failed(
            "QUEN_SECRET_KEY is not the key of the installation that made this backup. Unset it (the "
            "backup brings its own), or set the one of that time."
        )
    archive.check()


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[None]:
    """Failures of the disk and the database as sentences."""
    try:
        yield
    except OSError as error:
        raise BackupFailed(no_room(error, Path(settings.DATA))) from error
    except DatabaseFailure as error:
        words = str(error).strip().splitlines()[0]
        if "disk is full" in words:
            words = f"there is no room left in {settings.DATA}"
        raise BackupFailed(f"{path.name} could not be brought back: {words}.") from error


@contextmanager
def _empty_place(manifest: Manifest) -> Iterator[bool]:
    """A database with the tables of the backup, which becomes ours when the block ends well.

    Gives whether it is older than this version, and upgrades it at the end.
    """
    for name in FOLDERS if manifest.files else ():
        if any((Path(settings.DATA) / name).glob("*")):
            raise Failed(
                f"{Path(settings.DATA) / name} is not empty. Bring the backup back into an empty data "
                "folder (QUEN_DATA)."
            )
    _refuse_work()
    place = _postgres_place if connection.vendor == "postgresql" else _sqlite_place
    with place():
        _make_tables(manifest)
        older = bool(known() - manifest.applied())
        yield older


def _refuse_work() -> None:
    """A database where nobody ever was may be overwritten; any other not."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not tables:
            return
        if "accounts_user" in tables:
            cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
            if cursor.fetchone() is None:
                return
    raise Failed(
        "There is a database here already. Bring the backup back into an empty data folder (QUEN_DATA) "
        "or an empty database (DATABASE_URL); what stands is never overwritten."
    )


@contextmanager
def _sqlite_place() -> Iterator[None]:
    """A file beside the true one, which takes its place at the end."""
    true = Path(connection.settings_dict["NAME"])
    scratch = true.with_name(f"{true.name}.restoring")
    _drop_files(scratch)
    connection.close()
    connection.settings_dict["NAME"] = str(scratch)
    try:
        yield
        connection.close()
        _drop_files(true)
        os.replace(scratch, true)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(true)
        _drop_files(scratch)


def _drop_files(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _postgres_place() -> Iterator[None]:
    """The named database; emptied again where this fails."""
    _drop_tables()
    try:
        yield
    except BaseException:
        _drop_tables()
        raise


def _drop_tables() -> None:
    connection.close()
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")


def _make_tables(manifest: Manifest) -> None:
    """The tables that the backup was made with: at once where they are those of today."""
    executor = MigrationExecutor(connection)
    applied = set(manifest.applied())
    if applied.issuperset(executor.loader.graph.nodes) and fresh.is_empty(connection):
        fresh.make_tables(connection)
    else:
        executor.migrate(leaves(executor.loader, applied))


def _load(archive: Archive, told: Told) -> None:
    load(archive, told)
    verify(archive, told)
    manifest = archive.manifest
    marks = [name for app, name in manifest.migrations if app == schema.MARK]
    schema.mark_as(marks[0] if marks else "")
    schema.migrate()


def _files(archive: Archive) -> int:
    """Unpack beside, then move into place."""
    scratch = Path(settings.DATA) / ".restoring"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        for name in archive.manifest.files:
            archive.unpack(name, scratch / name)
        for name in FOLDERS:
            if (scratch / name).exists():
                with suppress(FileNotFoundError):
                    (Path(settings.DATA) / name).rmdir()
                os.replace(scratch / name, Path(settings.DATA) / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return len(archive.manifest.files)


def _keep_key(archive: Archive) -> None:
    if _sha256(settings.SECRET_KEY) == archive.manifest.key_sha256:
        return
    path = Path(settings.DATA) / "secret_key"
    own = path.with_name(f"secret_key.{os.getpid()}")
    descriptor = os.open(own, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(archive.key())
    os.replace(own, path)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
