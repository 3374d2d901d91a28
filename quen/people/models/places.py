"""Converting stored addresses to the places of today: runs over all of them, and what must be asked."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quen.kit.records import TYPES


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
        seen = (
            models.Q(TYPES[key].seen_from(f"address__{key}", user, action))
            for key in ("contact", "company")
        )
        return self.filter(next(seen) | next(seen))


class AddressQuestion(models.Model):
    """An address whose old ward was divided: `options` are [province, ward] of today, the street decides."""

    address = models.OneToOneField(
        "people.Address", on_delete=models.CASCADE, related_name="question"
    )
    options = models.JSONField()

    objects = AddressQuestionQuerySet.as_manager()
