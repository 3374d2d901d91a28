"""What customers bought, in one table whichever room it comes from, and what winning them cost."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class Purchase(models.Model):
    """One purchase: an order or a won deal, by its kind and id.

    `customer` is a company's id, or a contact's below zero. `nth` counts the customer's purchases from 1,
    and `next_on` is the day of the one after (None: there is none yet). `cents` are hundredths before VAT.
    Owner and team are the record's: rights look at them.
    """

    kind = models.CharField(max_length=8)
    record_id = models.BigIntegerField()
    customer = models.BigIntegerField()
    bought_on = models.DateField()
    next_on = models.DateField(null=True)
    nth = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3)
    cents = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)

    objects = models.Manager["Purchase"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id"], name="insights_purchase_of_record"
            ),
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gte=F("bought_on")),
                name="insights_purchase_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "bought_on", "kind", "record_id"],
                name="insights_purchase_customer",
            ),
            # Who came back within a month.
            models.Index(fields=["next_on", "bought_on", "nth"], name="insights_purchase_next"),
            # Holds all that sums over days ask for: the rows themselves are not read.
            models.Index(
                fields=[
                    "bought_on",
                    "next_on",
                    "nth",
                    "customer",
                    "currency",
                    "cents",
                    "owner_id",
                    "team_id",
                    "kind",
                ],
                name="insights_purchase_days",
            ),
        ]


class PurchaseMark(models.Model):
    """This record was bought, changed or taken back: what it says of its customer is to be read anew."""

    kind = models.CharField(max_length=8)
    record_id = models.BigIntegerField()


class CostQuerySet(models.QuerySet["Cost"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """All for who enters them; to see them in figures takes a right of its own."""
        return self if user.can("insights.manage_costs") else self.none()


class Cost(models.Model):
    """What marketing or sales cost in a month, whose first day is `month`."""

    class Kind(models.TextChoices):
        MARKETING = "marketing"
        SALES = "sales"

    month = models.DateField()
    kind = models.CharField(max_length=9, choices=Kind)
    channel = models.CharField(max_length=80, blank=True, default="")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)

    objects = CostQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "kind", "channel", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "channel", "currency"], name="insights_cost_one"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="insights_cost_positive"),
            models.CheckConstraint(
                condition=Q(month__endswith="-01"), name="insights_cost_of_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind} {self.channel}".strip()


class CustomerRule(models.Model):
    """For how many days after a purchase a customer counts as active, and the key of the lifecycle stage
    that makes a lead ("": everybody who is added is one): one row."""

    active_days = models.PositiveSmallIntegerField(default=365)
    lead_stage = models.CharField(max_length=40, blank=True, default="lead", db_default="lead")

    objects = models.Manager["CustomerRule"]()

    @classmethod
    def now(cls) -> Any:
        """The rule, as it usually is where nobody has set it."""
        return cls.objects.first() or cls()


class PurchaseTally(models.Model):
    """Purchases of a day in one currency whose customer bought next in one month (`next_month` is its first
    day; the last month of the year 9999: not again yet): how many, their hundredths, and how many of them
    were a customer's first."""

    bought_on = models.DateField()
    next_month = models.DateField()
    currency = models.CharField(max_length=3)
    count = models.IntegerField()
    cents = models.BigIntegerField()
    firsts = models.IntegerField()

    objects = models.Manager["PurchaseTally"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bought_on", "next_month", "currency"], name="insights_purchasetally_key"
            )
        ]


class Buyer(models.Model):
    """What a customer bought so far, whoever sold it: sums over purchases, so that customers can be listed by them.

    `cents` are hundredths of the company's currency at the rate of each purchase's day; `apart` is what has
    no rate, in hundredths by currency.
    """

    customer = models.BigIntegerField(unique=True)
    purchases = models.PositiveIntegerField()
    cents = models.BigIntegerField()
    apart = models.JSONField(default=dict)
    first_on = models.DateField()
    last_on = models.DateField()

    objects = models.Manager["Buyer"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on"), purchases__gt=0),
                name="insights_buyer_bought",
            ),
        ]
        indexes = [models.Index(fields=["-cents", "-customer"], name="insights_buyer_worth")]
