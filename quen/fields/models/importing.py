"""An import: the file, how it is read and mapped, how far it is, and what became of its rows.

What a run made and changed is kept for ever with the state before, so that it can be undone.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user)


class ImportRun(models.Model):
    """`mapping` is {"columns": {header: field}, "values": {field: {given: stored}}, "match": field,
    "constants": {field: value}}. `position` counts rows of the file that are dealt with; `undone` and
    `kept` are records that an undo put back, or left because others had touched them. Empty `encoding`,
    `delimiter`, `sheet` and `date_order`, 0 as `header` and -1 as `header_rows` mean: as found."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being set up")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Stopped")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    object = models.CharField(max_length=24)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=400)
    encoding = models.CharField(max_length=20, blank=True, default="")
    delimiter = models.CharField(max_length=2, blank=True, default="")
    sheet = models.CharField(max_length=80, blank=True, default="")
    header = models.PositiveSmallIntegerField(default=0)
    header_rows = models.SmallIntegerField(default=-1)
    date_order = models.CharField(max_length=3, blank=True, default="")
    mapping = models.JSONField(default=dict)
    dry = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def may_undo(self) -> bool:
        """Whether it has ended and stands; a dry run has written nothing."""
        ended = (self.State.DONE, self.State.CANCELLED, self.State.FAILED)
        return not self.dry and self.state in ended


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


class ImportedRecord(models.Model):
    """A record that a run made (`before` is null) or changed (`before` is what it was: columns and rows
    of tables of its own, only where the run made them differ).

    `number` is the row of the file that named it first, `event` the newest event when the run last wrote
    it: later ones of colleagues mean that it was touched since.
    """

    class Outcome(models.TextChoices):
        STANDS = "", _("As the import left it")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept")

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="records", db_index=False
    )
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    event = models.BigIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "type", "record_id"], name="fields_imported_record_once"
            )
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "type", "-id"], name="fields_imported_outcome"),
            models.Index(fields=["type", "record_id"], name="fields_imported_record"),
        ]
