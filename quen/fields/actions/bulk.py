"""Changing many records: in batches of 500, each its own transaction, resumable and undoable."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions.records import MOST, change_many
from quen.fields.drafts import given_keys, read_draft
from quen.fields.list_sizes import forget_sizes
from quen.fields.models import BulkEdit
from quen.fields.nouns import NOUNS
from quen.fields.reading import reader_for
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.tasks import task
from quen.timeline.models import EventLink

MOST_AT_ONCE = 100_000
MOST_TOLD = 200


@transaction.atomic
def start_bulk(
    type_key: str, ids: Sequence[int], given: Mapping[str, Any], *, by: User
) -> BulkEdit:
    """Freeze the ids and begin. Raises Refused for nothing, too many, or a value that cannot be read."""
    if not ids:
        raise Refused(_("Choose at least one record."))
    if len(ids) > MOST_AT_ONCE:
        raise Refused(_("At most %d at a time.") % MOST_AT_ONCE)
    check_bulk(type_key, given, by=by)
    run = BulkEdit.objects.create(
        type=type_key, user=by, given=dict(given), ids=list(ids), total=len(ids)
    )
    run_bulk.enqueue(run.pk)
    return run


def check_bulk(type_key: str, given: Mapping[str, Any], *, by: User) -> None:
    """Whether the values could be written at all. Raises Refused with words by field."""
    read_draft(type_key, given, by=by, new=False)


@task()
def run_bulk(run_id: int) -> None:
    """Change the next 500 and ask for the rest; a killed worker repeats at most one batch, undone."""
    run = BulkEdit.objects.select_for_update().get(pk=run_id)
    if run.state != BulkEdit.State.RUNNING:
        return
    ids = run.ids[run.position : run.position + MOST]
    _change(run, ids)
    run.position += len(ids)
    _go_on(run, run.position >= run.total, BulkEdit.State.DONE, run_bulk)


def _change(run: BulkEdit, ids: list[int]) -> None:
    by = run.user
    it = NOUNS[run.type]
    rows = TYPES[run.type].visible_to(by, "change").select_for_update().filter(pk__in=ids)
    records = list(rows.order_by("pk"))
    missing = set(ids) - {r.pk for r in records}
    run.skipped += [[pk, _("You may not change this record.")] for pk in sorted(missing)]
    keys = given_keys(run.given)
    if len(records) == 0:
        return
    try:
        with transaction.atomic():
            pairs = [(r, read_draft(run.type, run.given, by=by, new=False)) for r in records]
            changes = change_many(it, pairs, keys, by=by, via="bulk", also=[run])
            run.changed += sum(1 for told in changes.values() if told)
    except Refused:
        _change_singly(run, records, keys)


def _change_singly(run: BulkEdit, records: Sequence[Any], keys: list[str]) -> None:
    """One record refused and took its batch along: change each on its own, and name those that refuse."""
    for record in records:
        try:
            with transaction.atomic():
                fresh = type(record)._base_manager.get(pk=record.pk)
                draft = read_draft(run.type, run.given, by=run.user, new=False)
                told = change_many(
                    NOUNS[run.type], [(fresh, draft)], keys, by=run.user, via="bulk", also=[run]
                )
                run.changed += 1 if told[record.pk] else 0
        except Refused as refused:
            run.skipped.append([record.pk, str(refused.message)])


def _go_on(run: BulkEdit, finished: bool, state: str, job: Any) -> None:
    run.skipped = run.skipped[:MOST_TOLD]
    if finished:
        run.state, run.finished_at = state, timezone.now()
        forget_sizes()
    run.save(update_fields=["position", "changed", "skipped", "state", "finished_at"])
    if not finished:
        job.enqueue(run.pk)


@transaction.atomic
def stop_bulk(run: BulkEdit, *, by: User) -> BulkEdit:
    """Stop after the batch under way; what is changed stays and can be undone."""
    run = BulkEdit.objects.select_for_update().get(pk=run.pk)
    if run.state != BulkEdit.State.RUNNING:
        raise Refused(_("This has ended already."))
    run.state, run.finished_at = BulkEdit.State.CANCELLED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    return run


@transaction.atomic
def undo_bulk(run: BulkEdit, *, by: User) -> BulkEdit:
    """Put every value back that nobody has changed since. Raises Refused while it runs or twice."""
    run = BulkEdit.objects.select_for_update().get(pk=run.pk)
    if run.state not in (BulkEdit.State.DONE, BulkEdit.State.CANCELLED):
        raise Refused(_("Only a change that has ended can be undone, once."))
    run.state, run.position, run.skipped = BulkEdit.State.UNDOING, 0, []
    run.save(update_fields=["state", "position", "skipped"])
    run_undo.enqueue(run.pk)
    return run


@task()
def run_undo(run_id: int) -> None:
    """Undo the next of the run's events and ask for the rest."""
    run = BulkEdit.objects.select_for_update().get(pk=run_id)
    if run.state != BulkEdit.State.UNDOING:
        return
    events = EventLink.objects.filter(type="bulk_edit", record_id=run.pk).order_by("event_id")
    told = list(events.values_list("event_id", flat=True)[run.position : run.position + 1])
    for event_id in told:
        _undo(run, event_id)
    run.position += len(told)
    _go_on(run, not told, BulkEdit.State.UNDONE, run_undo)


def _undo(run: BulkEdit, event_id: int) -> None:
    links = EventLink.objects.filter(event_id=event_id, type=run.type).select_related("event")
    changes = {link.record_id: (link.data or link.event.data).get("changes", {}) for link in links}
    it = NOUNS[run.type]
    rows = it.model._base_manager.select_for_update().filter(pk__in=list(changes))
    for record in rows.order_by("pk"):
        put_back(run, it, record, changes[record.pk])


def put_back(run: BulkEdit, it: Any, record: Any, changes: Mapping[str, list[Any]]) -> None:
    """Give a record its earlier values where nobody has touched them since."""
    back = {
        k: was for k, (was, now) in changes.items() if k in run.given and it.value(record, k) == now
    }
    if len(back) < len([k for k in changes if k in run.given]):
        run.skipped.append([record.pk, _("Changed again since; kept.")])
    if not back:
        return
    try:
        with transaction.atomic():
            # What stood is plain, whatever language it was typed in.
            plain = reader_for(run.user, plain=True)
            draft = read_draft(run.type, back, by=run.user, new=False, reader=plain)
            change_many(it, [(record, draft)], list(back), by=run.user, via="undo")
    except Refused as refused:
        run.skipped.append([record.pk, str(refused.message)])
