"""People on the customer's side of a deal, and what each has to say in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Involved(models.Model):
    """A contact with a part in a deal, beside its main contact or as it."""

    class Role(models.TextChoices):
        DECIDER = "decider", _("Decision maker")
        PAYER = "payer", _("Holds the budget")
        INFLUENCER = "influencer", _("Influencer")
        CHAMPION = "champion", _("On our side")
        USER = "user", pgettext_lazy("buying role", "User")
        BLOCKER = "blocker", _("Against it")

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="involved")
    contact = models.ForeignKey(
        "people.Contact", on_delete=models.CASCADE, related_name="involved_in"
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.DECIDER)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "contact"], name="sales_involved_once")
        ]
