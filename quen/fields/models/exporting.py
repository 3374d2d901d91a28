"""An export that is more than a click: asked for, approved, made in the background, gone after a week."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.kit.workspace import workspace

EVERYTHING = "everything"


class ExportRunQuerySet(models.QuerySet["ExportRun"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """One's own, and for the data owner all."""
        if action == "view" and user.pk == workspace().data_owner_id:
            return self
        return self.filter(user=user)

    def to_decide(self, user: Any) -> Self:
        """Those that wait for this colleague's word."""
        mine = self if user.pk == workspace().data_owner_id else self.none()
        return mine.filter(state=ExportRun.State.ASKED)


class ExportRun(models.Model):
    """`object` is a record type or "everything"; `rule` and `text` are the list's filter and search."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        REFUSED = "refused", _("Not approved")
        QUEUED = "queued", _("Waits its turn")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    object = models.CharField(max_length=24)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField(default=dict)
    text = models.CharField(max_length=200, blank=True, default="")
    form = models.CharField(max_length=4)
    scheduled = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State)
    rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=80, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at"], name="fields_exportrun_own"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state="done"),
                name="fields_exportrun_expiring",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.object}.{self.form}"
