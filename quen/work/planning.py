"""When a task is due, when it reminds, and when it comes again."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from quen.kit.moments import spoken
from quen.kit.refused import Refused
from quen.kit.text import fold

MORNING = time(9)
_UNITS = {
    60: ("m", "min", "mins", "minute", "minutes", "phut", "p", "นาที"),
    3600: ("h", "hour", "hours", "gio", "tieng", "ชั่วโมง", "ชม", "ชม."),
    86400: ("d", "day", "days", "ngay", "วัน"),
    604800: ("w", "week", "weeks", "tuan", "สัปดาห์", "อาทิตย์"),
}
_SECONDS = {fold(word): seconds for seconds, words in _UNITS.items() for word in words}
_LENGTH = re.compile(
    r"(?:in |sau |อีก ?|before |truoc |ก่อน ?)?(\d{1,3}(?:[.,]5)?) ?([^\s\d]+)"
    r"(?: nua| truoc| before| earlier| later| ก่อน)?"
)


def reminder(typed: str, due: datetime | None, now: datetime, zone: str) -> datetime | None:
    """The moment that "45 minutes", "1 ngày" or "mai 9h" means; None for nothing typed.

    A length counts back from when the task is due, and from now on where it has no day. Raises Refused
    for what cannot be read and for a moment that has passed.
    """
    text = typed.strip()
    if not text:
        return None
    at = _by_length(text, due, now) or _by_day(text, now, zone)
    if at is None:
        words = _("Write a reminder as “45 minutes”, “1 day” or “tomorrow 9:00”.")
        raise Refused(words, errors={"remind": words})
    if at <= now:
        words = _("That reminder would be in the past.")
        raise Refused(words, errors={"remind": words})
    return at


def _by_length(text: str, due: datetime | None, now: datetime) -> datetime | None:
    found = _LENGTH.fullmatch(fold(text))
    seconds = _SECONDS.get(found[2]) if found else None
    if found is None or seconds is None:
        return None
    length = timedelta(seconds=float(found[1].replace(",", ".")) * seconds)
    return due - length if due else now + length


def _by_day(text: str, now: datetime, zone: str) -> datetime | None:
    there = now.astimezone(ZoneInfo(zone))
    said = spoken(text, there.date())
    if said.day is None or said.rest:
        return None
    return datetime.combine(said.day, said.at or MORNING, tzinfo=ZoneInfo(zone))


def moment_of(due_on: date | None, hour: time | None, zone: str) -> datetime | None:
    """The start of what has an hour, in the owner's zone."""
    if due_on is None or hour is None:
        return None
    return datetime.combine(due_on, hour, tzinfo=ZoneInfo(zone))


def due_moment(task: Any, zone: str) -> datetime | None:
    """When a task is due: its hour, or nine in the morning of its day."""
    if task.at or task.due_on is None:
        return task.at
    return datetime.combine(task.due_on, MORNING, tzinfo=ZoneInfo(zone))


def next_day(repeats: str, start: date, after: date) -> date:
    """The first day of a series from `start` that lies after `after`.

    A month without the day (the 31st, the 29th of February) takes its last day, and the series goes on
    from the day it began with. Raises ValueError for an unknown rhythm.
    """
    if repeats == "daily":
        return after + timedelta(days=1)
    if repeats == "weekdays":
        return next(day for n in range(1, 4) if (day := after + timedelta(days=n)).weekday() < 5)
    if repeats == "weekly":
        return after + timedelta(days=7 - (after - start).days % 7)
    months = {"monthly": 1, "yearly": 12}.get(repeats)
    if months is None:
        raise ValueError(repeats)
    gone = (after.year - start.year) * 12 + after.month - start.month
    step = max(gone // months, 0)
    while (day := _months_on(start, step * months)) <= after:
        step += 1
    return day


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
