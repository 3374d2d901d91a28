"""The public link of a contract: for how long the customer may read it, and how often they did."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models

from quen.commerce.links import key_in
from quen.commerce.models.contract import Contract
from quen.kit.workspace import today

LINK = "commerce.contract"  # what the links are signed for


class ContractLinkQuerySet(models.QuerySet["ContractLink"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Those of the contracts that `user` may see, or do `action` to."""
        return self.filter(contract__in=Contract.objects.visible_to(user, action))

    def open_on(self, day: date) -> Self:
        """Those that a customer may read by on a business day."""
        return self.filter(revoked_at=None, until_on__gte=day, contract__deleted_at=None)

    def for_token(self, token: str) -> Self:
        """The link that bears this; none for one that is not ours, is over or was taken back."""
        key = key_in(token, LINK)
        return self.open_on(today()).filter(key=key) if key else self.none()


class ContractLink(models.Model):
    """`key` is random; the link signs it. It opens until the end of the business day `until_on`. A new link
    takes the place of the one before, which stays as a trace of what was shown to whom and when."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="links")
    key = models.CharField(max_length=40, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    until_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ContractLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=models.Q(revoked_at__isnull=True),
                name="commerce_contractlink_one",
            )
        ]


class ContractOpening(models.Model):
    """One sitting of somebody before a contract's public page."""

    link = models.ForeignKey(
        ContractLink, on_delete=models.CASCADE, related_name="openings", db_index=False
    )
    visit = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "visit"], name="commerce_contractopening_once")
        ]
