"""Tasks, calls and meetings are planned, changed, trashed; what ends them is in `finishing`."""

from datetime import date, datetime
from typing import Any, NoReturn
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
from quen.work.models.task import LONGEST_MINUTES
from quen.work.planning import MORNING, due_moment
from quen.work.targets import NEXT_STEPS, around, held_target

# What may be planned and changed beside title and owner.
FACTS = ("due_on", "at", "minutes", "place", "remind_at", "repeats", "text", "inbound")


@transaction.atomic
def add_task(
    *,
    title: str,
    by: User,
    owner: User | None = None,
    type_key: str = "",
    record_id: int | None = None,
    kind: str = "task",
    **facts: Any,
) -> Task:
    """Plan a task, call or meeting, on a record that `by` may see or alone. Raises Refused.

    `facts` are those of FACTS: `due_on` a day, `at` an aware moment, `minutes` its length, `remind_at`
    an aware moment, `repeats` a rhythm of Task.Repeats.
    """
    owner = checked_owner(owner or by, by)
    it = held_target(type_key, record_id, by)
    task = planned(title, kind, owner, facts)
    task.type, task.record_id = type_key, it.pk if it else None
    task.save()
    record(_begun(task), on=[task, *around(it)], by=by)
    settle(task)
    return task


def planned(title: str, kind: str, owner: User, facts: dict[str, Any]) -> Task:
    """A task that holds, not stored yet. Raises Refused."""
    now = timezone.now()
    task = Task(title=title, kind=kind, owner=owner, team_id=owner.team_id, created_at=now)
    task.updated_at = now
    _set(task, facts)
    _check(task)
    return task


def _set(task: Task, facts: dict[str, Any]) -> None:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"a task has no {', '.join(sorted(unknown))}")
    for key, value in facts.items():
        setattr(task, key, value)
    if task.at:
        task.due_on = task.at.astimezone(_zone(task)).date()


def _check(task: Task) -> None:
    """Bring a task into its form. Raises Refused for what does not hold."""
    task.title = one_line(clean(task.title)).strip()
    task.norm = fold(task.title)[:200]
    task.place, task.text = one_line(clean(task.place))[:200], clean(task.text)[:20_000]
    if not task.title or len(task.title) > 200:
        _refuse("title", _("Say in at most 200 letters what is to be done."))
    if task.kind not in Task.Kind.values:
        _refuse("kind", _("Choose one of: %s.") % ", ".join(Task.Kind.values))
    if task.kind == Task.Kind.MEETING and task.at is None:
        _refuse("at", _("Say when the meeting begins."))
    if task.minutes is not None and not 0 < task.minutes <= LONGEST_MINUTES:
        _refuse("minutes", _("Give a length in minutes, a week at most."))
    if task.repeats not in Task.Repeats.values:
        _refuse("repeats", _("Choose how often it repeats."))
    if task.repeats and task.due_on is None:
        _refuse("due_on", _("What repeats needs a first day."))
    if not task.repeats:
        task.repeat_from = None
    elif task.repeat_from is None:
        task.repeat_from = task.due_on
    task.remind_before = _ahead(task)


def _ahead(task: Task) -> int | None:
    """Seconds from the reminder to when it is due; kept once the reminder has gone out."""
    due = due_moment(task, str(_zone(task)))
    if task.remind_at is None or due is None:
        return task.remind_before
    return int((due - task.remind_at).total_seconds())


def _refuse(key: str, words: str) -> NoReturn:
    raise Refused(words, errors={key: words})


def _begun(task: Task) -> Any:
    if task.kind == Task.Kind.MEETING and task.at:
        return events.MeetingBooked(title=task.title, at=task.at.isoformat(), place=task.place)
    due = task.due_on.isoformat() if task.due_on else ""
    return events.TaskCreated(title=task.title, due_on=due)


