"""Tags: shared words on any record."""

from typing import Any, Self

from django.db import models


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("web.use") else self.none()


class Tag(models.Model):
    """A word; `key` is it folded, so that "Vip" and "VIP" are one."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=60, unique=True)
    color = models.CharField(max_length=12, default="gray")

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["key"]


class Tagged(models.Model):
    """A record bears a tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_index=False)
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "record_id", "tag"], name="fields_tagged_unique"
            )
        ]
        indexes = [models.Index(fields=["tag", "type", "record_id"], name="fields_tagged_tag")]
