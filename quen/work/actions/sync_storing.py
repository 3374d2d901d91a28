"""What changed here goes to another calendar: new, changed, deleted; never over what changed there."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from quen.work.actions import calendar_accounts as accounts
from quen.work.actions.sync_apart import apart
from quen.work.actions.sync_taking import BACK, Facts, come, here_of, trace
from quen.work.calendar.planned import entry_of, minutes_of, uid_of, zone_of
from quen.work.calendar.port import FORBIDDEN, PRECONDITION, Failed, OtherCalendar
from quen.work.models import CalendarAccount, CalendarLink, Task


def push(account: CalendarAccount, other: OtherCalendar) -> bool:
    """Bring there what changed here; says whether anything was stored."""
    stored = False
    for link in account.links.filter(task__isnull=False).select_related("task"):
        task = link.task
        if task and (task.deleted_at or task.owner_id != account.user_id):
            with apart(account, link.uid, task.title):
                stored = _unstore(account, other, link, task) or stored
    for task in list(accounts.local_of(account, timezone.now() - BACK)):
        with apart(account, uid_of(task), task.title):
            stored = _store(account, other, task) or stored
    return stored


def _store(account: CalendarAccount, other: OtherCalendar, task: Task) -> bool:
    known: CalendarLink | None = getattr(task, "calendar_link", None)
    if known is None:
        return _store_new(account, other, task)
    if known.account_id == account.pk and known.version != task.version:
        return _store_changed(account, other, known, task)
    return False


def _store_new(account: CalendarAccount, other: OtherCalendar, task: Task) -> bool:
    uid = uid_of(task)
    if account.links.filter(uid=uid).exists():
        return False
    # Only this one of a series: the next is planned when this is done, and goes there then.
    stored = other.create(account.calendar_url, replace(entry_of(task), rule=""))
    if stored.stood is not None:
        come(account, stored.stood)
        return True
    with transaction.atomic():
        CalendarLink.objects.create(
            account=account, task=task, href=stored.href, uid=uid, etag=stored.etag,
            version=task.version, base=here_of(task), seen_at=timezone.now(),
        )  # fmt: skip
        trace(account, uid, task.title, "stored")
    return True


def _store_changed(
    account: CalendarAccount, other: OtherCalendar, link: CalendarLink, task: Task
) -> bool:
    here = here_of(task)
    if here == link.base:
        CalendarLink.objects.filter(pk=link.pk).update(version=task.version)
        return False
    found = other.fetch(account.calendar_url, link.href)
    if found is None:
        return True  # it went a moment ago: the next run knows
    if found.etag != link.etag:
        come(account, found)  # it changed a moment ago: the next run stores what stands then
        return True
    wanted = _wanted(task, here, link.base)
    try:
        etag = other.change(account.calendar_url, found, wanted) if wanted else link.etag
    except Failed as failed:
        if failed.status == FORBIDDEN:
            _leave(account, link, task)
        elif failed.status != PRECONDITION:
            raise
        return True
    with transaction.atomic():
        facts = {"etag": etag, "version": task.version, "base": here}
        CalendarLink.objects.filter(pk=link.pk).update(**facts)
        trace(account, link.uid, task.title, "stored")
    return True


@transaction.atomic
def _leave(account: CalendarAccount, link: CalendarLink, task: Task) -> None:
    """An event of somebody else's is not changed there, and is not asked for again until it changes here."""
    CalendarLink.objects.filter(pk=link.pk).update(version=task.version)
    trace(account, link.uid, task.title, "only_here")


def _wanted(task: Task, here: Facts, base: Facts) -> Facts:
    """What the event there must say anew: hours in the owner's zone, and nothing that did not change."""
    wanted = {key: here[key] for key in ("title", "place") if here[key] != base.get(key)}
    if task.at and any(here[key] != base.get(key) for key in ("at", "minutes")):
        wanted["at"] = task.at.astimezone(ZoneInfo(zone_of(task)))
        wanted["until"] = wanted["at"] + timedelta(minutes=minutes_of(task))
    return wanted


def _unstore(
    account: CalendarAccount, other: OtherCalendar, link: CalendarLink, task: Task
) -> bool:
    try:
        other.delete(account.calendar_url, link.href, link.etag)
    except Failed as failed:
        if failed.status == FORBIDDEN:
            return False  # somebody else's event: it stays there, and gone here
        if failed.status != PRECONDITION:
            raise
        found = other.fetch(account.calendar_url, link.href)
        if found is not None:
            come(account, found)
        return True
    with transaction.atomic():
        trace(account, link.uid, task.title, "deleted_there")
        link.delete()
    return True
