"""Periods that people ask for by name, as days and as moments."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SUNDAY_FIRST = frozenset({"th"})


def week_start(day: date, language: str = "vi") -> date:
    """Find the first day of the week: Monday in Vietnamese and English, Sunday in Thai."""
    passed = day.isoweekday() % 7 if language in _SUNDAY_FIRST else day.weekday()
    return day - timedelta(days=passed)


def month_start(day: date) -> date:
    """Find the first day of the month."""
    return day.replace(day=1)


def quarter_start(day: date) -> date:
    """Find the first day of the calendar quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def year_start(day: date) -> date:
    """Find the first day of the calendar year."""
    return date(day.year, 1, 1)


def add_months(day: date, months: int) -> date:
    """Move a day by whole months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def period(name: str, today: date, language: str = "vi") -> tuple[date, date]:
    """Say the first and the last day of a named period, one of PERIODS; the days of "last 7" include today."""
    first, after = PERIODS[name](today, language)
    return first, after - timedelta(days=1)


def moments(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Turn days, both included, into moments in UTC: from the first one on, up to but without the second."""
    here = ZoneInfo(zone)
    start = datetime.combine(first, time(), here)
    end = datetime.combine(last + timedelta(days=1), time(), here)
    return start.astimezone(UTC), end.astimezone(UTC)


Span = Callable[[date, str], tuple[date, date]]


def _days(before: int, count: int) -> Span:
    return lambda today, _language: (
        today - timedelta(days=before),
        today - timedelta(days=before - count),
    )


def _week(weeks: int) -> Span:
    def span(today: date, language: str) -> tuple[date, date]:
        first = week_start(today, language) + timedelta(weeks=weeks)
        return first, first + timedelta(weeks=1)

    return span


def _months(start: Callable[[date], date], offset: int, length: int) -> Span:
    def span(today: date, _language: str) -> tuple[date, date]:
        first = add_months(start(today), offset)
        return first, add_months(first, length)

    return span


PERIODS: dict[str, Span] = {
    "today": _days(0, 1),
    "yesterday": _days(1, 1),
    "tomorrow": _days(-1, 1),
    "last_7_days": _days(6, 7),
    "last_30_days": _days(29, 30),
    "last_90_days": _days(89, 90),
    "this_week": _week(0),
    "last_week": _week(-1),
    "next_week": _week(1),
    "this_month": _months(month_start, 0, 1),
    "last_month": _months(month_start, -1, 1),
    "next_month": _months(month_start, 1, 1),
    "this_quarter": _months(quarter_start, 0, 3),
    "last_quarter": _months(quarter_start, -3, 3),
    "this_year": _months(year_start, 0, 12),
    "last_year": _months(year_start, -12, 12),
}
