"""Backups and restore drills: asked for, run in a process of their own, and told how they went."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.backup import archive, shelf
from quen.kit.backup.archive import Manifest
from quen.kit.models import BackupRun
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.log import record
from quen.web import events
from quen.web.launching import launch

SILENT = timedelta(minutes=10)
BEAT_SECONDS = 2


@transaction.atomic
def ask_for(kind: str, *, by: User | None, scheduled: bool = False) -> BackupRun:
    """Have a backup or a drill run in the background. Raises Refused while one runs."""
    run = begin(kind, by=by, scheduled=scheduled)
    launch.enqueue(run.pk)
    return run


@transaction.atomic
def begin(kind: str, *, by: User | None = None, scheduled: bool = False) -> BackupRun:
    """Note that a run begins. Raises Refused while another one is alive, or with nothing to try."""
    now = timezone.now()
    running = BackupRun.objects.select_for_update().filter(state=BackupRun.State.RUNNING)
    words = "It was cut off."
    running.filter(beat_at__lt=now - SILENT).update(
        state=BackupRun.State.FAILED, finished_at=now, error=words
    )
    if running.exists():
        raise Refused(_("A backup or a drill is running already. Wait until it is done."))
    if kind == BackupRun.Kind.DRILL and shelf.newest() is None:
        raise Refused(_("There is no backup yet that could be tried. Make one first."))
    return BackupRun.objects.create(
        kind=kind,
        scheduled=scheduled,
        user_id=by.pk if by else None,
        started_at=now,
        beat_at=now,
    )


def back_up(run: BackupRun, path: Path) -> Manifest:
    """Make the backup that `run` stands for. Raises BackupFailed, noted on the run and in the log."""
    try:
        manifest = archive.write(path, tell=_beating(run))
    except BaseException as error:
        _failed(run, str(error) or type(error).__name__, path.name)
        raise
    _made(run, path, manifest)
    return manifest


def kept_count() -> int:
    """How many backups the company keeps."""
    return workspace().backups_kept


@transaction.atomic
def _made(run: BackupRun, path: Path, manifest: Manifest) -> None:
    size = path.stat().st_size
    _finish(
        run, name=path.name, size=size, rows=manifest.rows, files=len(manifest.files), percent=100
    )
    told = events.BackupMade(name=path.name, rows=manifest.rows, size=size)
    record(told, on=[], by=_asker(run), via="job")


@transaction.atomic
def _failed(run: BackupRun, reason: str, name: str) -> None:
    _finish(run, state=BackupRun.State.FAILED, error=reason, name=name)
    told = events.BackupFailed(reason=reason)
    record(told, on=[], by=_asker(run), via="job")


@transaction.atomic
def note_drill(run: BackupRun, name: str, told: dict[str, Any]) -> BackupRun:
    """Note that the backup of this name came back whole on trial; `told` is what restore counted."""
    _finish(run, name=name, rows=told["rows"], files=told["files"], percent=100)
    seconds = int((timezone.now() - run.started_at).total_seconds())
    happened = events.BackupDrilled(name=name, rows=told["rows"], seconds=seconds)
    record(happened, on=[], by=_asker(run), via="job")
    return run


@transaction.atomic
def note_failed_drill(run: BackupRun, name: str, reason: str) -> BackupRun:
    """Note why the backup of this name did not come back on trial."""
    _finish(run, state=BackupRun.State.FAILED, name=name, error=reason)
    happened = events.BackupDrillFailed(name=name, reason=reason)
    record(happened, on=[], by=_asker(run), via="job")
    return run


@transaction.atomic
def note_download(name: str, *, by: User) -> shelf.Kept:
    """Tell the audit who takes a backup away. Raises Refused for one that is not there."""
    found = shelf.named(name)
    if found is None:
        raise Refused(_("This backup is no longer there."), status=404)
    record(events.BackupDownloaded(name=name), on=[by], by=by)
    return found


def _finish(run: BackupRun, *, state: str = BackupRun.State.DONE, **facts: Any) -> None:
    facts |= {"state": state, "finished_at": timezone.now()}
    BackupRun.objects.filter(pk=run.pk).update(**facts)


def _asker(run: BackupRun) -> User | None:
    return User.objects.filter(pk=run.user_id).first() if run.user_id else None


def _beating(run: BackupRun) -> Any:
    """Say how far it is, at most every other second."""
    told = [0.0]

    def tell(done: int, of: int) -> None:
        if time.monotonic() - told[0] < BEAT_SECONDS:
            return
        told[0] = time.monotonic()
        facts = {"beat_at": timezone.now(), "percent": 100 * done // max(of, 1)}
        BackupRun.objects.filter(pk=run.pk).update(**facts)

    return tell
