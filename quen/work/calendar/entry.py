"""One thing in a calendar, free of the file it came in and of the record it stands for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

When = date | datetime
# A file that says the same must read the same, so what has no date of change gets this one.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Who plans or takes part: `answer` is a PARTSTAT, empty where nobody was asked."""

    mail: str
    name: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Entry:
    """A VEVENT, or a VTODO where it is `todo` (`ends` is then its DUE). Moments are aware, days plain dates.

    `zone` is the IANA zone in which it repeats by `rule` (an RRULE), `gone` are the days and moments left
    out and `extra` those added; `instance` names the one of a series that this entry replaces. `alarm`
    counts from the start, below zero before it. `sequence` grows with each change.
    """

    uid: str
    title: str = ""
    starts: When | None = None
    ends: When | None = None
    zone: str = "UTC"
    todo: bool = False
    sequence: int = 0
    place: str = ""
    text: str = ""
    url: str = ""
    rule: str = ""
    gone: tuple[When, ...] = ()
    extra: tuple[When, ...] = ()
    instance: When | None = None
    alarm: timedelta | None = None
    free: bool = False
    private: bool = False
    cancelled: bool = False
    done_at: datetime | None = None
    changed_at: datetime | None = None
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart in a calendar: its UID and, in a series, which one it is."""
        return self.uid, str(self.instance or "")


def midnight(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone))


def moment_of(when: Any, zone: str) -> datetime:
    """A day as the moment at which it begins; a moment as it is."""
    return when if isinstance(when, datetime) else midnight(when, zone)
