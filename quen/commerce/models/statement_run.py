"""A bank's file on its way in: how far it was read, and what became of its rows."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quen.commerce.models.bank_line import RIGHT


class StatementRunQuerySet(models.QuerySet["StatementRun"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can(RIGHT) else self.none()


class StatementRun(models.Model):
    """`position` is how many of its `total` rows were taken, `cursor` the day and id of the transfer that was
    matched last; `seen` are the transfers that rows of it were, so that two rows alike are two. `out` left
    the account and are not kept. The file (`path`) is deleted when its reading ends.
    """

    class State(models.TextChoices):
        TAKING = "taking", _("Being read")
        MATCHING = "matching", _("Being matched")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not readable")

    account = models.ForeignKey(
        "commerce.PaymentAccount", on_delete=models.CASCADE, related_name="statement_runs"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, blank=True, default="")
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.TAKING)
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    out = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = StatementRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="commerce_statementrun_new")]

    def __str__(self) -> str:
        return self.name
