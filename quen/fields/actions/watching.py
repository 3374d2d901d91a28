"""Reading a shared sheet again and again, by the columns and rules of an import that went well."""

import hashlib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.imports import begin_import, new_import
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import header_of
from quen.fields.importing.shared_sheets import address_of
from quen.fields.models import ImportRun, WatchedSheet
from quen.kit.refused import Refused
from quen.timeline.log import record

HOURS = (1, 6, 24)
MOST = 20
_AGAIN = ("update", "fill", "skip")


@transaction.atomic
def watch_sheet(run: ImportRun, url: str, hours: int, *, by: User) -> WatchedSheet:
    """Read the sheet every so many hours from now on, as `run` was set up. Raises Refused."""
    address_of(url)
    if run.state != ImportRun.State.DONE or run.dry:
        raise Refused(_("Bring the sheet in once first; then it can be read regularly."))
    options = run.mapping.get("options") or {}
    if not run.mapping.get("match") or options.get("on_match", "update") not in _AGAIN:
        words = _(
            "Choose in the import's rules by what a row means the same record; "
            "without that each reading would add everybody anew."
        )
        raise Refused(words)
    if hours not in HOURS:
        raise Refused(_("Choose how often it is read."))
    if WatchedSheet.objects.filter(user=by).exclude(next_at=None).count() >= MOST:
        raise Refused(_("At most %d sheets are read regularly.") % MOST)
    fresh = {"run": run, "every_hours": hours, "next_at": timezone.now(), "digest": "", "error": ""}
    sheet, _new = WatchedSheet.objects.update_or_create(
        user=by, url=url.strip(), defaults={**fresh, "failures": 0}
    )
    record(events.SheetWatched(name=run.name), on=[by], by=by)
    return sheet


@transaction.atomic
def stop_watching(sheet: WatchedSheet, *, by: User) -> WatchedSheet:
    """Read it no more; what came in stays."""
    sheet.next_at = None
    sheet.save(update_fields=["next_at"])
    record(events.SheetUnwatched(name=sheet.run.name), on=[by], by=by)
    return sheet


def read_now(sheet: WatchedSheet) -> None:
    """Let the worker read it at once."""
    WatchedSheet.objects.filter(pk=sheet.pk).exclude(next_at=None).update(next_at=timezone.now())


def claim(pk: int) -> WatchedSheet | None:
    """The sheet, if it is to be read now and its colleague still works here; it is then due the next time."""
    now = timezone.now()
    rows = WatchedSheet.objects.filter(pk=pk, next_at__lte=now, user__is_active=True)
    sheet = rows.select_related("run", "user").first()
    if sheet is None:
        return None
    later = now + timedelta(hours=sheet.every_hours)
    return sheet if rows.update(next_at=later) else None


def take_in(sheet: WatchedSheet, content: bytes) -> ImportRun | None:
    """Bring the content in where it is another than last time. Raises Refused where its columns changed."""
    digest = hashlib.sha256(content).hexdigest()
    run = None if digest == sheet.digest else _begun(sheet, content)
    now = timezone.now()
    told = {"digest": digest, "error": "", "failures": 0, "last_at": now}
    WatchedSheet.objects.filter(pk=sheet.pk).update(**told, **({"last_run": run} if run else {}))
    return run


def _begun(sheet: WatchedSheet, content: bytes) -> ImportRun:
    model = sheet.run
    run = new_import(model.object, model.name, [content], by=sheet.user)
    run.sheet, run.layout, run.mapping = model.sheet, dict(model.layout), dict(model.mapping)
    try:
        _check_columns(run)
        run.save()
        return begin_import(run)
    except (Refused, BadFile):
        Path(run.path).unlink(missing_ok=True)
        run.delete()
        raise


def _check_columns(run: ImportRun) -> None:
    known = set(header_of(run))
    wanted = {name for name, key in run.mapping.get("columns", {}).items() if key}
    if missing := sorted(wanted - known):
        words = _("The sheet has no longer the columns: %s. Bring it in anew by hand.")
        raise Refused(words % ", ".join(missing))


@transaction.atomic
def note_failure(sheet: WatchedSheet, why: str) -> None:
    """Keep why it could not be read; its colleague is told the first time."""
    sheet.error, sheet.failures, sheet.last_at = why[:400], sheet.failures + 1, timezone.now()
    sheet.save(update_fields=["error", "failures", "last_at"])
    if sheet.failures == 1:
        record(events.SheetFailed(name=sheet.run.name, why=sheet.error), on=[sheet.user])
