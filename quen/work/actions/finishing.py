"""What ends a task, call or meeting, opens it again, writes down a call that took place, and reminds."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit import days
from quen.kit.refused import Refused
from quen.kit.text import clean
from quen.timeline.log import record
from quen.work import events
from quen.work.actions.tasks import (
    add_task,
    around_of,
    checked_owner,
    locked,
    on_day,
    plain,
    save,
    settle,
)
from quen.work.models import Task
from quen.work.models.task import OF_CALLS, OF_MEETINGS
from quen.work.planning import due_moment, next_day
from quen.work.targets import around, held_target

BATCH = 200
_MEETINGS: dict[str, Any] = {
    "held": events.MeetingHeld,
    "not_come": events.MeetingMissed,
    "called_off": events.MeetingCalledOff,
}
_OUTCOMES = {"task": ("",), "call": OF_CALLS, "meeting": OF_MEETINGS}


@transaction.atomic
def complete_task(
    task: Task, *, by: User | None, outcome: str = "", text: str = "", via: str = ""
) -> Task:
    """Finish a task, call or meeting; what repeats is planned anew. Raises Refused where it is finished.

    `outcome` is one of Task.Outcome that fits its kind, the good one where left out. `by` is empty where
    a customer calls a meeting off; `via` then says so.
    """
    task = locked(task)
    if task.done_at:
        raise Refused(_("This task is done already."))
    task.outcome = _outcome(task.kind, outcome)
    task.text = clean(text)[:20_000] or task.text
    task.done_at = timezone.now()
    save(task)
    record(_told(task), on=[task, *around_of(task)], by=by, via=via)
    settle(task)
    if task.repeats:
        _plan_next(task, by or task.owner)
    return task


def _outcome(kind: str, asked: str) -> str:
    fitting = _OUTCOMES[kind]
    if asked and asked not in fitting:
        words = _("Choose one of: %s.") % ", ".join(fitting)
        raise Refused(words, errors={"outcome": words})
    return asked or fitting[0]


def _told(task: Task) -> Any:
    said = task.text[:2000]
    if task.kind == Task.Kind.CALL:
        missed = task.inbound and task.outcome != "reached"
        kind: Any = events.CallMissed if missed else events.CallMade
        outcome = "answered" if task.inbound and not missed else task.outcome
        facts: dict[str, Any] = {"outcome": outcome, "inbound": task.inbound}
        return kind(title=task.title, text=said, minutes=task.minutes or 0, **facts)
    if task.kind == Task.Kind.MEETING:
        return _MEETINGS[task.outcome](title=task.title, text=said)
    return events.TaskCompleted(title=task.title)


def _plan_next(task: Task, by: User | None) -> None:
    """The next of a series, as far after this one as its reminder and hour stand before or on it."""
    if task.due_on is None or task.owner is None or by is None:
        return
    today = days.business_day(timezone.now(), task.owner.zone)
    start = task.repeat_from or task.due_on
    day = next_day(task.repeats, start, max(task.due_on, today - timedelta(days=1)))
    keys = ("title", "kind", "minutes", "place", "repeats", "inbound")
    facts = {key: getattr(task, key) for key in keys}
    owner = task.owner if task.owner.is_active else by
    made = add_task(
        by=by if owner == by or by.can("work.assign_task") else owner,
        owner=owner,
        type_key=task.type,
        record_id=task.record_id,
        due_on=day,
        at=on_day(task, day),
        **facts,
    )
    due = due_moment(made, owner.zone)
    ahead = task.remind_before
    Task.objects.filter(pk=made.pk).update(
        follows=task,
        repeat_from=start,
        remind_before=ahead,
        remind_at=due - timedelta(seconds=ahead) if due and ahead is not None else None,
    )


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """Open a finished task again; the next of its series goes where nobody has touched it. Raises Refused."""
    task = locked(task)
    if not task.done_at:
        raise Refused(_("This task is open."))
    task.done_at, task.outcome = None, ""
    save(task)
    record(events.TaskReopened(title=task.title), on=[task, *around_of(task)], by=by)
    for coming in Task.objects.filter(follows=task, version=1, done_at=None, deleted_at=None):
        coming.deleted_at = timezone.now()
        save(coming)
        record(events.TaskDeleted(), on=[coming, *around_of(coming)], by=by)
    settle(task)
    return task


@transaction.atomic
def log_call(
    type_key: str, record_id: int, *, by: User, outcome: str, text: str = "", **facts: Any
) -> Task:
    """Write down a call with a customer that took place just now, or at `at`. Raises Refused.

    `facts`: `inbound`, `minutes`, `at`, `title`, `owner`.
    """
    it = held_target(type_key, record_id, by)
    now = timezone.now()
    at = facts.get("at") or now
    if at > now + timedelta(minutes=5):
        words = _("A call that is still to come is planned, not written down.")
        raise Refused(words, errors={"at": words})
    owner = checked_owner(facts.get("owner") or by, by)
    call = Task(kind="call", title=facts.get("title") or str(_("Call")), type=type_key)
    call.record_id, call.owner, call.team_id = it.pk if it else None, owner, owner.team_id
    call.inbound, call.minutes = bool(facts.get("inbound")), facts.get("minutes")
    call.outcome, call.text = _outcome("call", outcome), clean(text)[:20_000]
    call.at, call.due_on, call.done_at = at, days.business_day(at, owner.zone), now
    call.created_at = call.updated_at = now
    call.save()
    record(_told(call), on=[call, *around(it)], by=by, at=at)
    settle(call)
    return call


@transaction.atomic
def send_reminders() -> int:
    """Tell the owners of what is due to be reminded of; gives how many. Goes on while batches are full."""
    due = Task.objects.open().filter(deleted_at=None, remind_at__lte=timezone.now())
    rows = list(due.select_for_update(of=("self",)).order_by("remind_at")[:BATCH])
    for task in rows:
        record(events.TaskReminded(title=task.title, at=plain(task.at) or ""), on=[task])
    Task.objects.filter(pk__in=[task.pk for task in rows]).update(remind_at=None)
    return len(rows)
