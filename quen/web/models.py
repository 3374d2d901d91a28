"""A book of customers that goes from one colleague to others; the answers of the first hour."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quen.fields.models import ImportRun


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Whoever manages colleagues hands over."""
        return self if user.can("accounts.manage_users") else self.none()


class HandOver(models.Model):
    """`receivers` are ids of colleagues, `runs` those of the bulk changes that move records, `tasks`
    [[task, new owner]], of which `position` are dealt with; `moved` of them did move."""

    class Rule(models.TextChoices):
        ONE = "one", _("All to one colleague")
        ROUND = "round", _("In turn among the chosen")
        TEAM = "team", _("In turn among the team")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Taken back")

    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=5, choices=Rule)
    receivers = models.JSONField(default=list)
    switch_off = models.BooleanField(default=True)
    on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    runs = models.JSONField(default=list)
    tasks = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaver"],
                condition=models.Q(state__in=("planned", "running")),
                name="web_handover_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.leaver} {self.on}"


class FirstHourQuerySet(models.QuerySet["FirstHour"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Whoever sets the company up."""
        return self if user.can("kit.change_workspace") else self.none()


class FirstHour(models.Model):
    """The one interview of this company: `answers` by question, kept as each is given. `draft` is
    the import of the file that was given along."""

    answers = models.JSONField(default=dict)
    draft = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(auto_now=True)
    built_at = models.DateTimeField(null=True)

    objects = FirstHourQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="web_firsthour_is_one")
        ]

    def __str__(self) -> str:
        return "first hour"
