"""Every stay of a deal in a stage: the table that funnels and stage times count from."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Stay(models.Model):
    """Entered, left, by whom; written by the action, never guessed."""

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="stays")
    stage = models.ForeignKey("sales.Stage", on_delete=models.PROTECT)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=Q(left_at=None), name="sales_stay_one_open"
            )
        ]
        indexes = [models.Index(fields=["stage", "entered_at"], name="sales_stay_stage")]
