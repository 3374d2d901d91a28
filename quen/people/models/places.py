"""Converting stored addresses to the places of today: runs over all of them, and what must be asked."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressSweepQuerySet(models.QuerySet["AddressSweep"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("people.import") else self.none()


class AddressSweep(models.Model):
    """A run over the addresses that `user` may change. A trial only counts."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    trial = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    position = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    sure = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = AddressSweepQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}"


class AddressQuestionQuerySet(models.QuerySet["AddressQuestion"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        from_contacts = models.Q(address__contact__in=_holders("Contact", user, action))
        from_companies = models.Q(address__company__in=_holders("Company", user, action))
        return self.filter(from_contacts | from_companies)


def _holders(name: str, user: Any, action: str) -> Any:
    """Records of a noun of this room that `user` may do that to."""
    model: Any = AddressQuestion._meta.apps.get_model("people", name)
    return model.objects.visible_to(user, action).order_by().values("pk")


class AddressQuestion(models.Model):
    """An address whose old ward was divided: `options` are [province, ward] of today, the street decides."""

    address = models.OneToOneField(
        "people.Address", on_delete=models.CASCADE, related_name="question"
    )
    options = models.JSONField()

    objects = AddressQuestionQuerySet.as_manager()
