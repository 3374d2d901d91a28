"""Working time: the hours and days on which a business works, for waits, deadlines and reminders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

Hours = Mapping[int, tuple[tuple[time, time], ...]]  # weekday (Monday is 0) to spans of the day

_DAY = ((time(8), time(12)), (time(13, 30), time(17, 30)))
OFFICE_HOURS: Hours = dict.fromkeys(range(5), _DAY)
_LIBRARY = {"en": "en_US"}  # what the library calls our languages, where it differs
_SEARCHED = 3 * 366  # a calendar without a working day for three years is a mistake, not a holiday


@dataclass(frozen=True)
class WorkingCalendar:
    """When a business works: weekly hours in its zone, without the public holidays of its country.

    `country` is an ISO code ("VN", "TH"); lunar new year, Songkran and days in lieu are in the library
    `holidays`. A Saturday that the state makes a working day has the hours of the first open weekday.
    `closed` and `opened` are the company's own days off and extra working days.
    """

    country: str = "VN"
    zone: str = "Asia/Ho_Chi_Minh"
    hours: Hours = field(default_factory=lambda: OFFICE_HOURS, hash=False)
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def holiday(self, day: date, language: str = "vi") -> str:
        """Name the public holiday on a day in "vi", "th" or "en"; empty on other days."""
        return str(_public_holidays(self.country, _LIBRARY.get(language, language)).get(day, ""))

    def is_working_day(self, day: date) -> bool:
        """Say whether any work is done on a day."""
        return bool(self._spans(day))

    def is_working(self, moment: datetime) -> bool:
        """Say whether the business is open at a moment; the closing minute is closed."""
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        return any(start <= moment < end for start, end in self.open_on(day))

    def next_working(self, moment: datetime) -> datetime:
        """Find the first open moment from `moment` on, in UTC. Raises ValueError if there is none."""
        start, _end = next(self._open_from(moment))
        return start

    def add_working(self, moment: datetime, length: timedelta) -> datetime:
        """Let `length` of open time pass from `moment` on; the answer is in UTC.

        A length that ends with the working day ends at closing time, not on the next morning. Raises
        ValueError for a negative length or a calendar that never opens.
        """
        if length < timedelta(0):
            raise ValueError("working time runs forward only")
        left = length
        for start, end in self._open_from(moment):
            if left <= end - start:
                return start + left
            left -= end - start
        raise ValueError("this calendar never opens")

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Measure the open time between two moments; zero where the second comes first."""
        passed = timedelta(0)
        zone = ZoneInfo(self.zone)
        day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        while day <= last:
            for opens, closes in self.open_on(day):
                passed += max(min(closes, end) - max(opens, start), timedelta(0))
            day += timedelta(days=1)
        return passed

    def _open_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        empty = 0
        while empty < _SEARCHED:
            spans = [(max(start, moment), end) for start, end in self.open_on(day) if end > moment]
            yield from spans
            empty = 0 if spans else empty + 1
            day += timedelta(days=1)
        raise ValueError("this calendar never opens")

    def open_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open spans of a day as moments in UTC, so that a clock change inside one counts right."""
        zone = ZoneInfo(self.zone)
        return [
            (
                datetime.combine(day, start, zone).astimezone(UTC),
                datetime.combine(day, end, zone).astimezone(UTC),
            )
            for start, end in self._spans(day)
        ]

    def _spans(self, day: date) -> tuple[tuple[time, time], ...]:
        if day in self.closed:
            return ()
        weekly = self.hours.get(day.weekday(), ())
        public = _public_holidays(self.country)
        off = day in public  # asked first: it makes the library fill the year, workdays too
        if day in self.opened or day in public.weekend_workdays:
            return weekly or next((self.hours[n] for n in sorted(self.hours) if self.hours[n]), ())
        return () if off else weekly


@lru_cache(maxsize=64)
def _public_holidays(country: str, language: str = "en_US") -> holidays.HolidayBase:
    """The holidays of a country, filled year by year as days are asked for; none where unknown."""
    try:
        return holidays.country_holidays(country, language=language)
    except NotImplementedError:
        return holidays.HolidayBase()
