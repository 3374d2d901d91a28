"""A colleague's other calendar is connected, chosen, and let go."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit import secrets
from quen.kit.refused import Refused
from quen.timeline.log import record
from quen.work import events
from quen.work.calendar.providers import PROVIDERS
from quen.work.models import BusyTime, CalendarAccount, CalendarTrace, Task
from quen.work.models.calendar_account import PURPOSE

EVERY = timedelta(minutes=5)
LATEST = timedelta(hours=6)
KEPT_TRACES = timedelta(days=30)
# How an account begins, and begins again with a new permission.
_FRESH = {
    "failures": 0, "error": "", "consent_lost_at": None, "access": "", "access_until": None,
    "renewing_until": None,
}  # fmt: skip


@transaction.atomic
def connect_account(user: User, *, url: str, username: str, password: str) -> CalendarAccount:
    """Keep how a CalDAV server is reached; its calendars are looked for by a job. Raises Refused."""
    url = url.strip() if "//" in url else f"https://{url.strip()}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        words = _("Give the address of the server, as https://dav.example.com/.")
        raise Refused(words, errors={"url": words})
    _may_connect(user)
    account = _begun(
        user, kind="caldav", url=url[:500], username=username.strip()[:254],
        password=secrets.closed(PURPOSE, password),
    )  # fmt: skip
    record(events.CalendarConnected(server=parts.hostname), on=[user], by=user)
    return account


@transaction.atomic
def connect_consented(user: User, *, kind: str, code: str, verifier: str) -> CalendarAccount:
    """Keep the code with which a job gets the colleague's permission at Google or Microsoft. An account of
    the same kind that stands goes on where it was, with the new permission. Raises Refused."""
    grant = secrets.closed(PURPOSE, json.dumps([code, verifier]))
    standing = CalendarAccount.objects.visible_to(user).filter(kind=kind)
    renewed = standing.update(grant=grant, next_at=timezone.now(), **_FRESH)
    if renewed:
        account = standing.get()
    else:
        _may_connect(user)
        account = _begun(user, kind=kind, grant=grant)
    record(events.CalendarConnected(server=PROVIDERS[kind].label), on=[user], by=user)
    return account


def _may_connect(user: User) -> None:
    if not user.can("work.add_task"):
        raise Refused(_("You may not plan meetings."))
    if CalendarAccount.objects.visible_to(user).exists():
        raise Refused(_("A calendar is connected already. Let it go first."))


def _begun(user: User, **facts: Any) -> CalendarAccount:
    blank = {"url": "", "username": "", "password": "", "grant": "", "calendars": [], "mark": ""}
    begun = blank | facts | {"let_go_at": None, "next_at": timezone.now(), "listed_at": None}
    return CalendarAccount.objects.update_or_create(user=user, defaults=begun | _FRESH)[0]


@transaction.atomic
def choose_calendar(account: CalendarAccount, url: str, *, by: User) -> CalendarAccount:
    """Choose which calendar is kept the same. Raises Refused for one that the server did not name."""
    account = CalendarAccount.objects.select_for_update().get(pk=account.pk)
    chosen = next((one for one in account.calendars if one["url"] == url), None)
    if chosen is None or account.calendar_url:
        raise Refused(_("Choose one of the calendars."))
    if account.former_url != url:
        account.links.all().delete()
    account.calendar_url, account.calendar_name = chosen["url"], chosen["name"][:200]
    account.next_at = timezone.now()
    account.save(update_fields=["calendar_url", "calendar_name", "next_at"])
    return account


@transaction.atomic
def let_go(account: CalendarAccount, *, by: User) -> None:
    """Forget how the account is reached. What stands on either side stays where it is."""
    account = CalendarAccount.objects.select_for_update().get(pk=account.pk)
    account.links.filter(task=None).delete()
    CalendarAccount.objects.filter(pk=account.pk).update(
        password="", grant="", access="", let_go_at=timezone.now(), next_at=None, busy_until=None,
        calendar_url="", former_url=account.calendar_url,
    )  # fmt: skip
    record(events.CalendarLetGo(), on=[by], by=by)


def ask_now(account: CalendarAccount) -> None:
    """Let the next run begin at once."""
    CalendarAccount.objects.filter(pk=account.pk).update(next_at=timezone.now())


def take(account_id: int) -> CalendarAccount | None:
    """The account, for one worker alone; None while another is at work or the colleague is switched off."""
    now = timezone.now()
    free = CalendarAccount.objects.filter(pk=account_id, user__is_active=True, let_go_at=None)
    free = free.exclude(busy_until__gt=now)
    if not free.update(busy_until=now + timedelta(minutes=10)):
        return None
    return CalendarAccount.objects.select_related("user").get(pk=account_id)


def found_calendars(account: CalendarAccount, calendars: list[dict[str, str]]) -> None:
    """Note what there is to choose from."""
    words = "" if calendars else _("No calendar was found under this address.")
    _end(account, calendars=calendars, error=words, failures=0, next_at=None)


def succeeded(account: CalendarAccount, *, mark: str, remote_count: int) -> None:
    """Note a run that went through."""
    now = timezone.now()
    CalendarTrace.objects.filter(account=account, at__lt=now - KEPT_TRACES).delete()
    BusyTime.objects.filter(link__account=account, ends_at__lt=now - timedelta(days=2)).delete()
    _end(
        account, mark=mark, remote_count=remote_count, error="", failures=0,
        synced_at=now, next_at=now + EVERY,
    )  # fmt: skip


def failed(account: CalendarAccount, words: str, *, wait: int = 0) -> None:
    """Note a run that did not: the next is later each time, six hours at most, and not before `wait`
    seconds where the other side says how long to wait."""
    later = min(EVERY * 2 ** min(account.failures, 10), LATEST)
    next_at = timezone.now() + max(later, timedelta(seconds=wait))
    _end(account, error=words[:300], failures=account.failures + 1, next_at=next_at)


def lost_consent(account: CalendarAccount, words: str) -> None:
    """Note that the permission does not hold any more: no run begins until the colleague gives another."""
    _end(
        account, error=words[:300], failures=account.failures + 1, next_at=None,
        consent_lost_at=timezone.now(),
    )  # fmt: skip


def listed(account: CalendarAccount) -> None:
    """Note that everything there was listed."""
    CalendarAccount.objects.filter(pk=account.pk).update(listed_at=timezone.now())


def _end(account: CalendarAccount, **facts: Any) -> None:
    mine = CalendarAccount.objects.filter(pk=account.pk, busy_until=account.busy_until)
    mine.update(busy_until=None, **facts)


def local_of(account: CalendarAccount, since: datetime) -> Any:
    """What of a colleague's plans stands in their calendar: what has an hour and is still to do."""
    rows = Task.objects.open().filter(owner=account.user, deleted_at=None, at__gte=since)
    return rows.select_related("owner", "calendar_link").order_by("at", "pk")
