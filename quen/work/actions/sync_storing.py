"""What changed here goes to another calendar: new, changed, deleted; never over what changed there."""

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from quen.work.actions import calendar_accounts as accounts
from quen.work.actions.sync_taking import BACK, Facts, come, here_of, trace
from quen.work.calendar.dav import Failed, Server, address, path_of
from quen.work.calendar.planned import entry_of, minutes_of, uid_of, zone_of
from quen.work.calendar.writing import changed_in, file_of
from quen.work.models import CalendarAccount, CalendarLink, Task


def push(account: CalendarAccount, server: Server) -> bool:
    """Bring there what changed here; says whether anything was stored."""
    stored = False
    for link in account.links.filter(task__isnull=False).select_related("task"):
        task = link.task
        if task and (task.deleted_at or task.owner_id != account.user_id):
            stored = _unstore(account, server, link, task) or stored
    for task in list(accounts.local_of(account, timezone.now() - BACK)):
        known: CalendarLink | None = getattr(task, "calendar_link", None)
        if known is None:
            stored = _store_new(account, server, task) or stored
        elif known.account_id == account.pk and known.version != task.version:
            stored = _store_changed(account, server, known, task) or stored
    return stored


def _store_new(account: CalendarAccount, server: Server, task: Task) -> bool:
    uid = uid_of(task)
    href = path_of(address(account.calendar_url, f"{path_of(account.calendar_url)}{uid.partition('@')[0]}.ics"))  # fmt: skip
    if account.links.filter(href=href).exists():
        return False
    # Only this one of a series: the next is planned when this is done, and goes there then.
    body = file_of([replace(entry_of(task), rule="")])
    try:
        etag = server.store(address(account.calendar_url, href), body, "")
    except Failed as failed:
        if failed.status != 412:
            raise
        for there, (mark, found) in server.bodies(account.calendar_url, [href]).items():
            come(account, there, mark, found)
        return True
    with transaction.atomic():
        CalendarLink.objects.create(
            account=account, task=task, href=href, uid=uid, etag=etag, version=task.version,
            base=here_of(task), seen_at=timezone.now(),
        )  # fmt: skip
        trace(account, uid, task.title, "stored")
    return True


def _store_changed(
    account: CalendarAccount, server: Server, link: CalendarLink, task: Task
) -> bool:
    here = here_of(task)
    if here == link.base:
        CalendarLink.objects.filter(pk=link.pk).update(version=task.version)
        return False
    found = server.bodies(account.calendar_url, [link.href]).get(link.href)
    if found is None or found[0] != link.etag:
        return True  # it changed there a moment ago: the next run brings both together
    body = changed_in(found[1], _wanted(task, here, link.base), timezone.now().astimezone(UTC))
    try:
        etag = server.store(address(account.calendar_url, link.href), body, link.etag)
    except Failed as failed:
        if failed.status == 412:
            return True
        raise
    with transaction.atomic():
        facts = {"etag": etag, "version": task.version, "base": here}
        CalendarLink.objects.filter(pk=link.pk).update(**facts)
        trace(account, link.uid, task.title, "stored")
    return True


def _wanted(task: Task, here: Facts, base: Facts) -> Facts:
    """What the event there must say anew: hours in the owner's zone, and nothing that did not change."""
    wanted = {key: here[key] for key in ("title", "place") if here[key] != base.get(key)}
    if task.at and any(here[key] != base.get(key) for key in ("at", "minutes")):
        wanted["at"] = task.at.astimezone(ZoneInfo(zone_of(task)))
        wanted["until"] = wanted["at"] + timedelta(minutes=minutes_of(task))
    return wanted


def _unstore(account: CalendarAccount, server: Server, link: CalendarLink, task: Task) -> bool:
    try:
        server.delete(address(account.calendar_url, link.href), link.etag)
    except Failed as failed:
        if failed.status == 412:
            return True
        raise
    with transaction.atomic():
        trace(account, link.uid, task.title, "deleted_there")
        link.delete()
    return True
