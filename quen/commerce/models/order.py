"""An order: what a customer bought, for how much, and when it is to be paid."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext, pgettext_lazy

from quen.accounts.visibility import Owned, OwnedQuerySet
from quen.commerce.links import key_in
from quen.commerce.models.exact import at_least, below, equals
from quen.commerce.models.priced import PricedLine, holds

LIVE = Q(deleted_at__isnull=True)
LINK = "commerce.order"  # what its public links are signed for


class OrderQuerySet(OwnedQuerySet):
    def for_token(self, token: str) -> Self:
        """The order of a public link; none for one that is not ours."""
        key = key_in(token, LINK)
        return self.filter(deleted_at=None, link_key=key) if key else self.none()

    def to_be_paid(self) -> Self:
        """Those that money is still waited for."""
        return self.filter(deleted_at=None, state=Order.State.OPEN)


class Order(Owned):
    """`reference` is what a transfer bears: the number's letters and digits, and two that check them.

    It is "paid" once nothing is left to pay; `paid_at` says since when it is paid with money, and stays empty
    where credit notes alone took everything off. `credited` is the sum of its credit notes, `paid` that of its allocations; actions recount both from the
    rows, and with them `open_amount`, what is still to be paid, and `due_on`, the day of the first
    instalment that asks for some of it. `customer` holds whom it is for, as they stood when it was placed.
    """

    DEFAULT_SORT = "ordered_on"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("order", "Open")
        PAID = "paid", pgettext_lazy("order", "Paid")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")

    contact = models.ForeignKey(
        "people.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    company = models.ForeignKey(
        "people.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    number = models.CharField(max_length=60, unique=True)
    reference = models.CharField(max_length=25, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    title = models.CharField(max_length=200, blank=True, default="")
    terms = models.TextField(blank=True, default="")
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2, default="vi")
    customer = models.JSONField(default=dict, blank=True)
    ordered_on = models.DateField()
    net = models.DecimalField(max_digits=18, decimal_places=2)
    vat = models.DecimalField(max_digits=18, decimal_places=2)
    total = models.DecimalField(max_digits=18, decimal_places=2)
    credited = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    paid = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    open_amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    due_on = models.DateField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_note = models.CharField(max_length=300, blank=True, default="")
    link_key = models.CharField(max_length=40, unique=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(net__gte=0, vat__gte=0, total__gt=0)
                & equals("total", F("net") + F("vat")),
                name="commerce_order_total",
            ),
            models.CheckConstraint(
                condition=Q(credited__gte=0, credited__lte=F("total")),
                name="commerce_order_credited",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("total")), name="commerce_order_paid"
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | Q(state="paid", cancelled_at=None) & at_least("paid", F("total") - F("credited"))
                | Q(state="open", cancelled_at=None) & below("paid", F("total") - F("credited")),
                name="commerce_order_state",
            ),
            models.CheckConstraint(
                condition=Q(state="open", open_amount__gt=0, open_amount__lte=F("total"))
                | ~Q(state="open") & Q(open_amount=0, due_on=None),
                name="commerce_order_open",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(company__isnull=False),
                name="commerce_order_somebodys",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-ordered_on", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_order_placed",
            ),
            models.Index(
                fields=["owner", "-ordered_on", "-id"], condition=LIVE, name="commerce_order_of"
            ),
            models.Index(
                fields=["team", "-ordered_on", "-id"], condition=LIVE, name="commerce_order_team"
            ),
            models.Index(
                fields=["state", "-ordered_on", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_order_stands",
            ),
            models.Index(
                fields=["number", "id", "owner", "team"],
                condition=LIVE,
                name="commerce_order_number",
            ),
            models.Index(
                fields=["-total", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_order_worth",
            ),
            models.Index(
                fields=["-open_amount", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_order_left",
            ),
            models.Index(
                fields=["due_on", "id", "owner", "team"], condition=LIVE, name="commerce_order_due"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due(self) -> Decimal:
        """What the customer owes in all: nothing of a cancelled order."""
        none = self.state == self.State.CANCELLED
        return Decimal(0) if none else self.total - self.credited

    @property
    def is_only_credited(self) -> bool:
        """Whether nothing is left to pay because it was credited, and nothing is paid either."""
        return self.state == self.State.PAID and not self.paid

    @property
    def standing(self) -> str:
        """How it stands, in words for a person."""
        credited = pgettext("order", "Credited")
        return credited if self.is_only_credited else self.get_state_display()

    @property
    def to_refund(self) -> Decimal:
        """What the customer has paid beyond what they owe."""
        return max(self.paid - self.due, Decimal(0))


class OrderLine(PricedLine):
    """A line of an order, in its currency."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")

    class Meta(PricedLine.Meta):
        abstract = False
        constraints = holds("commerce_orderline")


class Instalment(models.Model):
    """A part of an order's total and the day it is due. What is paid fills the instalments in order,
    credit notes take from the last one upwards; `paid` and `credited` are recounted with the order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="instalments")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80, blank=True, default="")
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    credited = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    paid = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"], name="commerce_instalment_position"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, paid__gte=0, credited__gte=0)
                & at_least("amount", F("paid") + F("credited")),
                name="commerce_instalment_sums",
            ),
        ]

    @property
    def open_amount(self) -> Decimal:
        """What of it is still to be paid."""
        return self.amount - self.credited - self.paid
