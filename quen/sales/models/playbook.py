"""What is to be done in a stage, and what a deal has done of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import in_language


class PlaybookItem(models.Model):
    """A line of a stage's checklist: something to do, or a document to attach. Removed ones keep the
    ticks of deals that did them."""

    class Kind(models.TextChoices):
        STEP = "step", _("Step")
        DOCUMENT = "document", _("Document")

    stage = models.ForeignKey("sales.Stage", on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.STEP)
    labels = models.JSONField(default=dict)
    required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    @property
    def label(self) -> str:
        return in_language(self.labels)


class Tick(models.Model):
    """A deal has done an item: who, when, and with which file where it is a document."""

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="ticks")
    item = models.ForeignKey(PlaybookItem, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(
        "fields.File", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "item"], name="sales_tick_once")]
