"""One calendar on two sides: what changed there comes here, what changed here goes there.

The conflict rule: where both sides changed the same event, the newer change stands (LAST-MODIFIED there,
the time of the change here; without the former ours), and the trace keeps what was given up. A side that
deleted loses to one that changed since. Network and transactions take turns: no call is made inside one.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.kit import secrets
from quen.timeline.log import record
from quen.work import events
from quen.work.actions import calendar_accounts as accounts
from quen.work.actions.tasks import add_task, around_of, change_task, save, settle, trash_task
from quen.work.calendar.dav import Failed, Server, address, path_of
from quen.work.calendar.entry import Entry
from quen.work.calendar.occurring import times_of
from quen.work.calendar.planned import entry_of, facts_of, minutes_of, uid_of, zone_of
from quen.work.calendar.reading import Unreadable, entries_in
from quen.work.calendar.writing import changed_in, file_of
from quen.work.models import BusyTime, CalendarAccount, CalendarLink, CalendarTrace, Task

BACK = timedelta(days=1)
ANEW = timedelta(days=30)  # series are worked out again, for their end lies 400 days ahead
FEW = 5
TOLD = ("title", "at", "minutes", "place")
Facts = dict[str, Any]


def sync(account_id: int) -> None:
    """Bring both sides together once, or look for calendars while none is chosen; how it went stands on the
    account. For one worker alone."""
    account = accounts.take(account_id)
    if account is None:
        return
    with translation.override(account.user.language):
        _told(account)


def _told(account: CalendarAccount) -> None:
    try:
        server = Server(account.url, account.username, account.secret())
        if account.calendar_url:
            _run(account, server)
        else:
            accounts.found_calendars(account, server.calendars())
    except Failed as error:
        accounts.failed(account, str(error.sentence))
    except secrets.Unopened:
        accounts.failed(
            account, _("The password cannot be read any more. Connect the calendar anew.")
        )


def _run(account: CalendarAccount, server: Server) -> None:
    mark, count = server.mark(account.calendar_url), account.remote_count
    old = account.links.filter(task=None, seen_at__lt=timezone.now() - ANEW).exists()
    if not mark or mark != account.mark or old:
        count = _pull(account, server)
    pushed = _push(account, server)
    # What we stored ourselves has moved the mark: the next run lists once more and finds nothing new.
    accounts.succeeded(account, mark="" if pushed else mark, remote_count=count)


def _pull(account: CalendarAccount, server: Server) -> int:
    listing = server.listing(account.calendar_url)
    links = {link.href: link for link in account.links.all()}
    anew = timezone.now() - ANEW
    changed = [
        href
        for href, etag in listing.items()
        if not etag or href not in links or links[href].etag != etag
        or (links[href].task_id is None and links[href].seen_at < anew)
    ]  # fmt: skip
    gone = [link for href, link in links.items() if href not in listing]
    if len(gone) >= FEW and len(gone) == len(links):
        raise Failed(
            _("All events vanished from the calendar at once, so nothing is deleted here.")
        )
    bodies = server.bodies(account.calendar_url, changed)
    for link in gone:
        if not _moved(link, bodies):
            _lost(account, link)
    for href, (etag, body) in bodies.items():
        _come(account, href, etag, body)
    return len(listing)


def _moved(link: CalendarLink, bodies: dict[str, tuple[str, bytes]]) -> bool:
    """Whether the event only has another name on the server now."""
    for href, (_etag, body) in bodies.items():
        if link.uid.encode() in body and not CalendarLink.objects.filter(account_id=link.account_id, href=href).exists():  # fmt: skip
            CalendarLink.objects.filter(pk=link.pk).update(href=href)
            return True
    return False


@transaction.atomic
def _come(account: CalendarAccount, href: str, etag: str, body: bytes) -> None:
    """Take in one event as it stands there."""
    try:
        entries = [one for one in entries_in(body, account.user.zone) if not one.todo]
    except Unreadable:
        entries = []
    entry = next((one for one in entries if one.instance is None), None)
    uid = entry.uid if entry else href[:255]
    link = account.links.select_for_update(of=("self",)).filter(href=href).first()
    if link is None and account.links.filter(uid=uid).exists():
        _trace(account, uid, entry.title if entry else "", "twice")
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
    link.etag, link.seen_at = etag, timezone.now()
    link.save()
    _keep_busy(link, entries)


def _known(account: CalendarAccount, uid: str) -> Task | None:
    """Our own event, met again after the account was connected anew or an answer of the server was lost."""
    since = timezone.now() - BACK
    rows = accounts.local_of(account, since).filter(calendar_link=None)
    found: Task | None = next((task for task in rows if uid_of(task) == uid), None)
    return found


def _is_single(entry: Entry) -> bool:
    """What becomes a meeting here: it has hours, takes place once, and is still to come."""
    timed = isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime)
    alone = not (entry.rule or entry.extra or entry.cancelled or entry.free)
    return timed and alone and entry.ends > timezone.now()  # type: ignore[operator]


def _begun(account: CalendarAccount, entry: Entry) -> Task:
    facts = facts_of(entry, account.user.zone)
    if entry.private:
        facts |= {"title": _title(entry), "text": "", "place": ""}
    user = account.user
    made = add_task(by=user, owner=user, kind="meeting", **{**facts, "repeats": ""})
    _trace(account, entry.uid, made.title, "came")
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
        _trace(account, link.uid, task.title, "ours_won", there)
        link.base, link.version = there, 0
        return
    if ours:
        _trace(account, link.uid, task.title, "theirs_won", here)
    _apply(account, link, task, there)


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
    _trace(account, link.uid, task.title, "changed_here")
    link.task, link.version, link.base = task, task.version, there


@transaction.atomic
def _lost(account: CalendarAccount, link: CalendarLink) -> None:
    """An event was deleted there."""
    task = link.task
    if task is None or task.done_at or task.deleted_at:
        link.delete()
    elif link.version != task.version and here_of(task) != link.base:
        _trace(account, link.uid, task.title, "kept")
        link.delete()  # it goes there again
    else:
        _trash(account, link, task)
        link.delete()


def _trash(account: CalendarAccount, link: CalendarLink, task: Task) -> None:
    _trace(account, link.uid, task.title, "deleted_here", here_of(task))
    if task.deleted_at is None:
        trash_task(task, by=account.user)


def _keep_busy(link: CalendarLink, entries: list[Entry]) -> None:
    """The hours of an event that is no meeting here; of a meeting, its task tells."""
    link.busy.all().delete()
    if link.task_id is None:
        BusyTime.objects.bulk_create(
            BusyTime(link=link, user_id=link.account.user_id, starts_at=start, ends_at=end)
            for start, end in times_of(
                [one for one in entries if one.uid == link.uid], timezone.now()
            )
        )


def _push(account: CalendarAccount, server: Server) -> bool:
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
            _come(account, there, mark, found)
        return True
    with transaction.atomic():
        CalendarLink.objects.create(
            account=account, task=task, href=href, uid=uid, etag=etag, version=task.version,
            base=here_of(task), seen_at=timezone.now(),
        )  # fmt: skip
        _trace(account, uid, task.title, "stored")
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
        _trace(account, link.uid, task.title, "stored")
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
        _trace(account, link.uid, task.title, "deleted_there")
        link.delete()
    return True


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


def _trace(
    account: CalendarAccount, uid: str, title: str, what: str, lost: Facts | None = None
) -> None:
    CalendarTrace.objects.create(
        account=account, at=timezone.now(), uid=uid, title=title[:200], what=what, lost=lost or {}
    )
