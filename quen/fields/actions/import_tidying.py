"""What an import leaves behind of people's data goes after 60 days; what it did stays on record."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from quen.fields.models import CheckedRow, ImportRun, RefusedRow

KEPT = timedelta(days=60)
BATCH = 100


def tidy_imports() -> int:
    """Delete files, refused and checked rows and mended cells of one batch of old imports, and copies of
    sheets; gives how many imports were tidied. Undo needs none of them."""
    before = timezone.now() - KEPT
    old = ImportRun.objects.filter(created_at__lt=before).exclude(path="")
    runs = list(old.exclude(state__in=("running", "undoing")).order_by("pk")[:BATCH])
    for run in runs:
        _forget(run)
    for copy in (Path(settings.DATA) / "imports").glob("sheet-*"):
        if copy.stat().st_mtime < before.timestamp():
            copy.unlink(missing_ok=True)
    return len(runs)


@transaction.atomic
def _forget(run: ImportRun) -> None:
    RefusedRow.objects.filter(run=run).delete()
    CheckedRow.objects.filter(run=run).delete()
    file, folder = Path(run.path), Path(settings.DATA) / "imports"
    if run.state == ImportRun.State.DRAFT:
        run.delete()
    else:
        run.path, run.patches = "", {}
        run.save(update_fields=["path", "patches"])
    shared = ImportRun.objects.filter(path=str(file)).exists()
    if file.parent == folder and not shared:
        transaction.on_commit(lambda: file.unlink(missing_ok=True))
