"""A task, call or meeting as a calendar entry, and what an entry says as facts of one."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from quen.kit.workspace import workspace
from quen.work.calendar.entry import Entry, moment_of
from quen.work.models import Task

# How long something takes whose length nobody gave, in minutes.
USUAL = {"task": 30, "call": 15, "meeting": 60}
_RULES = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
}
_LAST_SURE = 28  # the last day that every month has


def uid_of(task: Task) -> str:
    """The name of a task in all calendars; it tells nothing of how many there are."""
    return whole_uid(salted_hmac("quen.work.calendar", str(task.pk)).hexdigest()[:32])


def whole_uid(name: str) -> str:
    """A UID of ours by its first part, where a calendar keeps no more of it."""
    return f"{name}@{urlsplit(settings.BASE_URL).hostname or 'quen'}"


def minutes_of(task: Task) -> int:
    """How long it takes, or usually takes."""
    return task.minutes or USUAL[task.kind]


def entry_of(task: Task, *, todo: bool = False, about: str = "") -> Entry:
    """A task as an event, or as a to-do. Without an hour it takes its day and leaves the person free.

    `about` is whom or what it concerns. `owner` should be loaded. Raises ValueError for an event of a task
    that has no day.
    """
    zone = zone_of(task)
    starts = task.at or task.due_on
    if starts is None and not todo:
        raise ValueError(f"task {task.pk} has no day")
    return Entry(
        uid=uid_of(task),
        title=task.title,
        starts=None if todo else starts,
        ends=starts if todo else _end(task),
        zone=zone,
        todo=todo,
        sequence=task.version,
        place=task.place,
        text="\n\n".join(filter(None, (about, task.text))),
        url=settings.BASE_URL + reverse("work:task", args=[task.pk]),
        rule=rule_of(task.repeats, starts) if starts and not task.done_at else "",
        alarm=task.remind_at - moment_of(starts, zone) if task.remind_at and starts else None,
        free=task.at is None,
        done_at=task.done_at,
        changed_at=task.updated_at.replace(microsecond=0),
    )


def zone_of(task: Task) -> str:
    """The zone in which a task's hours are meant: its owner's."""
    return task.owner.zone if task.owner else workspace().zone


def _end(task: Task) -> date | datetime | None:
    if task.at:
        return task.at + timedelta(minutes=minutes_of(task))
    return task.due_on + timedelta(days=1) if task.due_on else None


def rule_of(repeats: str, start: date | datetime) -> str:
    """The RRULE of a rhythm; a month without the day takes its last one, as `planning.next_day` does."""
    if repeats not in ("monthly", "yearly"):
        return _RULES.get(repeats, "")
    rule = f"FREQ={repeats.upper()}"
    if start.day <= _LAST_SURE:
        return rule
    month = f";BYMONTH={start.month}" if repeats == "yearly" else ""
    days = ",".join(str(day) for day in range(_LAST_SURE, start.day + 1))
    return f"{rule}{month};BYMONTHDAY={days};BYSETPOS=-1"


def rhythm_of(rule: str) -> str:
    """The rhythm of Task.Repeats that an RRULE stands for; empty where there is none like it."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    parts = {k: v for k, v in parts.items() if (k, v) != ("INTERVAL", "1") and k != "WKST"}
    frequency, rest = parts.pop("FREQ", ""), parts
    if frequency in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") and not rest:
        return frequency.lower()
    working = frequency in ("DAILY", "WEEKLY") and set(rest) == {"BYDAY"}
    if working and set(rest["BYDAY"].split(",")) == {"MO", "TU", "WE", "TH", "FR"}:
        return "weekdays"
    alone = {"WEEKLY": {"BYDAY"}, "MONTHLY": {"BYMONTHDAY"}, "YEARLY": {"BYMONTH", "BYMONTHDAY"}}
    single = all("," not in value and not value.startswith("-") for value in rest.values())
    return frequency.lower() if single and set(rest) == alone.get(frequency) else ""


def facts_of(entry: Entry, zone: str) -> dict[str, Any]:
    """What an entry says, as `add_task` and `change_task` take it; days are those of `zone`."""
    when = entry.ends if entry.todo and entry.ends else entry.starts
    at = when if isinstance(when, datetime) else None
    due = at.astimezone(ZoneInfo(zone)).date() if at else when
    return {
        "title": entry.title or "–",
        "due_on": due,
        "at": at,
        "minutes": _minutes(entry) if at else None,
        "place": entry.place,
        "text": entry.text,
        "repeats": rhythm_of(entry.rule) if due else "",
    }


def _minutes(entry: Entry) -> int | None:
    if entry.todo or not isinstance(entry.starts, datetime) or not isinstance(entry.ends, datetime):
        return None
    length = int((entry.ends - entry.starts).total_seconds() // 60)
    return length if length > 0 else None
