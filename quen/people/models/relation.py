"""Relations with labels: "decision maker of", "referred by", "parent company of"."""

from django.db import models

from quen.fields.catalogue import in_language


class RelationKind(models.Model):
    """What a relation means, read from both ends; `from_type` and `to_type` are record types."""

    key = models.SlugField(max_length=40, unique=True)
    labels = models.JSONField()
    reverse_labels = models.JSONField()
    from_type = models.CharField(max_length=24)
    to_type = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    @property
    def label(self) -> str:
        return in_language(self.labels) or self.key

    @property
    def reverse_label(self) -> str:
        return in_language(self.reverse_labels) or self.key


class Relation(models.Model):
    """One record stands in a relation to another."""

    kind = models.ForeignKey(RelationKind, on_delete=models.PROTECT)
    from_type = models.CharField(max_length=24)
    from_id = models.BigIntegerField()
    to_type = models.CharField(max_length=24)
    to_id = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "from_type", "from_id", "to_type", "to_id"],
                name="people_relation_unique",
            )
        ]
        indexes = [
            models.Index(fields=["from_type", "from_id"], name="people_relation_from"),
            models.Index(fields=["to_type", "to_id"], name="people_relation_to"),
        ]
