"""Custom fields: described by an administrator, kept as JSON to show and as typed rows to ask."""

from typing import Any, Self

from django.db import models
from django.db.models import Q


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def live(self) -> Self:
        return self.filter(removed_at=None)

    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("web.use") else self.none()


class CustomField(models.Model):
    """`labels` by language; `choices` are [{"key", "labels", "color"}], the key never changes.

    `computed` is {"expression": …} or {"rollup": …} (fields.computed); None for one that people fill in.
    """

    type = models.CharField(max_length=24)
    key = models.SlugField(max_length=40)
    labels = models.JSONField()
    help = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=16)
    choices = models.JSONField(default=list, blank=True)
    related = models.CharField(max_length=24, blank=True, default="")
    required = models.BooleanField(default=False)
    default = models.JSONField(null=True, blank=True)
    computed = models.JSONField(null=True, blank=True)
    section = models.CharField(max_length=60, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["type", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["type", "key"], name="fields_custom_key_unique")
        ]


class Value(models.Model):
    """What a record holds in a custom field, typed and indexed; multi-choice has a row for each.

    Text is folded, choices are keys, days and times stand in `moment`, colleagues and records in
    `reference`. Written only by `fields.actions.values`, together with the JSON on the record.
    """

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, db_index=False)
    record_id = models.BigIntegerField()
    slot = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULL keeps it out of the index
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    moment = models.DateTimeField(null=True)
    reference = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "field", "slot"], name="fields_value_unique"
            )
        ]
        indexes = [
            models.Index(
                fields=["field", column, "record_id"],
                condition=Q(**{f"{column}__isnull": False}),
                name=f"fields_value_{column}",
            )
            for column in ("text", "number", "moment", "reference")
        ]
