"""How backups and drills went, as lines of a page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from quen.accounts.showing import ago
from quen.kit.models import BackupRun


def running() -> dict[str, Any] | None:
    """The run that goes on, as a progress bar."""
    told = last_run()
    return None if told is None or told["done"] else told


def last_run() -> dict[str, Any] | None:
    """The last run, as a progress bar that may be done."""
    run = BackupRun.objects.order_by("-started_at").first()
    if run is None:
        return None
    return {
        "key": f"backup-{run.pk}",
        "url": reverse("web:backup_progress"),
        "done": run.state != BackupRun.State.RUNNING,
        "label": run.get_kind_display(),
        "figure": f"{run.percent} %" if run.percent else "",
        "percent": run.percent,
    }


def last_drill(user: Any) -> dict[str, Any] | None:
    """The last drill that ended: when, of what, how long it took and what was counted."""
    runs = BackupRun.objects.filter(kind=BackupRun.Kind.DRILL, finished_at__isnull=False)
    run = runs.order_by("-started_at").first()
    if run is None or run.finished_at is None:
        return None
    seconds = (run.finished_at - run.started_at).total_seconds()
    return {
        "well": run.state == BackupRun.State.DONE,
        "ago": ago(run.finished_at, user),
        "name": run.name,
        "seconds": f"{seconds:.0f}",
        "rows": f"{run.rows:,}",
        "files": f"{run.files:,}",
        "error": run.error or _("It gave no reason."),
    }


def failures(user: Any) -> list[dict[str, str]]:
    """Backups that failed since the last one that did not; at most five."""
    runs = BackupRun.objects.filter(kind=BackupRun.Kind.BACKUP).order_by("-started_at")
    told = []
    for run in runs.exclude(state=BackupRun.State.RUNNING)[:5]:
        if run.state == BackupRun.State.DONE:
            break
        told.append({"ago": ago(run.started_at, user), "error": run.error})
    return told
