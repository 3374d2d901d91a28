"""An iCalendar file of any program as entries: read with patience, refused in words."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, vRecur

from quen.kit.text import clean, one_line
from quen.work.calendar.entry import LONG_AGO, Entry, Person, When, moment_of

BIGGEST = 5_000_000
LONGEST = 20_000
# What a line of a calendar looks like; programs that fold badly leave others, which go to the line before.
_LINE = re.compile(r"[A-Za-z0-9-]+[;:]|[ \t]")
_ZONES = re.compile(r"^BEGIN:VTIMEZONE.*?^END:VTIMEZONE\s*", re.MULTILINE | re.DOTALL)
_WHOLE = ("VCALENDAR", "VEVENT", "VTODO")  # some programs leave the frame out
_WORDS = {
    "size": _("This calendar is too big."),
    "file": _("This is no calendar file, or it is damaged."),
    "none": _("This file holds no calendar."),
}


class Unreadable(ValueError):
    """The file is no calendar; `sentence` is for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.sentence: Promise = _WORDS[reason]


def entries_in(body: bytes, zone: str = "UTC") -> list[Entry]:
    """Events and to-dos of a file, in its order; times without a zone are hours in `zone`.

    An entry that has neither a start nor a due date, or one that cannot be understood, is left out.
    Raises Unreadable.
    """
    if len(body) > BIGGEST:
        raise Unreadable("size")
    return [
        entry
        for calendar in calendars_in(body)
        for part in calendar.walk()
        if part.name in ("VEVENT", "VTODO") and (entry := _entry(part, zone)) is not None
    ]


def calendars_in(body: bytes) -> list[Calendar]:
    """What stands in a file, mended where a program broke it. Raises Unreadable."""
    text = _text(body)
    for attempt in (text, _mended(text)):
        try:
            found = Calendar.from_ical(attempt, multiple=True)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
            continue  # the library tells damage in all of these
        if calendars := [one for one in found if one.name in _WHOLE]:
            return calendars
        raise Unreadable("none")
    raise Unreadable("file")


def _text(body: bytes) -> str:
    coding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return body.decode(coding)
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _mended(text: str) -> str:
    """Put lines together that a program broke without folding them, leave out empty ones, and zones that
    are described wrongly or not named: the names of zones are known."""
    lines: list[str] = []
    for line in _ZONES.sub("", text.replace(";TZID=:", ":")).splitlines():
        if not line.strip():
            continue
        if _LINE.match(line) or not lines:
            lines.append(line)
        else:
            lines[-1] += line.strip()
    return "\r\n".join(lines) + "\r\n"


def _entry(part: Any, zone: str) -> Entry | None:
    try:
        return _made(part, zone)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _made(part: Any, zone: str) -> Entry | None:
    todo = part.name == "VTODO"
    starts, own = _when(part, "DTSTART", zone)
    ends, due_zone = _when(part, "DUE" if todo else "DTEND", zone)
    if starts is None and ends is None:
        return None
    own = own or due_zone or "UTC"
    ends = ends if ends is not None else _by_length(part, starts)
    instance, _zone = _when(part, "RECURRENCE-ID", zone)
    return Entry(
        uid=_words(part, "UID")[:255] or f"{moment_of(starts or ends, own):%Y%m%dT%H%M%SZ}",
        title=_words(part, "SUMMARY")[:200],
        starts=starts,
        ends=ends,
        zone=own,
        todo=todo,
        sequence=number_in(part, "SEQUENCE"),
        place=_words(part, "LOCATION")[:200],
        text=clean(_plain(part, "DESCRIPTION"))[:LONGEST],
        url=_words(part, "URL")[:2000],
        rule=_rule(part),
        gone=_many(part, "EXDATE", zone),
        extra=_many(part, "RDATE", zone),
        instance=instance,
        alarm=_alarm(part, starts, own),
        free=not todo and _words(part, "TRANSP").upper() == "TRANSPARENT",
        private=_words(part, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"),
        cancelled=_words(part, "STATUS").upper() == "CANCELLED",
        done_at=_done(part, zone) if todo else None,
        changed_at=_changed(part, zone),
        organizer=next(iter(_people(part, "ORGANIZER")), None),
        attendees=tuple(_people(part, "ATTENDEE")),
    )


def _first(part: Any, name: str) -> Any:
    value = part.get(name)
    return value[0] if isinstance(value, list) and value else value


def _plain(part: Any, name: str) -> str:
    value = _first(part, name)
    return "" if value is None else str(value)


def _words(part: Any, name: str) -> str:
    return one_line(clean(_plain(part, name))).strip()


def number_in(part: Any, name: str) -> int:
    """A whole number; 0 for anything else."""
    text = _plain(part, name).strip()
    return min(int(text), 2**31 - 1) if text.isascii() and text.isdecimal() else 0


def _when(part: Any, name: str, zone: str) -> tuple[When | None, str]:
    """A day or an aware moment, and the IANA zone that it is told in."""
    value = getattr(_first(part, name), "dt", None)
    if not isinstance(value, datetime):
        return (value, zone) if isinstance(value, date) else (None, "")
    return _aware(value, zone)


def _aware(value: datetime, zone: str) -> tuple[datetime, str]:
    if value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo(zone)), zone
    name = _zone_name(value.tzinfo)
    if not name:
        return value.astimezone(UTC), "UTC"
    return value.astimezone(UTC if name == "UTC" else ZoneInfo(name)), name


