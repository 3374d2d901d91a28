"""Exports: the small ones at once, others approved and made in the background; all told to the audit."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.alarming import watch_exports
from quen.fields.actions.making import called, nodes_of
from quen.fields.everything import may_take
from quen.fields.export_jobs import make_export
from quen.fields.exporting import FORMATS, exported, sought
from quen.fields.models import ExportRun
from quen.fields.models.exporting import EVERYTHING
from quen.fields.nodes import Node
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.log import record

AT_ONCE = 5_000


def export(
    type_key: str,
    nodes: Sequence[Node],
    form: str,
    *,
    by: User,
    text: str = "",
    bears_name: bool = True,
) -> Iterator[bytes]:
    """The file in pieces, of what `by` may see and export. Raises Refused for an unknown form."""
    _check_form(form)
    rows = sought(type_key, by, nodes, text).count()
    tell_export(str(TYPES[type_key].plural), rows, form, by=by)
    return exported(type_key, by, nodes, form, text=text, bears_name=bears_name)


@transaction.atomic
def tell_export(what: str, rows: int, form: str, *, by: User) -> None:
    """Tell the audit, and whoever watches exports, that a file with so many rows leaves."""
    record(events.ExportMade(object=what, rows=rows, form=form), on=[by], by=by)
    watch_exports(by)


def wait_for(type_key: str, nodes: Sequence[Node], text: str, *, by: User) -> bool:
    """Whether such an export needs a word of the data owner, or is too great to be made at once."""
    rows = sought(type_key, by, nodes, text).count()
    return rows > AT_ONCE or needs_approval(rows, by)


def needs_approval(rows: int, by: User) -> bool:
    """Whether `by` must ask the data owner for so many rows."""
    limit, owner = workspace().export_limit, workspace().data_owner_id
    return limit is not None and rows > limit and by.pk != owner


@transaction.atomic
def ask_export(
    object: str,
    rule: dict[str, Any],
    form: str,
    *,
    by: User,
    text: str = "",
    scheduled: bool = False,
) -> ExportRun:
    """Have an export made in the background, after the data owner's word where the company wants it.

    `object` is a record type or "everything". Raises Refused for an unknown form, and without the right.
    """
    rows = _rows_of(object, rule, form, by, text)
    waits = needs_approval(rows, by)
    run = ExportRun.objects.create(
        object=object,
        user=by,
        rule=rule,
        text=text,
        form=form,
        scheduled=scheduled,
        rows=rows,
        state=ExportRun.State.ASKED if waits else ExportRun.State.QUEUED,
    )
    if waits:
        told = events.ExportAsked(object=called(run), rows=rows, form=form)
        record(told, on=[run, by], by=by)
    else:
        make_export.enqueue(run.pk)
    return run


def _rows_of(object: str, rule: dict[str, Any], form: str, by: User, text: str) -> int:
    if object == EVERYTHING:
        if not by.can("fields.export_everything"):
            raise Refused(_("You may not export everything."), status=403)
        return sum(TYPES[key].visible_to(by, "export").count() for key in may_take(by))
    _check_form(form)
    return sought(object, by, nodes_of(object, rule, by), text).count()


@transaction.atomic
def decide_export(run: ExportRun, *, yes: bool, by: User) -> ExportRun:
    """The data owner's word. Raises Refused for anybody else, and where it was said already."""
    run = ExportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if by.pk != workspace().data_owner_id:
        raise Refused(_("Only the data owner decides about exports."), status=403)
    if run.state != ExportRun.State.ASKED:
        raise Refused(_("This export was decided already."), status=409)
    run.state = ExportRun.State.QUEUED if yes else ExportRun.State.REFUSED
    run.decided_by = by
    run.save(update_fields=["state", "decided_by"])
    kind = events.ExportApproved if yes else events.ExportRefused
    record(kind(object=called(run), rows=run.rows, form=run.form), on=[run, run.user], by=by)
    if yes:
        make_export.enqueue(run.pk)
    return run


def ask_weekly() -> ExportRun | None:
    """Everything for the data owner, once a week, where the company wants it."""
    told = workspace()
    owner = User.objects.active().filter(pk=told.data_owner_id or 0).first()
    if not told.export_weekly or owner is None or not owner.can("fields.export_everything"):
        return None
    runs = ExportRun.objects.filter(object=EVERYTHING, scheduled=True)
    if runs.filter(created_at__gt=timezone.now() - timedelta(days=6, hours=23)).exists():
        return None
    return ask_export(EVERYTHING, {}, "zip", by=owner, scheduled=True)


def _check_form(form: str) -> None:
    if form not in FORMATS:
        raise Refused(_("The form is csv, xlsx or json."))