@transaction.atomic
def change_task(task: Task, *, by: User, version: int | None = None, **changes: Any) -> Task:
    """Change title, owner or any of FACTS. Raises Refused (412 for an old version)."""
    task = locked(task)
    if version is not None and version != task.version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    before = {key: getattr(task, key) for key in ("title", "owner", *FACTS)}
    if "due_on" in changes and "at" not in changes and changes["due_on"] != task.due_on:
        changes["at"] = on_day(task, changes["due_on"])
    _set(task, {k: v for k, v in changes.items() if k in FACTS})
    task.title, task.owner = changes.get("title", task.title), changes.get("owner", task.owner)
    if task.due_on != before["due_on"]:
        task.repeat_from = None
    _check(task)
    told = {
        key: [plain(old), plain(getattr(task, key))]
        for key, old in before.items()
        if getattr(task, key) != old
    }
    if not told:
        return task
    if "owner" in told:
        task.team_id = checked_owner(task.owner, by).team_id
    save(task)
    kind = events.TaskAssigned if set(told) == {"owner"} else events.TaskChanged
    record(kind(changes=told), on=[task, *around_of(task)], by=by)
    settle(task)
    return task


def on_day(task: Task, day: date | None) -> datetime | None:
    """The same hour of its owner's clock on another day."""
    if task.at is None or day is None:
        return None
    hour = task.at.astimezone(_zone(task)).time()
    return datetime.combine(day, hour, tzinfo=_zone(task))


def _zone(task: Task) -> ZoneInfo:
    return ZoneInfo(task.owner.zone if task.owner else workspace().zone)


@transaction.atomic
def snooze_task(task: Task, until: datetime, *, by: User) -> Task:
    """Remind later; a day that would have passed by then moves with it. Raises Refused."""
    if until <= timezone.now():
        _refuse("until", _("Choose a time to come."))
    day = until.astimezone(_zone(task)).date()
    later: dict[str, Any] = {"due_on": day} if task.due_on and task.due_on < day else {}
    return change_task(task, by=by, remind_at=until, **later)


@transaction.atomic
def trash_task(task: Task, *, by: User) -> Task:
    """Move a task to the trash. Raises Refused where it is there."""
    task = locked(task)
    task.deleted_at = timezone.now()
    save(task)
    record(events.TaskDeleted(), on=[task, *around_of(task)], by=by)
    settle(task)
    return task


def locked(task: Task) -> Task:
    """The task as it stands, locked. Raises Refused where it is in the trash."""
    found: Task | None = (
        Task.objects.select_for_update().filter(pk=task.pk, deleted_at=None).first()
    )
    if found is None:
        raise Refused(_("This is in the trash already."))
    return found


def save(task: Task) -> None:
    """Store a changed task under its next version."""
    task.version, task.updated_at = task.version + 1, timezone.now()
    task.save()


def checked_owner(owner: User | None, by: User) -> User:
    """The colleague who shall own it. Raises Refused where `by` may not give it to them."""
    if owner is None or not owner.is_active:
        _refuse("owner_id", _("There is no such colleague."))
    if owner.pk != by.pk and not by.can("work.assign_task"):
        _refuse("owner_id", _("You may not give records to others."))
    return owner


def around_of(task: Task) -> list[Any]:
    """The task's record for the timeline, also where one may only see the task itself."""
    known = records.TYPES.get(task.type)
    it = known.model._base_manager.filter(pk=task.record_id).first() if known else None
    return around(it)


def settle(task: Task) -> None:
    """The search row, and the record's next step."""
    searching.refresh("task", [task.pk])
    if task.record_id:
        settle_step(task.type, task.record_id)


def settle_step(type_key: str, record_id: int) -> None:
    """Keep a record's next step: its earliest open task with a day."""
    if keep := NEXT_STEPS.get(type_key):
        rows = Task.objects.open().filter(type=type_key, record_id=record_id)
        rows = rows.filter(deleted_at=None, due_on__isnull=False)
        first = rows.order_by("due_on", "at").values_list("due_on", "at").first()
        keep(record_id, _step(*first) if first else None)


def _step(day: date, at: datetime | None) -> datetime:
    return at or datetime.combine(day, MORNING, tzinfo=ZoneInfo(workspace().zone))


def plain(value: Any) -> Any:
    """A value as an event keeps it."""
    if isinstance(value, User):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value
