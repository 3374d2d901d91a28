"""The tasks of a record, beside it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quen.kit import days
from quen.kit.panels import panel
from quen.kit.records import type_of
from quen.work.models import Task

SHOWN = 10


def declare() -> None:
    """Lend the panel to every type that has a page (once, at start)."""
    for type_key in ("contact", "company", "deal"):
        panel(
            type_key, "tasks", label=_("Tasks"), template="work/tasks_panel.html",
            needs="work.view_task", facts=tasks, order=30,
        )  # fmt: skip


def tasks(record: Any, user: Any) -> dict[str, Any]:
    """Open tasks first, then those done lately."""
    rows = Task.objects.visible_to(user).filter(type=type_of(record), record_id=record.pk)
    ordered = rows.select_related("owner").order_by("-done_at", "due_on", "id")
    found = sorted(ordered[:SHOWN], key=lambda t: (t.done_at is not None, t.due_on is None))
    return {"tasks": [_line(task, user) for task in found]}


def _line(task: Task, user: Any) -> dict[str, Any]:
    today = days.business_day(timezone.now(), user.zone)
    era = "buddhist" if user.buddhist_years else "common"
    return {
        "pk": task.pk,
        "title": task.title,
        "owner": task.owner.full_name if task.owner else "",
        "due": days.shown_day(task.due_on, user.language, era) if task.due_on else "",
        "late": bool(task.due_on and task.due_on < today and not task.done_at),
        "done": task.done_at is not None,
    }
