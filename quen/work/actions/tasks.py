"""Tasks are planned, changed, finished, opened again."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import searching
from quen.kit import records
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.kit.workspace import workspace
from quen.timeline.log import record
from quen.work import events
from quen.work.models import Task
from quen.work.targets import NEXT_STEPS, around, target


@transaction.atomic
def add_task(
    *,
    title: str,
    by: User,
    due_on: date | None = None,
    owner: User | None = None,
    type_key: str = "",
    record_id: int | None = None,
) -> Task:
    """Plan a task, on a record that `by` may see or alone. Raises Refused."""
    title = one_line(clean(title)).strip()
    if not title or len(title) > 200:
        words = _("Say in at most 200 letters what is to be done.")
        raise Refused(words, errors={"title": words})
    owner = _checked_owner(owner or by, by)
    it = target(type_key, record_id, by)
    now = timezone.now()
    task = Task.objects.create(
        title=title,
        norm=fold(title)[:200],
        due_on=due_on,
        owner=owner,
        team_id=owner.team_id,
        type=type_key,
        record_id=record_id,
        created_at=now,
        updated_at=now,
    )
    told = events.TaskCreated(title=title, due_on=due_on.isoformat() if due_on else "")
    record(told, on=[task, *around(it)], by=by)
    _settle(task)
    return task


@transaction.atomic
def change_task(task: Task, *, by: User, version: int | None = None, **changes: Any) -> Task:
    """Change title, due_on or owner. Raises Refused (412 for an old version)."""
    task = _locked(task)
    if version is not None and version != task.version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    told: dict[str, Any] = {}
    for key in ("title", "due_on", "owner"):
        if key in changes and getattr(task, key) != changes[key]:
            told[key] = [_plain(getattr(task, key)), _plain(changes[key])]
            setattr(task, key, changes[key])
    if not told:
        return task
    _check_title(task)
    if "owner" in told:
        task.team_id = _checked_owner(task.owner, by).team_id
    task.norm = fold(task.title)[:200]
    _save(task)
    kind = events.TaskAssigned if set(told) == {"owner"} else events.TaskChanged
    record(kind(changes=told), on=[task, *_around(task, by)], by=by)
    _settle(task)
    return task


@transaction.atomic
def complete_task(task: Task, *, by: User) -> Task:
    """Finish a task. Raises Refused where it is finished."""
    task = _locked(task)
    if task.done_at:
        raise Refused(_("This task is done already."))
    task.done_at = timezone.now()
    _save(task)
    record(events.TaskCompleted(title=task.title), on=[task, *_around(task, by)], by=by)
    _settle(task)
    return task


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """Open a finished task again. Raises Refused where it is open."""
    task = _locked(task)
    if not task.done_at:
        raise Refused(_("This task is open."))
    task.done_at = None
    _save(task)
    record(events.TaskReopened(title=task.title), on=[task, *_around(task, by)], by=by)
    _settle(task)
    return task


@transaction.atomic
def trash_task(task: Task, *, by: User) -> Task:
    """Move a task to the trash. Raises Refused where it is there."""
    task = _locked(task)
    task.deleted_at = timezone.now()
    _save(task)
    record(events.TaskDeleted(), on=[task, *_around(task, by)], by=by)
    _settle(task)
    return task


def _locked(task: Task) -> Task:
    found: Task | None = (
        Task.objects.select_for_update().filter(pk=task.pk, deleted_at=None).first()
    )
    if found is None:
        raise Refused(_("This is in the trash already."))
    return found


def _save(task: Task) -> None:
    task.version, task.updated_at = task.version + 1, timezone.now()
    task.save()


def _check_title(task: Task) -> None:
    task.title = one_line(clean(task.title)).strip()
    if not task.title or len(task.title) > 200:
        words = _("Say in at most 200 letters what is to be done.")
        raise Refused(words, errors={"title": words})


def _checked_owner(owner: User | None, by: User) -> User:
    if owner is None or not owner.is_active:
        words = _("There is no such colleague.")
        raise Refused(words, errors={"owner_id": words})
    if owner.pk != by.pk and not by.can("work.assign_task"):
        words = _("You may not give records to others.")
        raise Refused(words, errors={"owner_id": words})
    return owner


def _around(task: Task, by: User) -> list[Any]:
    """The task's record for the timeline, also where `by` may only see the task itself."""
    known = records.TYPES.get(task.type)
    it = known.model._base_manager.filter(pk=task.record_id).first() if known else None
    return around(it)


def _settle(task: Task) -> None:
    """The search row, and the record's next step: its earliest open task with a day."""
    searching.refresh("task", [task.pk])
    keep = NEXT_STEPS.get(task.type)
    if keep and task.record_id:
        rows = Task.objects.open().filter(type=task.type, record_id=task.record_id)
        rows = rows.filter(deleted_at=None, due_on__isnull=False)
        due = rows.order_by("due_on").values_list("due_on", flat=True).first()
        keep(task.record_id, _morning(due) if due else None)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=ZoneInfo(workspace().zone))


def _plain(value: Any) -> Any:
    if isinstance(value, User):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value
