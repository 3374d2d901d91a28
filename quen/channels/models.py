"""What leaves: one row per planned send, its intent stored before anything is handed over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quen.kit.leases import Leased


class OutboxQuerySet(models.QuerySet):
    def visible_to(self, user, action: str = "view"):
        return self if user.can("channels.view_outbox") else self.none()


class Outgoing(Leased):
    """A message on its way. `key` is unique, so a repeated plan sends once (SR-45). `calendar` is an
    iCalendar file that goes with a mail."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        HANDING_OVER = "handing_over", _("Being handed over")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Kept, no mail server set up")
        HELD = "held", _("Held until sending is switched on")
        FAILED = "failed", _("Failed")
        DOUBTFUL = "doubtful", _("Doubtful")

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=16, default="email")
    purpose = models.CharField(max_length=24, default="service")
    recipient = models.CharField(max_length=254)
    sender = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=400, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    calendar = models.TextField(blank=True, default="", db_default="")
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True, default="")

    objects = OutboxQuerySet.as_manager()

    class Meta(Leased.Meta):
        abstract = False
        indexes = [
            *Leased.Meta.indexes,
            models.Index(fields=["-created_at", "-id"], name="channels_outgoing_new"),
        ]
