"""Something to do, by somebody, by some day, on a record or alone: a plain task, a call, a meeting."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.accounts.visibility import Owned, OwnedQuerySet

OF_CALLS = ("reached", "no_answer", "busy", "wrong_number")
OF_MEETINGS = ("held", "not_come", "called_off")
LONGEST_MINUTES = 7 * 24 * 60
OPEN = Q(done_at__isnull=True, deleted_at__isnull=True)


class TaskQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def due_by(self, day: date) -> Self:
        return self.open().filter(due_on__lte=day)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Task(Owned):
    """`due_on` is a day in the owner's zone, `at` the hour on it where it has one, `minutes` how long it
    takes. `type` and `record_id` are empty for a task alone. `remind_at` is emptied once the reminder has
    gone out; `remind_before` keeps how many seconds ahead it was, for the next of a series. `repeats` makes the next one when this is done, counted from `repeat_from`; `follows` is the
    one it came from. `outcome` says how a call or meeting went, `text` what was said."""

    DEFAULT_SORT = "created_at"

    class Kind(models.TextChoices):
        TASK = "task", _("Task")
        CALL = "call", _("Call")
        MEETING = "meeting", _("Meeting")

    class Repeats(models.TextChoices):
        NEVER = "", _("Does not repeat")
        DAILY = "daily", _("Every day")
        WEEKDAYS = "weekdays", _("Every working day")
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")
        YEARLY = "yearly", _("Every year")

    class Outcome(models.TextChoices):
        NONE = "", "–"
        REACHED = "reached", _("Reached")
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy, call back")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        HELD = "held", _("It took place")
        NOT_COME = "not_come", _("The customer did not come")
        CALLED_OFF = "called_off", _("Called off")

    title = models.CharField(max_length=200)
    norm = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TASK, db_default="task")
    due_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="", db_default="")
    inbound = models.BooleanField(default=False, db_default=False)
    outcome = models.CharField(
        max_length=12, choices=Outcome, blank=True, default="", db_default=""
    )
    text = models.TextField(blank=True, default="", db_default="")
    remind_at = models.DateTimeField(null=True, blank=True)
    remind_before = models.IntegerField(null=True, blank=True)
    repeats = models.CharField(max_length=8, choices=Repeats, blank=True, default="", db_default="")
    repeat_from = models.DateField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="followed_by"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    type = models.CharField(max_length=24, blank=True, default="")
    record_id = models.BigIntegerField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_on", "id"], condition=OPEN, name="work_task_due"),
            models.Index(
                fields=["due_on", "id", "owner", "team"], condition=OPEN, name="work_task_next"
            ),
            models.Index(fields=["type", "record_id", "due_on"], name="work_task_record"),
            models.Index(
                fields=["-created_at", "-id", "owner", "team"],
                condition=Q(deleted_at__isnull=True),
                name="work_task_created",
            ),
            models.Index(
                fields=["remind_at"],
                condition=OPEN & Q(remind_at__isnull=False),
                name="work_task_remind",
            ),
            # Who was cared for on some days.
            models.Index(
                fields=["outcome", "done_at", "type", "record_id"],
                condition=Q(done_at__isnull=False, deleted_at__isnull=True),
                name="work_task_went",
            ),
            models.Index(
                fields=["owner", "-done_at"],
                condition=Q(done_at__isnull=False, deleted_at__isnull=True),
                name="work_task_done",
            ),
        ]

    def __str__(self) -> str:
        return self.title
