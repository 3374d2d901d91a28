"""One calendar on two sides: what changed there comes here, what changed here goes there.

The conflict rule: where both sides changed the same event, the newer change stands (LAST-MODIFIED there,
the time of the change here; without the former ours), and the trace keeps what was given up. A side that
deleted loses to one that changed since. Network and transactions take turns: no call is made inside one.
"""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.kit import secrets
from quen.work.actions import calendar_accounts as accounts
from quen.work.actions.sync_storing import push
from quen.work.actions.sync_taking import come, lost, moved_there
from quen.work.calendar.dav import Failed, Server
from quen.work.models import CalendarAccount

ANEW = timedelta(days=30)  # series are worked out again, for their end lies 400 days ahead
FEW = 5


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
    pushed = push(account, server)
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
        if not moved_there(link, bodies):
            lost(account, link)
    for href, (etag, body) in bodies.items():
        come(account, href, etag, body)
    return len(listing)
