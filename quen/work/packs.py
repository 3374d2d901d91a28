"""What this room lends to packs: sample tasks and notes."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.fields import searching
from quen.fields.packs.parts import Made, Making, Spec, part
from quen.work.actions.notes import add_note
from quen.work.actions.tasks import add_task, settle_step
from quen.work.models import Note, Task


def declare() -> None:
    """Lend them (once, at start)."""
    part(
        "tasks", label=gettext_lazy("Tasks"), order=75,
        make=_task, type="task", model=Task, remove=_no_tasks,
    )  # fmt: skip
    part(
        "notes", label=gettext_lazy("Notes"), order=80,
        make=_note, type="note", model=Note, remove=_no_notes, holds=_answered,
    )  # fmt: skip


def _task(spec: Spec, it: Making) -> Made:
    type_key, record_id = _on(spec, it)
    task = add_task(
        title=it.text(spec["title"]),
        by=it.by,
        kind=spec.get("kind", "task"),
        type_key=type_key,
        record_id=record_id,
        due_on=it.day + timedelta(days=spec["days"]),
    )
    return Made(task.pk)


def _note(spec: Spec, it: Making) -> Made:
    type_key, record_id = _on(spec, it)
    return Made(add_note(type_key, record_id, it.text(spec["text"]), by=it.by).pk)


def _on(spec: Spec, it: Making) -> tuple[str, int]:
    kinds = {"contacts": "contact", "companies": "company", "deals": "deal"}
    return kinds[spec["on"].split(".")[0]], it.ids[spec["on"]]


def _no_tasks(ids: list[int]) -> None:
    rows = Task.objects.filter(pk__in=ids)
    places = set(rows.exclude(record_id=None).values_list("type", "record_id"))
    rows.delete()
    searching.forget("task", ids)
    for type_key, record_id in places:
        settle_step(type_key, record_id)


def _no_notes(ids: list[int]) -> None:
    Note.objects.filter(pk__in=ids).delete()


def _answered(ids: list[int]) -> Mapping[int, str]:
    """A colleague has answered below a sample note."""
    answers = Note.objects.filter(parent_id__in=ids, deleted_at=None).exclude(pk__in=ids)
    return dict.fromkeys(answers.values_list("parent_id", flat=True), _("a colleague answered it"))
