"""When the company is open, as its settings say."""

from datetime import time
from typing import Any

from quen.kit.calendar import Hours, WorkingCalendar
from quen.kit.workspace import workspace


def company_hours() -> Hours:
    """The hours of the week in the company's settings."""
    it = workspace()
    span = (_time(it.opens_at), _time(it.closes_at))
    return {int(day): (span,) for day in it.working_days.split(",") if day}


def company_calendar() -> WorkingCalendar:
    """The company's working time: its hours, without the public holidays of its country."""
    it = workspace()
    return WorkingCalendar(country=it.country, zone=it.zone, hours=company_hours())


def _time(value: Any) -> time:
    """A workspace that was never saved has its defaults as text."""
    return value if isinstance(value, time) else time.fromisoformat(value)
