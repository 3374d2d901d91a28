"""Transfers into the company's accounts, as the bank tells of them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

RIGHT = "commerce.reconcile"


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can(RIGHT) else self.none()

    def waiting(self) -> Self:
        return self.filter(state=BankLine.State.WAITING)


class BankLine(models.Model):
    """One transfer, once: by the bank's own id, and by `print`, a digest of day, amount and text, as the
    `nth` of those that look alike.

    `by_itself` was booked without a person; one that a person undid is `held_back`, and waits for a person.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        MATCHED = "matched", _("Matched")
        FOREIGN = "foreign", _("Not a customer's payment")

    account = models.ForeignKey(
        "commerce.PaymentAccount", on_delete=models.PROTECT, related_name="lines"
    )
    external_id = models.CharField(max_length=80, blank=True, default="")
    print = models.CharField(max_length=64)
    nth = models.PositiveSmallIntegerField(default=1)
    day = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    balance = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    text = models.CharField(max_length=500, blank=True, default="")
    payer = models.CharField(max_length=160, blank=True, default="")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    by_itself = models.BooleanField(default=False)
    held_back = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = BankLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_id"],
                condition=~Q(external_id=""),
                name="commerce_bankline_external",
            ),
            models.UniqueConstraint(
                fields=["account", "print", "nth"], name="commerce_bankline_print"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="commerce_bankline_amount"),
        ]
        indexes = [models.Index(fields=["state", "-day", "-id"], name="commerce_bankline_state")]

    def __str__(self) -> str:
        return self.text


class StatementColumns(models.Model):
    """Which column of a bank's file means what, as it was chosen last for an account."""

    account = models.OneToOneField(
        "commerce.PaymentAccount", on_delete=models.CASCADE, related_name="statement_columns"
    )
    columns = models.JSONField(default=dict)
