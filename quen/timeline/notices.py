"""Who is told of what: rooms lend kinds of notice, one reader writes them, colleagues choose the way."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import fits
from quen.timeline.models import Event, EventLink, Follow, Notice, NoticeWay
from quen.timeline.readers import reader
from quen.timeline.reading import visible_events

Links = Sequence[EventLink]
# Time to look into the app first: what was seen there is not mailed.
GRACE = timedelta(minutes=2)
DAILY_HOUR = 8
_FRESH_SECONDS = 5
_any: list[tuple[float, bool]] = []


@dataclass(frozen=True)
class NoticeKind:
    """`to(event, links)` gives ids of colleagues; `kinds` are patterns of event kinds, by space. Of several
    kinds that tell one colleague of one event the one with the lowest `order` counts. `mail` is the way
    until the colleague chooses another: now, daily, never.
    `wanted()` spares the delivery while there is nobody to tell. `part` names where on the record's page
    it leads, as the id of a panel."""

    name: str
    label: str | Promise
    about: str | Promise
    kinds: str
    to: Callable[[Event, Links], Iterable[int]]
    mail: str = "daily"
    order: int = 50
    wanted: Callable[[], bool] = lambda: True
    part: str = ""

    def hears(self, kind: str) -> bool:
        """Whether it tells of events of this kind at all."""
        return fits(kind, self.kinds)


NOTICES: dict[str, NoticeKind] = {}


def notice(name: str, **facts: Any) -> NoticeKind:
    """Lend a kind of notice. Raises ValueError where the name is taken."""
    if name in NOTICES:
        raise ValueError(f"the notice {name} exists already")
    NOTICES[name] = NoticeKind(name=name, **facts)
    return NOTICES[name]


def ordered() -> list[NoticeKind]:
    """Every kind, the most pressing first."""
    return sorted(NOTICES.values(), key=lambda kind: (kind.order, kind.name))


def anybody_for(kind: str) -> bool:
    """Whether any kind of notice tells of this kind of event now."""
    return any(one.hears(kind) and one.wanted() for one in NOTICES.values())


@reader("timeline.notices", kinds="*", wanted=anybody_for, acts=True)
def write_notices(event: Event) -> None:
    """Tell those whom an event concerns."""
    tell(event)


def tell(event: Event) -> int:
    """Write the notices of an event: not to who did it, who is switched off, or may not see it.

    Gives how many were written; harmless when repeated.
    """
    links = list(EventLink.objects.filter(event=event).order_by("id"))
    wanted = _wanted(event, links)
    rows = get_user_model()._default_manager.filter(pk__in=wanted, is_active=True)
    seeing = [user for user in rows if _may_see(event, user)]
    ways = ways_of([user.pk for user in seeing])
    fresh = [_made(event, links, user, wanted[user.pk], ways) for user in seeing]
    told = [one for one in fresh if one is not None]
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    return len(told)


def _wanted(event: Event, links: Links) -> dict[int, str]:
    """{colleague: why}, by the most pressing reason."""
    found: dict[int, str] = {}
    for kind in ordered():
        if kind.hears(event.kind):
            for pk in kind.to(event, links):
                found.setdefault(pk, kind.name)
    found.pop(event.actor_id or 0, None)
    return found


def _may_see(event: Event, user: Any) -> bool:
    return not event.subject_id or bool(visible_events([event], user))


def ways_of(user_ids: Iterable[int]) -> dict[tuple[int, str], NoticeWay]:
    """What colleagues chose, by colleague and kind; what is missing stands as the kind brings it."""
    rows = NoticeWay.objects.filter(user_id__in=list(user_ids))
    return {(row.user_id, row.name): row for row in rows}


def _made(
    event: Event, links: Links, user: Any, name: str, ways: dict[tuple[int, str], NoticeWay]
) -> Notice | None:
    way = ways.get((user.pk, name))
    mail = way.mail if way else NOTICES[name].mail
    app = way.app if way else True
    if not app and mail == "never":
        return None
    now = timezone.now()
    return Notice(
        user=user,
        event=event,
        name=name,
        **_leads_to(event, links),
        at=event.at,
        # Who wants mail alone finds it there; in the app it counts as put away.
        done_at=None if app else now,
        mail_at=mail_time(mail, user, now),
    )


def _leads_to(event: Event, links: Links) -> dict[str, Any]:
    """The record it opens: a comment or note is read where it stands, and so is a single subject."""
    many = sum(1 for link in links if link.type == event.subject_type) > 1
    if many or not event.subject_id:
        return {"type": event.subject_type if many else "", "record_id": None}
    return {"type": event.subject_type, "record_id": event.subject_id}


def mail_time(mail: str, user: Any, now: datetime) -> datetime | None:
    """When a notice goes by mail: after a short grace, the next morning of the colleague's zone, or never."""
    if mail == "now":
        return now + GRACE
    if mail == "never":
        return None
    there = now.astimezone(ZoneInfo(user.zone))
    morning = there.replace(hour=DAILY_HOUR, minute=0, second=0, microsecond=0)
    return morning if morning > there else morning + timedelta(days=1)


def followers_on(type_key: str, record_id: int) -> set[int]:
    """Colleagues who follow a record."""
    rows = Follow.objects.filter(type=type_key, record_id=record_id, muted=False)
    return set(rows.values_list("user_id", flat=True))


def followers_of(links: Links) -> set[int]:
    """Colleagues who follow any of the linked records; a change to many records tells each but once."""
    wanted: dict[str, list[int]] = {}
    for link in links:
        wanted.setdefault(link.type, []).append(link.record_id)
    found: set[int] = set()
    for key, ids in wanted.items():
        rows = Follow.objects.filter(type=key, record_id__in=ids, muted=False)
        found |= set(rows.values_list("user_id", flat=True))
    return found


def anybody_follows() -> bool:
    """Whether any record is followed at all; asked anew after five seconds."""
    if not _any or _any[0][0] < time.monotonic():
        _any[:] = [(time.monotonic() + _FRESH_SECONDS, Follow.objects.exists())]
    return _any[0][1]


def forget_follows() -> None:
    """Ask anew whether anything is followed (after a change, and between tests)."""
    _any.clear()


def declare() -> None:
    """Lend the kind that following brings (once, at start)."""
    notice(
        "followed",
        label=_("Happened on what you follow"),
        about=_(
            "Notes, comments, files, calls, stages, wins and losses on records that you follow"
        ),
        kinds="note.added comment.added file.added call.* meeting.* task.completed quote.* "
        "*.stage_changed *.won *.lost *.reopened *.assigned *.merged *.deleted",
        to=lambda event, links: followers_of(links),
        order=90,
        wanted=anybody_follows,
    )
