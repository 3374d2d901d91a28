"""When an event of another calendar takes place: once, or again and again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from quen.work.calendar.entry import Entry, When

AHEAD = timedelta(days=400)
MOST = 800
# What a rule may cost, so that none holds a worker up: letters, days from its first to the last that is asked
# for, starts that are counted. The busiest series of a working life stay far below.
LONGEST_RULE, MOST_DAYS, MOST_STARTS = 500, 36_600, 40_000
# The shortest that a period lasts, in days. What comes more often than daily is no appointment.
_PERIODS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
# The library tells a rule that makes no sense in all of these.
_SENSELESS = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


class _Over(Exception):
    """The last period that is asked for has been looked at."""


class _Interval(int):
    """An interval that ends the search after `left` periods.

    The library adds it once for each period, and where no day of a period fits (30 February) it would go on
    alone until the year 9999.
    """

    left = 0

    def _spent(self) -> int:
        if self.left <= 0:
            raise _Over
        self.left -= 1
        return int(self)

    def __radd__(self, other: int) -> int:
        return other + self._spent()

    def __mul__(self, other: int) -> int:
        return self._spent() * other


def times_of(entries: list[Entry], now: datetime) -> list[tuple[datetime, datetime]]:
    """(start, end) of all that keeps a person busy from yesterday on, 400 days ahead.

    `entries` are those of one UID: the event and single ones of its series that were changed. Whole days
    and what is marked as free keep nobody busy.
    """
    since, until = now - timedelta(days=1), now + AHEAD
    replaced = {one.instance for one in entries if one.instance is not None}
    found = [
        (start, end)
        for entry in entries
        if not (entry.todo or entry.free or entry.cancelled)
        for start, end in _of(entry, since, until)
        if entry.instance is not None or start not in replaced
    ]
    return sorted(found)[:MOST]


def _of(entry: Entry, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    if not isinstance(entry.starts, datetime) or not isinstance(entry.ends, datetime):
        return
    length = min(entry.ends - entry.starts, timedelta(days=MOST_DAYS))
    if length <= timedelta(0):
        return
    for start in _starts(entry, since - length, until):
        if since - length < start < until:
            yield start.astimezone(UTC), (start + length).astimezone(UTC)


def _starts(entry: Entry, since: datetime, until: datetime) -> set[datetime]:
    """Starts of an event, with those added and without those left out; one whose rule makes no sense, or
    costs too much, takes place once."""
    if not isinstance(entry.starts, datetime):
        return set()
    try:
        found = _by_rule(entry, entry.starts, since, until) if entry.rule else [entry.starts]
    except _SENSELESS:
        found = [entry.starts]
    extra, gone = (_placed(entry, entry.starts, many) for many in (entry.extra, entry.gone))
    return (set(found) | extra) - gone


def _placed(entry: Entry, begins: datetime, many: tuple[When, ...]) -> set[datetime]:
    """Moments as they are; a day alone means the event's own hour on it."""
    zone = ZoneInfo(entry.zone)
    hour = begins.astimezone(zone).time()
    return {
        one if isinstance(one, datetime) else datetime.combine(one, hour, tzinfo=zone)
        for one in many
    }


def _by_rule(entry: Entry, begins: datetime, since: datetime, until: datetime) -> list[datetime]:
    """Starts in the event's own zone, so that nine o'clock stays nine o'clock when clocks change. Raises
    ValueError for a rule that costs too much."""
    zone = ZoneInfo(entry.zone)
    first, after, end = (at.astimezone(zone).replace(tzinfo=None) for at in (begins, since, until))
    found: list[datetime] = []
    for n, start in enumerate(_ending(_naive(entry.rule, zone), first, end)):
        if n >= MOST_STARTS:
            raise ValueError(f"more than {MOST_STARTS} starts")
        if start >= end or len(found) >= MOST:
            break
        if start >= after:
            found.append(start.replace(tzinfo=zone))
    return found


def _ending(text: str, first: datetime, end: datetime) -> Iterator[datetime]:
    """All starts of a rule up to `end` and some after it, found in so many steps as there are periods."""
    parts = dict(part.split("=") for part in text.upper().split(";"))
    period, count = _PERIODS[parts["FREQ"]], int(parts.get("INTERVAL", "1"))
    days = (end - first).days
    if count < 1 or days > MOST_DAYS or len(text) > LONGEST_RULE:
        raise ValueError("a rule that costs too much")
    interval = _Interval(count)
    interval.left = (days + period) // (period * count) + 2
    rule = rrulestr(text, dtstart=first)
    try:
        yield from rule.replace(interval=interval)
    except _Over:
        return


def _naive(rule: str, zone: ZoneInfo) -> str:
    """The rule with its end in the event's own hours, as the library wants it."""
    parts = []
    for part in rule.split(";"):
        name, _sign, value = part.partition("=")
        if name.upper() == "UNTIL" and value.endswith("Z"):
            at = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            value = f"{at.astimezone(zone):%Y%m%dT%H%M%S}"
        parts.append(f"{name}={value}")
    return ";".join(parts)
