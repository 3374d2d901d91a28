"""Merges: which records went up into which, and every row as it was, so that it can be undone."""

from typing import Any, Self

from django.conf import settings
from django.db import models


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)

    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("web.use") else self.none()


class Merge(models.Model):
    """`losers` went up into `survivor_id`; `choices` name the record whose value was taken, by field.

    `steps` are what was done to rows, in order (fields.merging.ledger); `emptied` once a person in it
    was erased, and never undone then. `moved` counts what came along, by table.
    """

    type = models.CharField(max_length=24)
    survivor_id = models.BigIntegerField()
    losers = models.JSONField()
    choices = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    emptied = models.BooleanField(default=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["type", "survivor_id", "-id"], name="fields_merge_survivor")
        ]
