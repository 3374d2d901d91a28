"""Packs of an industry that a workspace has taken in, and every thing each of them made."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Whoever sets the company up deals with packs."""
        return self if user.can("kit.change_workspace") else self.none()

    def standing(self) -> Self:
        return self.filter(undone_at=None)


class Pack(models.Model):
    """`language` is the one in which names without three languages were written."""

    key = models.SlugField(max_length=40)
    language = models.CharField(max_length=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(undone_at=None), name="fields_pack_stands_once"
            )
        ]

    def __str__(self) -> str:
        return self.key


class PackItem(models.Model):
    """Something a pack made: `part` and `key` say what in the pack, `record_id` the row.

    `type` is a record type for sample data and empty for what stays; `before` is what stood there.
    """

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="items")
    part = models.CharField(max_length=24)
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=24, blank=True, default="")
    record_id = models.BigIntegerField()
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "part", "key"], name="fields_packitem_once")
        ]
        indexes = [
            models.Index(
                fields=["type", "record_id"], condition=~Q(type=""), name="fields_packitem_sample"
            )
        ]

    def __str__(self) -> str:
        return self.name
