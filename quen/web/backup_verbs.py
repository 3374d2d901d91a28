"""Commands of backups: make one, and try whether the newest comes back."""

import json as json_text
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from quen.kit.backup import shelf
from quen.kit.cli import AsJson, Failed, say, verb
from quen.kit.models import BackupRun
from quen.kit.refused import Refused
from quen.web.actions import backups
from quen.web.launching import QUEN

Run = Annotated[int, typer.Option("--run", hidden=True)]


@verb("backup")
def backup(
    file: Annotated[Path | None, typer.Argument(help="its name; by date when left out")] = None,
    to: Annotated[Path | None, typer.Option(help="the folder; QUEN_BACKUPS when left out")] = None,
    keep: Annotated[
        int | None, typer.Option(help="keep so many in the folder; 0 keeps all", min=0)
    ] = None,
    run: Run = 0,
    json: AsJson = False,
) -> None:
    """Back up rows, files and key into one file, while others work."""
    begun = _begun(run, BackupRun.Kind.BACKUP)
    path = file or shelf.fresh_path(to)
    started = time.monotonic()
    manifest = backups.back_up(begun, path)
    kept = backups.kept_count() if keep is None else keep
    if file is None and kept:
        shelf.thin_out(kept, path.parent)
    size = path.stat().st_size
    facts = {
        "file": str(path),
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "files": len(manifest.files),
        "size": size,
        "seconds": round(time.monotonic() - started, 1),
    }
    words = (
        f"{path}: {manifest.rows:,} rows of {len(manifest.tables)} tables and {len(manifest.files):,} "
        f"files, {size / 1e6:,.1f} MB in {facts['seconds']} s."
    )
    say(facts, words, json=json)


@verb("drill")
def drill(run: Run = 0, json: AsJson = False) -> None:
    """Bring the newest backup back into a scratch folder, verify it, and throw it away."""
    begun = _begun(run, BackupRun.Kind.DRILL)
    newest = shelf.newest()
    if newest is None:
        raise Failed(str(_noted(begun, "", "There is no backup to try.")))
    started = time.monotonic()
    with _scratch() as folder:
        done = _restored(newest.path, folder)
    if done.returncode:
        raise Failed(_noted(begun, newest.path.name, done.stderr.strip()[-2000:]))
    told: dict[str, Any] = json_text.loads(done.stdout)
    if told["broken_seals"]:
        words = f"the audit log is broken in {told['broken_seals']} places"
        raise Failed(_noted(begun, newest.path.name, words))
    backups.note_drill(begun, newest.path.name, told)
    facts = {**told, "file": newest.path.name, "seconds": round(time.monotonic() - started, 1)}
    words = (
        f"{newest.path.name} came back whole: {told['rows']:,} rows and {told['files']:,} files, "
        f"verified in {facts['seconds']} s."
    )
    say(facts, words, json=json)


def _begun(run: int, kind: str) -> BackupRun:
    if run:
        return BackupRun.objects.get(pk=run)
    try:
        return backups.begin(kind)
    except Refused as error:
        raise Failed(str(error.message)) from error


def _noted(run: BackupRun, name: str, reason: str) -> str:
    backups.note_failed_drill(run, name, reason)
    return reason


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder on the disk of the data folder: that is where a true restore must find room."""
    with tempfile.TemporaryDirectory(prefix=".drill-", dir=settings.DATA) as made:
        yield Path(made)


def _restored(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*QUEN, "restore", str(path), "--into", str(folder), "--json"]
    return subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, check=False
    )
