"""What hangs on a board: a ready one by its key, or one that somebody keeps."""

from django.db import models
from django.db.models import Q


class OfBoard(models.Model):
    """Exactly one of both names the board."""

    dashboard = models.ForeignKey(
        "insights.Dashboard", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    ready = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(dashboard__isnull=True) & ~Q(ready="")
                | Q(dashboard__isnull=False, ready=""),
                name="%(app_label)s_%(class)s_of_one_board",
            )
        ]

    @property
    def board(self) -> str:
        """The board's key, as addresses have it."""
        return self.ready or str(self.dashboard_id)
