"""Making the file of an export in the background, and throwing it away after a week."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.alarming import watch_exports
from quen.fields.catalogue import catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.everything import write_everything
from quen.fields.exporting import exported
from quen.fields.models import ExportRun
from quen.fields.models.exporting import EVERYTHING
from quen.fields.nodes import Node
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.timeline.log import record

KEPT = timedelta(days=7)
SILENT = timedelta(minutes=5)
FOLDER = "exports"


def make(run_id: int) -> None:
    """Make the file with the rights that its colleague has now; told by mail when it is there."""
    run = _taken(run_id)
    if run is None:
        return
    run.path = f"{FOLDER}/{secrets.token_hex(20)}.{run.form}"
    target = Path(settings.DATA) / run.path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with translation.override(run.user.language):
            _write(run, target)
    except Exception as error:
        target.unlink(missing_ok=True)
        _ended(run, ExportRun.State.FAILED, error=str(getattr(error, "message", error)), path="")
        raise
    _made(run, target.stat().st_size)


def _taken(run_id: int) -> ExportRun | None:
    """The run, if nobody else makes it at this moment."""
    now = timezone.now()
    rows = ExportRun.objects.filter(pk=run_id)
    free = rows.filter(state=ExportRun.State.QUEUED) | rows.filter(
        state=ExportRun.State.RUNNING, beat_at__lt=now - SILENT
    )
    if not free.update(state=ExportRun.State.RUNNING, beat_at=now):
        return None
    return rows.select_related("user").get()


def _write(run: ExportRun, target: Path) -> None:
    def tell(done: int) -> None:
        ExportRun.objects.filter(pk=run.pk).update(position=done, beat_at=timezone.now())

    if not run.user.is_active:
        raise Refused(_("This colleague is switched off."))
    if run.object == EVERYTHING:
        write_everything(target, run.user, tell)
        return
    nodes = nodes_of(run.object, run.rule, run.user)
    pieces = exported(run.object, run.user, nodes, run.form, text=run.text, tell=tell)
    with target.open("wb") as out:
        out.writelines(pieces)


@transaction.atomic
def _made(run: ExportRun, size: int) -> None:
    _ended(
        run,
        ExportRun.State.DONE,
        path=run.path,
        size=size,
        position=run.rows,
        expires_at=timezone.now() + KEPT,
    )
    told = events.ExportMade(object=called(run), rows=run.rows, form=run.form)
    record(told, on=[run, run.user], by=run.user, via="job")
    watch_exports(run.user)
    with translation.override(run.user.language):
        url = settings.BASE_URL + reverse("fields:export_show", args=[run.pk])
        words = _("Your export of %(what)s is ready for a week:") % {"what": called(run)}
        send_mail(_("Your export is ready"), f"{words}\n{url}\n", None, [run.user.email])


def _ended(run: ExportRun, state: str, **facts: Any) -> None:
    facts |= {"state": state, "finished_at": timezone.now()}
    ExportRun.objects.filter(pk=run.pk).update(**facts)


def expire() -> int:
    """Delete the files of a week ago; gives how many."""
    old = ExportRun.objects.filter(state=ExportRun.State.DONE, expires_at__lt=timezone.now())
    runs = list(old[:500])
    for run in runs:
        (Path(settings.DATA) / run.path).unlink(missing_ok=True)
    ids = [run.pk for run in runs]
    return ExportRun.objects.filter(pk__in=ids).update(state=ExportRun.State.EXPIRED, path="")


def called(run: ExportRun) -> str:
    """What an export is of, in words."""
    return _("everything") if run.object == EVERYTHING else str(TYPES[run.object].plural)


def nodes_of(type_key: str, rule: dict[str, Any], by: User) -> list[Node]:
    try:
        return list(parse(rule, catalogue(type_key, by)))
    except BadRule as error:
        raise Refused(str(error)) from error
