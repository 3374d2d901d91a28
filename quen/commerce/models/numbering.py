"""Numbers of documents: how they are written, how far they have come, which were given out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberPattern(models.Model):
    """How the numbers of a kind of document are written, where the company has changed it."""

    class Reset(models.TextChoices):
        YEAR = "year", _("every year")
        MONTH = "month", _("every month")
        NEVER = "never", _("never")

    kind = models.SlugField(max_length=24, unique=True)
    pattern = models.CharField(max_length=40)
    reset = models.CharField(max_length=5, choices=Reset, default=Reset.YEAR)


class NumberCounter(models.Model):
    """The last number of a kind in a period ("2026", "2026-11" or "" for all time)."""

    kind = models.SlugField(max_length=24)
    period = models.CharField(max_length=7, blank=True, default="")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "period"], name="commerce_counter_unique")
        ]


class IssuedNumber(models.Model):
    """A number that was given out: whatever becomes of the pattern, it is never given out again."""

    kind = models.SlugField(max_length=24)
    number = models.CharField(max_length=60)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="commerce_issued_unique")
        ]
