"""One calendar on two sides: what changed there comes here, what changed here goes there.

The conflict rule: where both sides changed the same event, the newer change stands (LAST-MODIFIED there,
the time of the change here; without the former ours), and the trace keeps what was given up. A side that
deleted loses to one that changed since. Network and transactions take turns: no call is made inside one.
What kind of calendar it is, only `calendar_of` knows.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.kit import secrets
from quen.work.actions import calendar_accounts as accounts
from quen.work.actions.consents import Consent
from quen.work.actions.sync_apart import apart
from quen.work.actions.sync_storing import push
from quen.work.actions.sync_taking import Facts, come, lost, moved_there
from quen.work.calendar.dav import Server
from quen.work.calendar.dav_calendar import DavCalendar
from quen.work.calendar.google import GoogleCalendar
from quen.work.calendar.graph import PREFER, GraphCalendar
from quen.work.calendar.port import Changes, ConsentLost, Failed, OtherCalendar
from quen.work.calendar.providers import provider
from quen.work.calendar.rest import Api
from quen.work.models import BusyTime, CalendarAccount, CalendarLink

ANEW = timedelta(days=30)  # series are worked out again, for their end lies 400 days ahead
FEW = 5
log = logging.getLogger(__name__)


def sync(account_id: int) -> None:
    """Bring both sides together once, or look for calendars while none is chosen; how it went stands on the
    account. For one worker alone."""
    account = accounts.take(account_id)
    if account is None:
        return
    with translation.override(account.user.language):
        _told(account)


def calendar_of(account: CalendarAccount) -> OtherCalendar:
    """The other side of an account. Raises kit.secrets.Unopened."""
    if account.kind == CalendarAccount.Kind.CALDAV:
        server = Server(account.url, account.username, account.secret())
        return DavCalendar(server, account.user.zone)
    base, consent = provider(account.kind).api, Consent(account)
    if account.kind == CalendarAccount.Kind.GOOGLE:
        return GoogleCalendar(Api(base, consent))
    return GraphCalendar(Api(base, consent, PREFER))


def _told(account: CalendarAccount) -> None:
    try:
        other = calendar_of(account)
        if account.calendar_url:
            _run(account, other)
        else:
            accounts.found_calendars(account, other.calendars())
    except ConsentLost as error:
        accounts.lost_consent(account, str(error.sentence))
    except Failed as error:
        accounts.failed(account, str(error.sentence), wait=error.wait)
    except secrets.Unopened:
        accounts.failed(
            account, _("The password cannot be read any more. Connect the calendar anew.")
        )
    except Exception:
        log.exception("calendar account %s: the run broke off", account.pk)
        accounts.failed(
            account, _("Something unexpected went wrong. It stands in the server's log.")
        )


def _run(account: CalendarAccount, other: OtherCalendar) -> None:
    mark = _pull(account, other, "" if _is_old(account) else account.mark)
    pushed = push(account, other)
    # Where what we stored ourselves may not move the mark, the next run lists once more and finds nothing new.
    kept = "" if pushed and other.own_moves_mark else mark
    accounts.succeeded(account, mark=kept, remote_count=account.links.count())


def _is_old(account: CalendarAccount) -> bool:
    """Whether everything must be listed again, because what lies ahead has come nearer."""
    long_ago = timezone.now() - ANEW
    if account.listed_at is None or account.listed_at < long_ago:
        return True
    return account.links.filter(task=None, seen_at__lt=long_ago).exists()


def _pull(account: CalendarAccount, other: OtherCalendar, mark: str) -> str:
    """Take in what changed there; gives the mark of the state that was taken in."""
    links = {link.href: link for link in account.links.all()}
    anew = timezone.now() - ANEW
    known = {href: link.etag for href, link in links.items() if link.task_id or link.seen_at >= anew}  # fmt: skip
    changes = other.changes(account.calendar_url, mark, known)
    gone = [link for href, link in links.items() if href in changes.gone]
    if changes.there is not None:
        gone += _missing(account, links, changes)
    for link in gone:
        with apart(account, link.uid, ""):
            if not moved_there(link, changes.found):
                _went(account, other, link)
    for found in changes.found:
        if not found.etag or known.get(found.href) != found.etag:
            with apart(account, found.href[:255], found.title):
                come(account, found)
    if changes.there is not None:
        accounts.listed(account)
    return changes.mark


def _missing(
    account: CalendarAccount, links: dict[str, CalendarLink], changes: Changes
) -> list[CalendarLink]:
    """What a whole listing should have named and did not, and what has no plan here and is over: nothing is
    told of it any more. Raises Failed where all is missing."""
    inside = _inside(account, changes)
    told = changes.gone | (changes.there or frozenset())
    missing = [link for href, link in links.items() if href not in told]
    lost = [link for link in missing if link.pk in inside]
    if FEW <= len(lost) == len(inside):
        raise Failed(
            _("All events vanished from the calendar at once, so nothing is deleted here.")
        )
    return [link for link in missing if link.pk in inside or link.task_id is None]


def _inside(account: CalendarAccount, changes: Changes) -> set[int]:
    """The links whose event stood there in the days that were listed, as far as we know."""
    if changes.since is None or changes.until is None:
        return set(account.links.values_list("pk", flat=True))
    since, until = changes.since, changes.until
    hours = BusyTime.objects.filter(link__account=account, ends_at__gt=since, starts_at__lt=until)
    plans = account.links.filter(task__isnull=False).values_list("pk", "base")
    inside = {pk for pk, base in plans if _stood_in(base, since, until)}
    return inside | set(hours.values_list("link_id", flat=True))


def _stood_in(base: Facts, since: datetime, until: datetime) -> bool:
    if not base.get("at"):
        return False
    at = datetime.fromisoformat(base["at"])
    return at < until and at + timedelta(minutes=base["minutes"]) > since


def _went(account: CalendarAccount, other: OtherCalendar, link: CalendarLink) -> None:
    """An event is not named any more: it was deleted, or lies outside the days that are looked at."""
    found = other.fetch(account.calendar_url, link.href) if link.task_id else None
    if found is None:
        lost(account, link)
    else:
        come(account, found)
