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
    `kept` are records that an undo put back, or left because others had touched them. `layout` is
    {"header", "header_rows", "order"}: the header's first row, how many it takes, how days are written. What
    is empty or missing of it, `encoding`, `delimiter` and `sheet` is as found. `patches` are cells mended
    by hand, {row number: {header: text}}; `checked` is how far the check before the import has come."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being set up")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Stopped")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    class CheckState(models.TextChoices):
        NONE = "", _("Not checked")
        RUNNING = "running", _("Being checked")
        DONE = "done", _("Checked")

    object = models.CharField(max_length=24)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=400)
    encoding = models.CharField(max_length=20, blank=True, default="")
    delimiter = models.CharField(max_length=2, blank=True, default="")
    sheet = models.CharField(max_length=80, blank=True, default="")
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    patches = models.JSONField(default=dict)
    dry = models.BooleanField(default=False)
    check_state = models.CharField(max_length=8, choices=CheckState, blank=True, default="")
    checked = models.PositiveIntegerField(default=0)
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


class Remark(models.Model):
    """Words on rows that went in and deserve a look, and how many of them there are."""

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="remarks", db_index=False
    )
    words = models.CharField(max_length=200)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["words"]
        constraints = [models.UniqueConstraint(fields=["run", "words"], name="fields_remark_once")]


class CheckedRow(models.Model):
    """What a row would do, as the check before the import found: `record_id` is whom it would change."""

    class Outcome(models.TextChoices):
        CREATE = "create", _("New")
        UPDATE = "update", _("Changed")
        SKIP = "skip", _("As they were")
        ASK = "ask", _("To be decided")
        ERROR = "error", _("Refused")

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="checks", db_index=False
    )
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    record_id = models.BigIntegerField(null=True)
    reasons = models.JSONField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="fields_checked_row_once")
        ]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="fields_checked_outcome")]


class ImportMappingQuerySet(models.QuerySet["ImportMapping"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("people.import") else self.none()


class ImportMapping(models.Model):
    """A mapping kept by name; offered where a file has nearly the same `header`."""

    object = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    header = models.JSONField()
    mapping = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["object", "name"], name="fields_mapping_name_once")
        ]

    def __str__(self) -> str:
        return self.name


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
