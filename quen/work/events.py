"""What can happen to notes and tasks."""

from dataclasses import field
from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("note.added", icon="note", group="talk", activity=True)
class NoteAdded:
    text: str
    mentioned: list[int] = field(default_factory=list)
    thread: list[int] = field(default_factory=list)
    answer: bool = False

    label = _("Note added")
    sentence = _("{actor} noted: {text}")
    personal = ("text",)


@event("note.settled", icon="circle-check", group="talk")
class NoteSettled:
    text: str

    sentence = _("{actor} settled: {text}")
    personal = ("text",)


@event("note.reopened", icon="rotate", group="talk")
class NoteReopened:
    text: str

    sentence = _("{actor} opened again: {text}")
    personal = ("text",)


@event("note.deleted", icon="trash", group="change")
class NoteDeleted:
    sentence = _("{actor} removed a note")


@event("task.created", icon="checkbox", group="business")
class TaskCreated:
    title: str
    due_on: str = ""

    label = _("Task planned")
    sentence = _("{actor} planned: {title}")
    personal = ("title",)


@event("task.changed", icon="edit", group="change")
class TaskChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed a task")


@event("task.assigned", icon="user-share", group="change")
class TaskAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave a task to a colleague")


@event("task.completed", icon="circle-check", group="talk", activity=True)
class TaskCompleted:
    title: str

    label = _("Task done")
    sentence = _("{actor} finished: {title}")
    personal = ("title",)


@event("task.reopened", icon="rotate", group="business")
class TaskReopened:
    title: str

    sentence = _("{actor} opened again: {title}")


@event("task.deleted", icon="trash", group="change")
class TaskDeleted:
    sentence = _("{actor} moved a task to the trash")


@event("task.restored", icon="trash-off", group="change")
class TaskRestored:
    sentence = _("{actor} took a task out of the trash")
