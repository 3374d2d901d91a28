"""What open deals looked like each week, so that what slipped can be seen."""

from datetime import date

from django.db import models
from django.db.models import Q

# The day of a deal that has none: so that equal rows are equal in SQL.
NO_DAY = date(9999, 12, 31)


class Snapshot(models.Model):
    """A week, by its Monday, whose open deals were written down."""

    week = models.DateField(unique=True)
    taken_at = models.DateTimeField()
    deals = models.PositiveIntegerField()

    class Meta:
        ordering = ["-week"]


class ForeseenQuerySet(models.QuerySet["Foreseen"]):
    def at(self, week: date) -> "ForeseenQuerySet":
        """The deals as the snapshot of a week saw them."""
        return self.filter(Q(until=None) | Q(until__gt=week), since__lte=week)


class Foreseen(models.Model):
    """An open deal as the snapshots from `since` on saw it, until the one of `until` saw it otherwise.

    A deal that does not change takes one row however many weeks pass.
    """

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    due = models.DateField(default=NO_DAY)
    forecast = models.CharField(max_length=8, blank=True, default="")
    stage = models.ForeignKey("sales.Stage", on_delete=models.PROTECT, db_index=False)
    probability = models.PositiveSmallIntegerField()

    objects = ForeseenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=Q(until=None), name="sales_foreseen_one_now"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                name="sales_foreseen_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["since"], name="sales_foreseen_since"),
            models.Index(fields=["until"], name="sales_foreseen_until"),
        ]
