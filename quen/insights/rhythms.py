"""When boards are mailed, and which days such a mail tells of: whole ones that have passed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quen.insights.models import BoardMail
from quen.insights.spans import Span
from quen.kit.calendar import WorkingCalendar
from quen.kit.opening import company_calendar
from quen.kit.periods import month_start, period

USUAL = time(8)
_DAY = timedelta(days=1)
_SEARCHED = 400  # days; longer than any rest between two working days


def next_mail(rhythm: str, at: time, moment: datetime) -> datetime:
    """The first moment of a rhythm after `moment`, in UTC; `at` is an hour of the business zone."""
    calendar = company_calendar()
    zone = ZoneInfo(calendar.zone)
    today = moment.astimezone(zone).date()
    every = (today + n * _DAY for n in range(_SEARCHED))
    fitting = (datetime.combine(day, at, zone) for day in every if _fits(rhythm, day, calendar))
    late = datetime.combine(today + _SEARCHED * _DAY, at, zone)  # a company that never works
    return next((one for one in fitting if one > moment), late).astimezone(UTC)


def _fits(rhythm: str, day: date, calendar: WorkingCalendar) -> bool:
    if rhythm == BoardMail.Rhythm.MONDAYS:
        return day.weekday() == 0
    if rhythm == BoardMail.Rhythm.MONTHS:
        return day.day == 1
    return calendar.is_working_day(day)


def days_told(rhythm: str, today: date, language: str) -> Span:
    """Last week on Mondays, last month on the first; on working days the month up to yesterday."""
    if rhythm == BoardMail.Rhythm.MONDAYS:
        return Span(*period("last_week", today, language), "week", "day", fixed=True)
    if rhythm == BoardMail.Rhythm.MONTHS:
        return Span(*period("last_month", today, language), "month", "week", fixed=True)
    yesterday = today - _DAY
    return Span(month_start(yesterday), yesterday, "month", "week", fixed=True)
