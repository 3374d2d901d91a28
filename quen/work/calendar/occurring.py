"""When an event of another calendar takes place: once, or again and again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from quen.work.calendar.entry import Entry

AHEAD = timedelta(days=400)
MOST = 800


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
    length = entry.ends - entry.starts
    for start in _starts(entry, since - length, until):
        if start + length > since:
            yield start.astimezone(UTC), (start + length).astimezone(UTC)


def _starts(entry: Entry, since: datetime, until: datetime) -> list[datetime]:
    """Starts in the event's own zone, so that nine o'clock stays nine o'clock when clocks change."""
    if not isinstance(entry.starts, datetime):
        return []
    if not entry.rule:
        return [entry.starts] if since <= entry.starts < until else []
    zone = ZoneInfo(entry.zone)
    first = entry.starts.astimezone(zone).replace(tzinfo=None)
    rule = rrulestr(_naive(entry.rule, zone), dtstart=first)
    window = (
        since.astimezone(zone).replace(tzinfo=None),
        until.astimezone(zone).replace(tzinfo=None),
    )
    gone = {day for day in entry.gone if isinstance(day, datetime)}
    found: list[datetime] = []
    for start in rule.xafter(window[0], count=MOST, inc=True):
        if start >= window[1]:
            break
        aware = start.replace(tzinfo=zone)
        if aware not in gone:
            found.append(aware)
    return found


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
