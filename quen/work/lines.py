"""Open tasks as lines of a day list: what, on whom, when, and how pressing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.visibility import may
from quen.kit import days, records
from quen.people.models import Contact
from quen.work.models import Task
from quen.work.models.task import OF_CALLS, OF_MEETINGS

ICONS = {"task": "checkbox", "call": "phone", "meeting": "calendar-event"}
GROUPS = ("late", "today", "tomorrow", "week", "later", "none")


def today_of(user: Any) -> date:
    """Today in the colleague's own zone."""
    return days.business_day(timezone.now(), user.zone)


def lines_of(tasks: Iterable[Task], user: Any) -> list[dict[str, Any]]:
    """Tasks as lines, those of one day by hour, then by the score of the customer. At most 4 queries."""
    rows = list(tasks)
    names = records.titles((t.type, t.record_id) for t in rows if t.type and t.record_id)
    scores = _scores(rows)
    today = today_of(user)
    made = [_line(task, names, scores, today, user) for task in rows]
    return sorted(made, key=lambda line: line["rank"])


def _scores(rows: list[Task]) -> dict[int, int]:
    ids = [t.record_id for t in rows if t.type == "contact" and t.record_id]
    found = Contact._base_manager.filter(pk__in=ids).values_list("pk", "score")
    return dict(found)


def _line(
    task: Task,
    names: dict[tuple[str, int], str],
    scores: dict[int, int],
    today: date,
    user: Any,
) -> dict[str, Any]:
    known = records.TYPES.get(task.type)
    on = names.get((task.type, task.record_id or 0), "")
    score = scores.get(task.record_id or 0, 0) if task.type == "contact" else 0
    return {
        "pk": task.pk,
        "title": task.title,
        "icon": ICONS[task.kind],
        "kind": task.kind,
        "url": reverse("work:task", args=[task.pk]),
        "on": on,
        "on_url": known.url(task.record_id) if known and on and task.record_id else "",
        "whose": task.owner.full_name if task.owner and task.owner_id != user.pk else "",
        "when": _when(task, today, user),
        "late": task.due_on is not None and task.due_on < today,
        "group": group_of(task, today),
        "may_change": may(task, user, "change"),
        "score": score,
        "rank": (task.due_on or date.max, task.at is None, str(task.at or ""), -score, task.pk),
    }


def group_of(task: Task, today: date) -> str:
    """The heading that a task stands under: one of GROUPS."""
    if task.due_on is None:
        return "none"
    ahead = (task.due_on - today).days
    if ahead <= 1:
        return "late" if ahead < 0 else ("today", "tomorrow")[ahead]
    return "week" if ahead < 7 else "later"


def _when(task: Task, today: date, user: Any) -> str:
    if task.due_on is None:
        return ""
    hour = days.shown_time(task.at, user.zone) if task.at else ""
    if task.due_on == today:
        return hour or _("Today")
    era = "buddhist" if user.buddhist_years else "common"
    return f"{days.shown_day(task.due_on, user.language, era)} {hour}".strip()


def grouped(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines under their headings, empty headings left out."""
    words = {
        "late": _("Overdue"),
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "week": _("Next 7 days"),
        "later": _("Later"),
        "none": _("Without a day"),
    }
    found = [
        {"key": key, "label": words[key], "lines": [x for x in lines if x["group"] == key]}
        for key in GROUPS
    ]
    return [group for group in found if group["lines"]]


def later(user: Any) -> list[tuple[str, str]]:
    """When a task may come back: (moment in ISO, words)."""
    now = timezone.localtime(timezone.now(), timezone=ZoneInfo(user.zone))
    nine = now.replace(hour=9, minute=0, second=0, microsecond=0)
    monday = nine + timedelta(days=7 - now.weekday())
    choices = (
        (now + timedelta(minutes=15), _("In 15 minutes")),
        (now + timedelta(hours=1), _("In an hour")),
        (nine + timedelta(days=1), _("Tomorrow at 9:00")),
        (monday, _("Monday at 9:00")),
    )
    return [(at.isoformat(timespec="minutes"), words) for at, words in choices]


def quick_days(user: Any) -> list[tuple[str, str]]:
    """Days that a next step is often planned for: (day in ISO, words)."""
    today = today_of(user)
    choices = (
        (1, _("Tomorrow")),
        (3, _("In 3 days")),
        (7, _("In a week")),
        (30, _("In a month")),
    )
    return [((today + timedelta(days=n)).isoformat(), words) for n, words in choices]


def outcomes(kind: str) -> list[tuple[str, str]]:
    """How a call or meeting can end: (key, words); none for a plain task."""
    keys = {"call": OF_CALLS, "meeting": OF_MEETINGS}.get(kind, ())
    return [(key, str(Task.Outcome(key).label)) for key in keys]


def planned_with(task: Task) -> bool:
    """Whether anything open, whoever's, stands on the record of a task."""
    rows = Task.objects.open().filter(type=task.type, record_id=task.record_id, deleted_at=None)
    return rows.exists()
