"""The tasks of a record and the talk about it, beside it."""

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quen.accounts.visibility import may
from quen.fields.catalogue import catalogue
from quen.fields.file_lines import files_of
from quen.kit import days
from quen.kit.panels import panel
from quen.kit.records import type_of
from quen.work.care.courses import care_of
from quen.work.models import Note, Task

SHOWN = 10


def declare() -> None:
    """Lend the panel to every type that has a page (once, at start)."""
    for type_key in ("contact", "company", "deal"):
        panel(
            type_key, "notes", label=_("Talk"), template="work/notes_panel.html",
            needs="work.view_note", facts=threads, order=25,
        )  # fmt: skip
        panel(
            type_key, "tasks", label=_("Tasks"), template="work/tasks_panel.html",
            needs="work.view_task", facts=tasks, order=30,
        )  # fmt: skip
        panel(
            type_key, "care", label=_("Care plans"), template="work/care_panel.html",
            needs="automation.view_run", facts=care_of, order=55,
        )  # fmt: skip


def tasks(record: Any, user: Any) -> dict[str, Any]:
    """Open tasks first, then those done lately."""
    rows = Task.objects.visible_to(user).filter(type=type_of(record), record_id=record.pk)
    ordered = rows.select_related("owner").order_by("-done_at", "due_on", "id")
    found = sorted(ordered[:SHOWN], key=lambda t: (t.done_at is not None, t.due_on is None))
    return {"tasks": [_line(task, user) for task in found]}


def threads(record: Any, user: Any) -> dict[str, Any]:
    """Open threads, the newest first, then those settled lately; each with its answers."""
    here = Note.objects.visible_to(user).filter(type=type_of(record), record_id=record.pk)
    labels = {f.key: f.label for f in catalogue(type_of(record), user).fields.values()}
    readable = here.threads().filter(field__in=["", *labels])
    ordered = readable.order_by(F("settled_at").desc(nulls_first=True), "-id")
    found = list(ordered.select_related("owner")[:SHOWN])
    below: dict[int, list[Note]] = {}
    for one in here.filter(parent__in=found).select_related("owner").order_by("id"):
        below.setdefault(one.parent_id or 0, []).append(one)
    files = files_of("note", type_of(record), record.pk, user) if found else {}
    return {
        "threads": [
            {
                **_said(one, user, files),
                "about": labels.get(one.field, ""),
                "settled": one.settled_at is not None,
                "answers": [_said(answer, user, files) for answer in below.get(one.pk, [])],
            }
            for one in found
        ],
        "may_write": user.can("work.add_note"),
    }


def _said(note: Note, user: Any, files: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    return {
        "pk": note.pk,
        "who": note.owner.full_name if note.owner else "",
        "text": note.text,
        "files": files.get(note.pk, []),
        "ago": days.ago(note.created_at, timezone.now(), user.language, user.zone, era),
        "may_remove": may(note, user, "delete"),
    }


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
