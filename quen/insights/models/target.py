"""What is to be reached: so much of a measure in a period, by the company or one of its parts."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from quen.accounts.models import User


class TargetQuerySet(models.QuerySet["Target"]):
    def within(self, user: Any, reach: str) -> Self:
        """Those of what a reach covers: own, one's team or the tree with its people; the rest with all."""
        if reach == "all":
            return self
        teams = {"team": [user.team_id], "tree": user.team_tree()}.get(reach, [])
        teams = [team for team in teams if team]
        people = {user.pk, *User.objects.filter(team_id__in=teams).values_list("pk", flat=True)}
        if not reach:
            return self.none()
        return self.filter(
            Q(by="owner", value__in=[str(pk) for pk in people])
            | Q(by="team", value__in=[str(pk) for pk in teams])
        )


class Target(models.Model):
    """`amount` of the measure in the period that begins on `starts`; `currency` is empty for a number.

    `by` names the dimension of the part ("" is the company) and `value` which one: a team stands for all
    teams below it. Years and quarters begin with the company's fiscal year.
    """

    class Unit(models.TextChoices):
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    measure = models.CharField(max_length=60)
    unit = models.CharField(max_length=8, choices=Unit)
    starts = models.DateField()
    by = models.CharField(max_length=24, blank=True, default="")
    value = models.CharField(max_length=80, blank=True, default="")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3, blank=True, default="")

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "unit", "starts", "by", "value"], name="insights_target_one"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="insights_target_positive"),
            models.CheckConstraint(
                condition=Q(by="", value="") | ~Q(by="") & ~Q(value=""),
                name="insights_target_of_something",
            ),
        ]