def _zone_name(tzinfo: Any) -> str:
    """The IANA name of a zone; a program's own, such as "/x.org/Europe/Paris", by how it ends."""
    told = str(getattr(tzinfo, "key", "") or getattr(tzinfo, "zone", "") or tzinfo)
    if told in ("UTC", "Etc/UTC"):
        return "UTC"
    parts = told.strip("/").split("/")
    tails = ("/".join(parts[n:]) for n in range(len(parts)))
    return next((tail for tail in tails if tail in available_timezones()), "")


def _by_length(part: Any, starts: When | None) -> When | None:
    length = getattr(_first(part, "DURATION"), "dt", None)
    if starts is None or not isinstance(length, timedelta):
        return None
    return starts + length


def _moment(part: Any, name: str, zone: str) -> datetime | None:
    when, own = _when(part, name, zone)
    return None if when is None else moment_of(when, own).astimezone(UTC)


def _rule(part: Any) -> str:
    value = _first(part, "RRULE")
    if not isinstance(value, vRecur):
        return ""
    told = value.to_ical().decode()
    return str(told) if "FREQ" in told.upper() else ""


def _many(part: Any, name: str, zone: str) -> tuple[When, ...]:
    value = part.get(name)
    found: list[When] = []
    for one in value if isinstance(value, list) else [value] if value is not None else []:
        for told in getattr(one, "dts", ()):
            when = told.dt[0] if isinstance(told.dt, tuple) else told.dt
            found.append(_aware(when, zone)[0] if isinstance(when, datetime) else when)
    return tuple(found)


def _alarm(part: Any, starts: When | None, zone: str) -> timedelta | None:
    """The first reminder, counted from the start."""
    for alarm in part.walk("VALARM"):
        at = getattr(_first(alarm, "TRIGGER"), "dt", None)
        if isinstance(at, timedelta):
            return at
        if isinstance(at, datetime) and starts is not None:
            return _aware(at, zone)[0] - moment_of(starts, zone)
    return None


def _done(part: Any, zone: str) -> datetime | None:
    at = _moment(part, "COMPLETED", zone)
    if at is None and _words(part, "STATUS").upper() == "COMPLETED":
        return _changed(part, zone)
    return at


def _changed(part: Any, zone: str) -> datetime | None:
    at = _moment(part, "LAST-MODIFIED", zone) or _moment(part, "DTSTAMP", zone)
    return None if at == LONG_AGO else at


def _people(part: Any, name: str) -> Iterator[Person]:
    value = part.get(name)
    for one in value if isinstance(value, list) else [value] if value is not None else []:
        scheme, _colon, mail = str(one).partition(":")
        if scheme.lower() != "mailto" or "@" not in mail:
            continue
        yield Person(
            mail.strip()[:254], _told(one, "CN")[:200], _told(one, "PARTSTAT").upper()[:20]
        )


def _told(address: Any, name: str) -> str:
    return one_line(clean(str(address.params.get(name, ""))))
