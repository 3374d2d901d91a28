"""Which starts are free: working hours, less holidays, what colleagues have planned, and the page's limits."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from quen.accounts.models import User
from quen.kit.days import business_day
from quen.kit.workspace import workspace
from quen.work.booking.hours import calendar_of
from quen.work.calendar.planned import USUAL
from quen.work.models import BookingPage, BusyTime, Task
from quen.work.models.task import LONGEST_MINUTES

_DAY = timedelta(days=1)
_LONGEST = timedelta(minutes=LONGEST_MINUTES)


@dataclass(frozen=True)
class Slot:
    """A start that can be booked, and who is free then."""

    at: datetime
    hosts: tuple[int, ...]


@dataclass(frozen=True)
class Busy:
    """When a colleague has something planned; `before` and `after` stay free around it."""

    start: datetime
    end: datetime
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)


def hosts_of(page: BookingPage) -> dict[int, int]:
    """{colleague: weight} of those who can take a meeting: with us, and with the rights it needs."""
    rows = page.hosts.select_related("user")
    return {row.user_id: row.weight for row in rows if may_host(row.user)}


def may_host(user: User) -> bool:
    """Whether a colleague can be booked: the meeting and a new customer become theirs."""
    return bool(user.is_active and user.can("work.add_task") and user.can("people.add_contact"))


def slots_of(
    page: BookingPage,
    minutes: int,
    first: date,
    last: date,
    *,
    hosts: Iterable[int],
    but: Task | None = None,
) -> list[Slot]:
    """Free starts on business days from `first` to `last`, in order; 2 queries.

    `but` is a meeting that is about to move, which stands in nobody's way.
    """
    zone, now = workspace().zone, timezone.now()
    today = business_day(now, zone)
    first, last = max(first, today), min(last, today + timedelta(days=page.ahead))
    if last < first:
        return []
    ids = sorted(hosts)
    busy, booked = _busy(page, ids, first, last, but)
    earliest = now + timedelta(hours=page.notice)
    found = (
        Slot(at, _free(page, at, minutes, ids, busy, booked))
        for at in _starts(page, minutes, first, last)
        if at >= earliest
    )
    return [slot for slot in found if slot.hosts]


def _starts(page: BookingPage, minutes: int, first: date, last: date) -> Iterator[datetime]:
    calendar, step = calendar_of(page.hours), timedelta(minutes=page.step)
    length, day = timedelta(minutes=minutes), first
    while day <= last:
        for opens, closes in calendar.open_on(day):
            at = opens
            while at + length <= closes:
                yield at
                at += step
        day += timedelta(days=1)


def _busy(
    page: BookingPage, hosts: list[int], first: date, last: date, but: Task | None
) -> tuple[dict[int, list[Busy]], Counter[tuple[int, date]]]:
    """What each colleague has planned around those days, and how many meetings of this page a day."""
    zone = workspace().zone
    opens = datetime.combine(first, datetime.min.time(), ZoneInfo(zone))
    start = opens - _LONGEST
    end = datetime.combine(last, datetime.min.time(), ZoneInfo(zone)) + timedelta(days=2)
    rows = Task.objects.open().filter(owner__in=hosts, deleted_at=None, at__gte=start, at__lt=end)
    # The index stands on the day, in whichever zone the owner lives.
    rows = rows.filter(due_on__gte=start.date() - _DAY, due_on__lte=end.date() + _DAY)
    rows = rows.exclude(pk=but.pk) if but else rows
    columns = ("owner_id", "at", "minutes", "kind", "booking__page_id")
    buffers = ("booking__page__before", "booking__page__after")
    busy: dict[int, list[Busy]] = {pk: [] for pk in hosts}
    booked: Counter[tuple[int, date]] = Counter()
    for owner, at, minutes, kind, of_page, before, after in rows.values_list(*columns, *buffers):
        length = timedelta(minutes=minutes or USUAL[kind])
        margins = timedelta(minutes=before or 0), timedelta(minutes=after or 0)
        busy[owner].append(Busy(at, at + length, *margins))
        if of_page == page.pk:
            booked[owner, business_day(at, zone)] += 1
    # Absences may be of any length. What is over is deleted by each run, so what began before is not much.
    away = BusyTime.objects.filter(user__in=hosts, starts_at__lt=end, ends_at__gt=opens - _DAY)
    for owner, since, until in away.values_list("user_id", "starts_at", "ends_at"):
        busy[owner].append(Busy(since, until))
    return busy, booked


def _free(
    page: BookingPage,
    at: datetime,
    minutes: int,
    hosts: list[int],
    busy: dict[int, list[Busy]],
    booked: Counter[tuple[int, date]],
) -> tuple[int, ...]:
    day = business_day(at, workspace().zone)
    before, after = timedelta(minutes=page.before), timedelta(minutes=page.after)
    wanted = Busy(at, at + timedelta(minutes=minutes), before, after)
    return tuple(
        pk
        for pk in hosts
        if not (page.day_limit and booked[pk, day] >= page.day_limit)
        and not any(_clash(wanted, one) for one in busy[pk])
    )


def _clash(one: Busy, other: Busy) -> bool:
    """Two things clash where the wider of the margins between them is not free."""
    if one.start >= other.end:
        return one.start < other.end + max(one.before, other.after)
    if other.start >= one.end:
        return other.start < one.end + max(one.after, other.before)
    return True
