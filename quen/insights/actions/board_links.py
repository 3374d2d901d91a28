"""Links to boards for people without an account: made for some days, looked at, taken back."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.insights import events
from quen.insights.finding import place_of
from quen.insights.models import BoardLink, Dashboard
from quen.insights.spans import Span
from quen.insights.tiles import READY, Ready
from quen.kit.refused import Refused
from quen.timeline.log import record

DAYS = (1, 7, 30)
MOST = 50  # open links of one colleague
KEPT = timedelta(days=180)  # in the list, once they have ended; the log keeps that they were made


@transaction.atomic
def make_link(
    board: Ready | Dashboard, span: Span, days: int, *, by: User
) -> tuple[BoardLink, str]:
    """Let whoever has the link see a board as `by` sees it, for 1, 7 or 30 days. Gives the link and its
    token, which is never shown again.

    Raises Refused without the right, for other days, and beyond 50 open links.
    """
    if not by.can("insights.share_links"):
        raise Refused(_("You may not share dashboards by a link."), status=403)
    if days not in DAYS:
        raise Refused(_("Choose for how long the link is good."))
    if BoardLink.objects.visible_to(by).open().count() >= MOST:
        raise Refused(_("You have %d open links. Take one back first.") % MOST)
    token, now = secrets.token_urlsafe(32), timezone.now()
    made = BoardLink.objects.create(
        **place_of(board),
        sharer=by,
        hash=BoardLink.hashed(token),
        last_four=token[-4:],
        first=span.first,
        last=span.last,
        unit=span.unit,
        each=span.each,
        made_at=now,
        ends_at=now + timedelta(days=days),
    )
    told = events.BoardLinkMade(name=str(board.name), ends_at=made.ends_at.isoformat())
    record(told, on=[by], by=by)
    return made, token


@transaction.atomic
def revoke_link(link: BoardLink, *, by: User) -> None:
    """Take a link back at once; one that is taken back already stays so."""
    if BoardLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        name = link.dashboard.name if link.dashboard else str(READY[link.ready].name)
        record(events.BoardLinkRevoked(name=name, last_four=link.last_four), on=[by], by=by)


def see_link(link: BoardLink) -> None:
    """Somebody looks at the board. A count of the link itself, and no event: nothing has changed."""
    BoardLink.objects.filter(pk=link.pk).update(
        openings=F("openings") + 1, opened_at=timezone.now()
    )


def forget_links() -> int:
    """Delete links that ran out half a year ago; gives how many."""
    return BoardLink.objects.filter(ends_at__lt=timezone.now() - KEPT).delete()[0]
