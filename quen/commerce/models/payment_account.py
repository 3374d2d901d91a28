"""Where customers pay to: bank accounts and PromptPay ids of the company."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PaymentAccountQuerySet(models.QuerySet["PaymentAccount"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("commerce.manage_accounts") else self.none()

    def live(self) -> Self:
        return self.filter(retired_at=None)

    def default_for(self, currency: str) -> "PaymentAccount | None":
        """Where a customer who owes this currency pays to; None where the company has no such account."""
        return self.live().filter(currency=currency).order_by("-is_default", "pk").first()


class PaymentAccount(models.Model):
    """`number` is an account's, or a PromptPay phone or id. A retired one is shown no more and stays where
    it was printed."""

    class Kind(models.TextChoices):
        BANK_VN = "bank_vn", _("Bank account in Vietnam (VietQR)")
        PROMPTPAY = "promptpay", _("PromptPay")
        BANK = "bank", _("Other bank account")

    kind = models.CharField(max_length=9, choices=Kind)
    bank_bin = models.CharField(max_length=6, blank=True, default="")
    bank_name = models.CharField(max_length=120, blank=True, default="")
    number = models.CharField(max_length=34)
    holder = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    is_default = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentAccountQuerySet.as_manager()

    class Meta:
        ordering = ["currency", "-is_default", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency"],
                condition=Q(is_default=True, retired_at=None),
                name="commerce_account_one_default",
            ),
            models.UniqueConstraint(
                fields=["kind", "bank_bin", "bank_name", "number", "currency"],
                condition=Q(retired_at=None),
                name="commerce_account_unique",
            ),
            models.CheckConstraint(
                condition=~Q(kind="bank_vn") | ~Q(bank_bin="") & Q(currency="VND"),
                name="commerce_account_vietnam",
            ),
            models.CheckConstraint(
                condition=~Q(kind="promptpay") | Q(currency="THB"),
                name="commerce_account_promptpay",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.number}".strip()
