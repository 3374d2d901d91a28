"""An import: the file, how it is read and mapped, how far it is, and what became of its rows."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user)


class ImportRun(models.Model):
    """`mapping` is {"columns": {header: field}, "values": {field: {given: stored}}, "match": field,
    "constants": {field: value}}. `position` counts rows of the file that are dealt with."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being set up")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Stopped")
        FAILED = "failed", _("Failed")

    object = models.CharField(max_length=24)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=400)
    encoding = models.CharField(max_length=20, blank=True, default="")
    delimiter = models.CharField(max_length=2, blank=True, default="")
    sheet = models.CharField(max_length=80, blank=True, default="")
    mapping = models.JSONField(default=dict)
    dry = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class RefusedRow(models.Model):
    """A row that did not go in: its number in the file, its cells, and why, field by field."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    reasons = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="fields_refused_row_once")
        ]
