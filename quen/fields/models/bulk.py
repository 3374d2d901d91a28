"""A change to many records at once: a record of its own, so that it shows progress and can be undone."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkEditQuerySet(models.QuerySet["BulkEdit"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user)


class BulkEdit(models.Model):
    """`ids` are frozen when it starts; `position` is how far it has come; `skipped` names records
    that could not be changed, with the reason."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        CANCELLED = "cancelled", _("Stopped")

    type = models.CharField(max_length=24)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    given = models.JSONField()
    ids = models.JSONField()
    total = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    skipped = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = BulkEditQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"
