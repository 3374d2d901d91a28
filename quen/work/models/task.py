"""Something to do, by somebody, by some day, on a record or alone."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from quen.accounts.visibility import Owned, OwnedQuerySet

OPEN = Q(done_at__isnull=True, deleted_at__isnull=True)


class TaskQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def due_by(self, day: date) -> Self:
        return self.open().filter(due_on__lte=day)


class Task(Owned):
    """`due_on` is a day in the owner's zone; `type` and `record_id` are empty for a task alone."""

    DEFAULT_SORT = "created_at"

    title = models.CharField(max_length=200)
    norm = models.CharField(max_length=200, blank=True, default="")
    due_on = models.DateField(null=True, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.title
