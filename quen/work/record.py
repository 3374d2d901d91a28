"""What work lends to record pages: four kinds of the composer, open tasks as what is coming."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.fields.record_pages import coming, composer_kind
from quen.kit import days
from quen.work.lines import ICONS
from quen.work.models import Task

MOST_COMING = 5


def declare() -> None:
    """Lend them (once, at start)."""
    composer_kind(
        "note", label=gettext_lazy("Note"), icon="note", template="work/compose_note.html",
        needs="work.add_note", order=10,
    )  # fmt: skip
    composer_kind(
        "task", label=gettext_lazy("Task"), icon="checkbox", template="work/compose_task.html",
        needs="work.add_task", order=20,
    )  # fmt: skip
    composer_kind(
        "call", label=gettext_lazy("Call"), icon="phone", template="work/compose_call.html",
        needs="work.add_task", order=15,
    )  # fmt: skip
    composer_kind(
        "meeting", label=gettext_lazy("Meeting"), icon="calendar-event",
        template="work/compose_meeting.html", needs="work.add_task", order=30,
    )  # fmt: skip
    coming(open_tasks)


def open_tasks(type_key: str, pk: int, user: Any) -> Iterable[dict[str, Any]]:
    """Open tasks with a day, the earliest first."""
    if not user.can("work.view_task"):
        return []
    rows = Task.objects.visible_to(user).open().filter(type=type_key, record_id=pk)
    dated = rows.filter(due_on__isnull=False).select_related("owner").order_by("due_on", "at", "id")
    today = days.business_day(timezone.now(), user.zone)
    return [_entry(task, task.due_on, user, today) for task in dated[:MOST_COMING] if task.due_on]


def _entry(task: Task, due: date, user: Any, today: date) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    day = days.shown_day(due, user.language, era)
    hour = days.shown_time(task.at, user.zone) if task.at else ""
    late = _("overdue") if due < today else ""
    owner = task.owner.full_name if task.owner else ""
    return {
        "key": f"task-{task.pk}",
        "icon": ICONS[task.kind],
        "tone": "loyal" if late else "convert",
        "pinned": True,
        "sentence": format_html("<b>{}</b>", task.title),
        "sub": " · ".join(filter(None, (owner, task.place, late))),
        "time": f"{day} {hour}".strip(),
        "exact": day,
        "at": due.isoformat(),
        "url": reverse("work:task", args=[task.pk]),
    }
