"""When a wait is over."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from quen.kit.calendar import WorkingCalendar
from quen.kit.opening import company_calendar
from quen.kit.refused import Refused
from quen.kit.workspace import workspace

_LONGEST = 3 * 366


def ends_at(step: Mapping[str, Any], record: Any, began: datetime) -> datetime:
    """When a wait that began then is over, in UTC; waiting for a day in a field asks the record as it is now.

    Raises Refused where that field is empty.
    """
    if step.get("column"):
        return _of_field(step, record)
    days, hours = step.get("days", 0), step.get("hours", 0)
    if step.get("working"):
        return _working(began, days, hours, step.get("at", ""))
    return _at(began + timedelta(days=days, hours=hours), step.get("at", ""), began)


def limit_of(step: Mapping[str, Any], began: datetime) -> datetime | None:
    """When waiting for an event gives up; None for never."""
    length = timedelta(days=step.get("days", 0), hours=step.get("hours", 0))
    return began + length if length else None


def _of_field(step: Mapping[str, Any], record: Any) -> datetime:
    value = getattr(record, step["column"])
    if value is None:
        raise Refused(_("The day to wait for is empty."))
    zone = ZoneInfo(workspace().zone)
    day = value.astimezone(zone).date() if isinstance(value, datetime) else value
    at = moment_on(day + timedelta(days=step.get("days", 0)), step.get("at") or "09:00")
    return company_calendar().next_working(at) if step.get("working") else at


def _working(began: datetime, days: int, hours: int, at: str) -> datetime:
    calendar = company_calendar()
    zone = ZoneInfo(calendar.zone)
    there = began.astimezone(zone)
    day = _days_on(there.date(), days, calendar)
    hour = time.fromisoformat(at) if at else there.time()
    moment = max(datetime.combine(day, hour, zone), began) if days or at else began
    if hours:
        return calendar.add_working(moment, timedelta(hours=hours))
    return calendar.next_working(moment)


def _days_on(day: date, count: int, calendar: WorkingCalendar) -> date:
    """So many working days later."""
    for _n in range(_LONGEST):
        if count <= 0:
            return day
        day += timedelta(days=1)
        count -= calendar.is_working_day(day)
    raise Refused(_("The company has no working days."))


def _at(moment: datetime, hour: str, began: datetime) -> datetime:
    """The hour of that day in the business zone; never before the wait began."""
    if not hour:
        return moment
    day = moment.astimezone(ZoneInfo(workspace().zone)).date()
    return max(moment_on(day, hour), began)


def moment_on(day: date, hour: str) -> datetime:
    """An hour ("09:00") of a day in the business zone."""
    return datetime.combine(day, time.fromisoformat(hour), ZoneInfo(workspace().zone))
