"""The folder of backups: what lies in it, how many are kept, and its list of erasures.

Who was erased must stay erased when an older backup comes back. So each erasure is also written
outside of the database, beside the backups: {"at", "kind", "type", "ids"}, one a line.
"""

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from quen.kit.backup import BackupFailed
from quen.kit.backup.archive import Manifest, read_manifest

NAME = "quen-{stamp}.zip"
ERASED = "erased.jsonl"

Again = Callable[[str, list[int]], object]
_again: dict[str, Again] = {}


@dataclass(frozen=True)
class Kept:
    """A backup in the folder; `manifest` is None where the file cannot be read."""

    path: Path
    size: int
    made_at: datetime
    manifest: Manifest | None


def folder() -> Path:
    """Where backups go."""
    return Path(settings.BACKUPS)


def fresh_path(into: Path | None = None) -> Path:
    """A name for a backup made now; names sort like their time, to the second."""
    return (into or folder()) / NAME.format(stamp=timezone.now().strftime("%Y%m%d-%H%M%S"))


def kept(into: Path | None = None) -> list[Kept]:
    """The backups of the folder, newest first."""
    found = (into or folder()).glob("quen-*.zip")
    return [_kept(path) for path in sorted(found, key=lambda p: p.name, reverse=True)]


def named(name: str) -> Kept | None:
    """The backup of this file name, where it lies in the folder."""
    return next((one for one in kept() if one.path.name == name), None)


def newest() -> Kept | None:
    """The newest one that can be read."""
    return next((one for one in kept() if one.manifest), None)


def thin_out(keep: int, into: Path | None = None) -> list[Path]:
    """Delete all but the newest `keep` (at least one); gives what went."""
    old = [one.path for one in kept(into)][max(keep, 1) :]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def note_erased(kind: str, type_key: str, ids: Sequence[int]) -> None:
    """Write down, when this transaction commits, who was erased (`kind` says by what)."""
    if ids:
        line = {"at": timezone.now().isoformat(), "kind": kind, "type": type_key, "ids": list(ids)}
        transaction.on_commit(lambda: _append(line))


def erases_again(kind: str) -> Callable[[Again], Again]:
    """Lend what erases again after a restore: `again(type_key, ids)`."""

    def lend(again: Again) -> Again:
        if kind in _again:
            raise ValueError(f"the erasure {kind} exists already")
        _again[kind] = again
        return again

    return lend


def erased_since(moment: str, *folders: Path) -> list[dict[str, Any]]:
    """The erasures after a moment, in their order, from the lists of these folders."""
    begin = datetime.fromisoformat(moment)
    told = {line for one in folders for line in _lines(one / ERASED)}
    rows = [orjson.loads(line) for line in told]
    late = [row for row in rows if datetime.fromisoformat(row["at"]) > begin]
    return sorted(late, key=lambda row: str(row["at"]))


def erase_again(rows: Sequence[dict[str, Any]]) -> int:
    """Do these erasures once more; gives of how many records."""
    for row in rows:
        _again[row["kind"]](row["type"], row["ids"])
    return sum(len(row["ids"]) for row in rows)


def _append(line: dict[str, Any]) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder() / ERASED, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "ab") as out:
        out.write(orjson.dumps(line) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        yield from path.read_bytes().splitlines()


def _kept(path: Path) -> Kept:
    told = path.stat()
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = read_manifest(packed, path.name)
        made = datetime.fromisoformat(manifest.made_at)
    except (BackupFailed, zipfile.BadZipFile, OSError):
        manifest, made = None, datetime.fromtimestamp(told.st_mtime, tz=UTC)
    return Kept(path, told.st_size, made, manifest)
