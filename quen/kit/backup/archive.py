"""The archive: a zip of tables, files and the key, with a manifest that says what must be in it.

manifest.json            version, migrations, and rows and hash of everything below
tables/people_contact    one JSON list a row, in the order of the key
files/…  imports/…       as in the data folder
secret_key
"""

import errno
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils import timezone

import quen
from quen.kit.backup import BackupFailed
from quen.kit.backup.snapshot import Snapshot, lines, snapshot
from quen.kit.backup.tables import Table, loaded, tables_after

FORMAT = 1
MARK = "quen"  # the row of Django's migration table that says that the schema is complete
FOLDERS = ("files", "imports")
PIECE = 1 << 20
Tell = Callable[[int, int], object]


@dataclass
class Manifest:
    """What an archive holds. `tables` and `files` map names to rows or size, and a SHA-256."""

    made_at: str
    database: str
    migrations: list[list[str]]
    key_sha256: str
    format: int = FORMAT
    quen: str = quen.__version__
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(int(table["rows"]) for table in self.tables.values())

    def applied(self) -> set[tuple[str, str]]:
        """Its migrations without our mark."""
        return {(app, name) for app, name in self.migrations if app != MARK}


def write(target: Path, *, with_files: bool = True, tell: Tell = lambda done, of: None) -> Manifest:
    """Write a backup of this installation to `target`, which appears only when it is whole.

    `tell(done, of)` hears of tables and folders done. Raises BackupFailed where there is no room.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            manifest = _fill(file, with_files, tell)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except BaseException as error:
        with suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            raise BackupFailed(no_room(error, target.parent)) from error
        raise
    return manifest


def no_room(error: OSError, folder: Path) -> str:
    """What to tell a person about a folder that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"There is no room left in {folder}. Nothing was left behind; delete old backups, or choose "
            "a folder on a larger disk (QUEN_BACKUPS)."
        )
    return f"{folder} cannot be written ({error.strerror or error}). Change its owner, or choose another."


def _fill(file: IO[bytes], with_files: bool, tell: Tell) -> Manifest:
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        snapshot() as now,
    ):
        loader = loaded()
        manifest = Manifest(
            made_at=timezone.now().isoformat(),
            database=connection.vendor,
            migrations=[list(key) for key in now.migrations()],
            key_sha256=hashlib.sha256(settings.SECRET_KEY.encode()).hexdigest(),
        )
        tables = tables_after(loader, manifest.applied())
        for done, table in enumerate(tables):
            tell(done, len(tables) + 1)
            manifest.tables[table.name] = _add_table(packed, now, table)
        if with_files:
            manifest.files = dict(_add_files(packed))
        packed.writestr("secret_key", settings.SECRET_KEY)
        packed.writestr("manifest.json", orjson.dumps(vars(manifest), option=orjson.OPT_INDENT_2))
    tell(len(tables) + 1, len(tables) + 1)
    return manifest


def _add_table(packed: zipfile.ZipFile, now: Snapshot, table: Table) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with packed.open(f"tables/{table.name}", "w", force_zip64=True) as out:
        for line in lines(now, table):
            digest.update(line)
            out.write(line)
            rows += 1
    return {
        "columns": [list(column) for column in table.columns],
        "key": table.key,
        "counts": table.counts,
        "rows": rows,
        "sha256": digest.hexdigest(),
        "last_id": now.last_id(table) if table.counts else 0,
    }


def _add_files(packed: zipfile.ZipFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files as they are after the rows: what a row names was there before the row."""
    for folder in FOLDERS:
        for path in sorted((Path(settings.DATA) / folder).rglob("*")):
            name = path.relative_to(settings.DATA).as_posix()
            with suppress(FileNotFoundError, IsADirectoryError), path.open("rb") as content:
                yield name, _add_file(packed, name, content)


def _add_file(packed: zipfile.ZipFile, name: str, content: IO[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with packed.open(name, "w", force_zip64=True) as out:
        for piece in iter(lambda: content.read(PIECE), b""):
            digest.update(piece)
            out.write(piece)
            size += len(piece)
    return {"size": size, "sha256": digest.hexdigest()}


class Archive:
    """An archive that is read."""

    def __init__(self, packed: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
        self.packed, self.manifest, self.name = packed, manifest, name

    def table(self, name: str) -> Table:
        """What the manifest says of a table."""
        told = self.manifest.tables[name]
        columns = tuple((column, kind) for column, kind in told["columns"])
        return Table(name, columns, told["key"], told["counts"])

    def check(self) -> None:
        """Compare every hash, before anything is written. Raises BackupFailed."""
        told = self.manifest
        for name, wanted in told.tables.items():
            self._compare(self._sha256(f"tables/{name}"), wanted["sha256"], f"table {name}")
        for name, wanted in told.files.items():
            self._compare(self._sha256(name), wanted["sha256"], f"file {name}")
        self._compare(self._sha256("secret_key"), told.key_sha256, "secret key")

    def rows(self, name: str) -> Iterator[list[Any]]:
        """The rows of a table in their written form."""
        with self.packed.open(f"tables/{name}") as content:
            for line in content:
                yield orjson.loads(line)

    def unpack(self, name: str, target: Path) -> None:
        """Write one of its files."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with self.packed.open(name) as content, target.open("wb") as out:
            shutil.copyfileobj(content, out, PIECE)

    def key(self) -> str:
        """The secret key of the installation that made it."""
        return self.packed.read("secret_key").decode()

    def _sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self.packed.open(name) as content:
                for piece in iter(lambda: content.read(PIECE), b""):
                    digest.update(piece)
        except KeyError:
            return ""
        return digest.hexdigest()

    def _compare(self, found: str, wanted: str, what: str) -> None:
        if found != wanted:
            raise BackupFailed(damaged(self.name, f"its {what} is not what was written"))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Read an archive. Raises BackupFailed for a file that is none, or is damaged."""
    try:
        with zipfile.ZipFile(path) as packed:
            yield Archive(packed, read_manifest(packed, path.name), path.name)
    except FileNotFoundError as error:
        raise BackupFailed(f"There is no file {path}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BackupFailed(damaged(path.name, str(error))) from error


def read_manifest(packed: zipfile.ZipFile, name: str) -> Manifest:
    """What an archive says of itself. Raises BackupFailed where that is nothing of ours."""
    try:
        told = orjson.loads(packed.read("manifest.json"))
        if told["format"] > FORMAT:
            raise BackupFailed(f"{name} was made by a newer version of Quen: use that version.")
        return Manifest(**told)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupFailed(f"{name} is no backup of Quen: it has no manifest.") from error


def damaged(name: str, why: str) -> str:
    """The sentence for an archive that cannot be trusted."""
    return f"{name} is damaged: {why}. Nothing was changed; take another backup."


def names_outside(names: Iterable[str]) -> list[str]:
    """Names of files that would not stay in their folder."""
    return [
        name
        for name in names
        if name.split("/")[0] not in FOLDERS or ".." in name.split("/") or "\\" in name
    ]
