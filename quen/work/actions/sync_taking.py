"""What stands in another calendar comes here: new, changed, deleted, or only as busy hours."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.timeline.log import record
from quen.work import events
from quen.work.actions import calendar_accounts as accounts
from quen.work.actions.tasks import add_task, around_of, change_task, save, settle, trash_task
from quen.work.calendar.entry import Entry
from quen.work.calendar.occurring import times_of
from quen.work.calendar.planned import facts_of, minutes_of, uid_of
from quen.work.calendar.port import Found
from quen.work.models import BusyTime, CalendarAccount, CalendarLink, CalendarTrace, Task
from quen.work.models.task import LONGEST_MINUTES

BACK = timedelta(days=1)
Facts = dict[str, Any]
Hours = list[tuple[datetime, datetime]]


def moved_there(link: CalendarLink, found: Iterable[Found]) -> bool:
    """Whether the event only has another name on the server now."""
    known = CalendarLink.objects.filter(account_id=link.account_id)
    for one in found:
        if any(entry.uid == link.uid for entry in one.entries) and not known.filter(href=one.href).exists():  # fmt: skip
            CalendarLink.objects.filter(pk=link.pk).update(href=one.href)
            return True
    return False


def come(account: CalendarAccount, found: Found) -> None:
    """Take in one event as it stands there."""
    entry = next((one for one in found.entries if one.instance is None), None)
    uid = entry.uid if entry else found.href[:255]
    # A rule may take a while to work out: before anything is locked.
    hours = times_of([one for one in found.entries if one.uid == uid], timezone.now())
    _taken(account, found, uid, entry, hours)


@transaction.atomic
def _taken(
    account: CalendarAccount, found: Found, uid: str, entry: Entry | None, hours: Hours
) -> None:
    href = found.href
    link = account.links.select_for_update(of=("self",)).filter(href=href).first()
    if link is None and account.links.filter(uid=uid).exists():
        trace(account, uid, entry.title if entry else "", "twice")
        return
    if link is None:
        link = CalendarLink(account=account, href=href, uid=uid, task=_known(account, uid))
        if entry and link.task is None and _is_single(entry):
            link.task = _begun(account, entry)
            link.version = link.task.version
        if entry and link.task:
            link.base = _there(entry)
    elif link.task and entry:
        _changed(account, link, link.task, entry)
    link.etag, link.seen_at = found.etag, timezone.now()
    link.save()
    _keep_busy(link, hours)


def _known(account: CalendarAccount, uid: str) -> Task | None:
    """Our own event, met again after the account was connected anew or an answer of the server was lost."""
    since = timezone.now() - BACK
    rows = accounts.local_of(account, since).filter(calendar_link=None)
    found: Task | None = next((task for task in rows if uid_of(task) == uid), None)
    return found


def _is_single(entry: Entry) -> bool:
    """What becomes a meeting here: it has hours, a week of them at most, takes place once, and is still to come."""
    alone = not (entry.rule or entry.extra or entry.cancelled or entry.free)
    return _can_be_planned(entry) and alone and entry.ends > timezone.now()  # type: ignore[operator]


def _can_be_planned(entry: Entry) -> bool:
    """Whether it has hours, and not more of them than a plan may take: cut short here, it would be there too
    as soon as it is changed here."""
    if not isinstance(entry.starts, datetime) or not isinstance(entry.ends, datetime):
        return False
    return entry.ends - entry.starts <= timedelta(minutes=LONGEST_MINUTES)


def _begun(account: CalendarAccount, entry: Entry) -> Task:
    facts = facts_of(entry, account.user.zone)
    if entry.private:
        facts |= {"title": _title(entry), "text": "", "place": ""}
    user = account.user
    made = add_task(by=user, owner=user, kind="meeting", **{**facts, "repeats": ""})
    trace(account, entry.uid, made.title, "came")
    return made


def _changed(account: CalendarAccount, link: CalendarLink, task: Task, entry: Entry) -> None:
    there, here = _there(entry), here_of(task)
    if task.done_at or there in (link.base, here):
        if there == here:
            link.base, link.version = there, task.version
        return
    if entry.cancelled:
        _trash(account, link, task)
        return
    ours = link.version != task.version and (here != link.base or task.deleted_at is not None)
    theirs_newer = entry.changed_at is not None and entry.changed_at > task.updated_at
    if ours and not theirs_newer:
        trace(account, link.uid, task.title, "ours_won", there)
        link.base, link.version = there, 0
        return
    if ours:
        trace(account, link.uid, task.title, "theirs_won", here)
    if _can_be_planned(entry):
        _apply(account, link, task, there)
    else:
        _trash(account, link, task, "whole_day")
        link.task = (
            None  # what stands there is no plan any more, so it is not deleted with this one
        )


def _apply(account: CalendarAccount, link: CalendarLink, task: Task, there: Facts) -> None:
    if task.deleted_at:
        task.deleted_at = None
        save(task)
        record(events.TaskRestored(), on=[task, *around_of(task)], by=account.user)
        settle(task)
    moved = {key: value for key, value in there.items() if value != here_of(task)[key]}
    if "at" in moved:
        moved["at"] = datetime.fromisoformat(moved["at"])
    task = change_task(task, by=account.user, **moved)
    trace(account, link.uid, task.title, "changed_here")
    link.task, link.version, link.base = task, task.version, there


@transaction.atomic
def lost(account: CalendarAccount, link: CalendarLink) -> None:
    """An event was deleted there."""
    task = link.task
    if task is None or task.done_at or task.deleted_at:
        link.delete()
    elif link.version != task.version and here_of(task) != link.base:
        trace(account, link.uid, task.title, "kept")
        link.delete()  # it goes there again
    else:
        _trash(account, link, task)
        link.delete()


def _trash(
    account: CalendarAccount, link: CalendarLink, task: Task, why: str = "deleted_here"
) -> None:
    trace(account, link.uid, task.title, why, here_of(task))
    if task.deleted_at is None:
        trash_task(task, by=account.user)


def _keep_busy(link: CalendarLink, hours: Hours) -> None:
    """The hours of an event that is no meeting here; of a meeting, its task tells."""
    link.busy.all().delete()
    if link.task_id is None:
        BusyTime.objects.bulk_create(
            BusyTime(link=link, user_id=link.account.user_id, starts_at=start, ends_at=end)
            for start, end in hours
        )


def here_of(task: Task) -> Facts:
    """What both sides must agree on."""
    at = task.at.astimezone(UTC).isoformat() if task.at else ""
    return {"title": task.title, "at": at, "minutes": minutes_of(task), "place": task.place}


def _there(entry: Entry) -> Facts:
    facts = facts_of(entry, entry.zone)
    at = facts["at"].astimezone(UTC).isoformat() if facts["at"] else ""
    place = "" if entry.private else entry.place
    return {"title": _title(entry), "at": at, "minutes": facts["minutes"] or 60, "place": place}


def _title(entry: Entry) -> str:
    """What is private there says nothing here."""
    return _("Busy") if entry.private else entry.title or "–"


def trace(
    account: CalendarAccount, uid: str, title: str, what: str, given_up: Facts | None = None
) -> None:
    CalendarTrace.objects.create(
        account=account,
        at=timezone.now(),
        uid=uid,
        title=title[:200],
        what=what,
        lost=given_up or {},
    )
