"""Money that came in, what it was for, and money that went back."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.models.exact import at_least
from quen.commerce.models.order import Order


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """All for who books payments; else those for orders that one may see."""
        if user.can("commerce.book_payment"):
            return self
        if action != "view":
            return self.none()
        orders = Order.objects.visible_to(user)
        return self.filter(allocations__order__in=orders).distinct()

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(voided_at=None)


class Payment(models.Model):
    """`allocated` is the sum of its allocations, `refunded` that of its refunds; the rest is the customer's
    credit. A voided payment was booked by mistake and counts for nothing."""

    class Method(models.TextChoices):
        BANK = "bank", _("Bank transfer")
        CASH = "cash", _("Cash")
        CARD = "card", _("Card")
        OTHER = "other", pgettext_lazy("payment", "Other")

    contact = models.ForeignKey(
        "people.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    company = models.ForeignKey(
        "people.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    allocated = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    refunded = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    received_on = models.DateField()
    method = models.CharField(max_length=5, choices=Method, default=Method.BANK)
    reference = models.CharField(max_length=120, blank=True, default="")
    payer = models.CharField(max_length=160, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    bank_line = models.ForeignKey(
        "commerce.BankLine",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    created_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            # A transfer is booked once at a time: of two people matching it, one wins.
            models.UniqueConstraint(
                fields=["bank_line"],
                condition=Q(voided_at=None, bank_line__isnull=False),
                name="commerce_payment_one_of_line",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, refunded__gte=0)
                & at_least("amount", F("allocated") + F("refunded")),
                name="commerce_payment_sums",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | Q(allocated=0, refunded=0),
                name="commerce_payment_voided",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(company__isnull=False),
                name="commerce_payment_somebodys",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contact", "-id"],
                condition=Q(voided_at=None),
                name="commerce_payment_contact",
            ),
            models.Index(
                fields=["company", "-id"],
                condition=Q(voided_at=None),
                name="commerce_payment_company",
            ),
        ]

    @property
    def credit(self) -> Decimal:
        """What of it nothing was bought with and nothing given back."""
        none = self.voided_at is not None
        return Decimal(0) if none else self.amount - self.allocated - self.refunded


class Allocation(models.Model):
    """What of a payment is for an order."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="allocations")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "order"], name="commerce_allocation_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="commerce_allocation_amount"),
        ]


class Refund(models.Model):
    """What of a payment went back to the customer; `order` is the one it had been paid for."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.PROTECT, related_name="refunds"
    )
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    refunded_on = models.DateField()
    method = models.CharField(max_length=5, choices=Payment.Method, default=Payment.Method.BANK)
    note = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="commerce_refund_amount")
        ]


class CreditNote(models.Model):
    """What an order is worth less, on paper: with VAT, under a number of its own."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credit_notes")
    number = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    issued_on = models.DateField()
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="commerce_creditnote_amount")
        ]
