"""Lifecycle stages over the five-stage loop, and every stay of a contact in one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import in_language


class StageQuerySet(models.QuerySet):
    def visible_to(self, user, action: str = "view"):
        return self if action == "view" or user.can("people.manage_stages") else self.none()


class Stage(models.Model):
    """A stage a company may edit; `loop` is which of the five it belongs to (empty: outside).

    `entry_rule` is a condition over contacts: who meets it moves in (only forward).
    """

    class Loop(models.TextChoices):
        REACH = "reach", _("Reach")
        ACQUIRE = "acquire", _("Acquire")
        CONVERT = "convert", _("Convert")
        RETAIN = "retain", _("Retain")
        LOYALTY = "loyalty", _("Loyalty")

    key = models.SlugField(max_length=40, unique=True)
    labels = models.JSONField(default=dict)
    loop = models.CharField(max_length=8, choices=Loop, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entry_rule = models.JSONField(default=dict, blank=True)
    call_within_minutes = models.PositiveIntegerField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.labels) or self.key


class Stay(models.Model):
    """A contact's stay in a stage: when, why and by whom; the round counts trips round the loop."""

    contact = models.ForeignKey("people.Contact", on_delete=models.CASCADE, related_name="stays")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, default="")
    rule = models.JSONField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(left_at=None), name="people_stay_one_open"
            )
        ]
        indexes = [models.Index(fields=["stage", "entered_at"], name="people_stay_stage")]
