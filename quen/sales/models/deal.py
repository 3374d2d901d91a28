"""A sale in the making: somebody, something, some money, some day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.accounts.visibility import Owned, OwnedQuerySet

LIVE = Q(deleted_at__isnull=True)
OPEN = Q(state="open")


class DealQuerySet(OwnedQuerySet):
    def open(self):
        return self.filter(state=Deal.State.OPEN)

    def overdue(self, today):
        return self.open().filter(expected_close_on__lt=today)


class Deal(Owned):
    """`probability` is the stage's, or what the seller typed; money is `amount` in `currency`; `forecast` is
    empty where the deal stands as its stage does.

    `contacted_at` is the last time we and the customer spoke or wrote to each other; `lost_note` are words
    to the reason, of a won deal too.
    """

    DEFAULT_SORT = "last_activity_at"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state", "Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    class Forecast(models.TextChoices):
        COMMIT = "commit", _("Commit")
        BEST = "best", _("Best case")
        PIPELINE = "pipeline", pgettext_lazy("forecast", "Pipeline")
        OMITTED = "omitted", _("Omitted")

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=220)
    norm = models.CharField(max_length=200, blank=True, default="")
    contact = models.ForeignKey(
        "people.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    company = models.ForeignKey(
        "people.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="deals"
    )
    pipeline = models.ForeignKey("sales.Pipeline", on_delete=models.PROTECT, db_index=False)
    stage = models.ForeignKey("sales.Stage", on_delete=models.PROTECT, db_index=False)
    stage_entered_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="VND")
    probability = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    forecast = models.CharField(
        max_length=8, choices=Forecast, blank=True, default="", db_default=""
    )
    expected_close_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    lost_reason = models.ForeignKey(
        "sales.Reason", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    won_reason = models.ForeignKey(
        "sales.Reason",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    competitor = models.ForeignKey(
        "sales.Competitor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    ask_again_on = models.DateField(null=True, blank=True)
    lost_note = models.CharField(max_length=300, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="")
    contacted_at = models.DateTimeField(null=True, blank=True)
    next_step_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField()
    custom = models.JSONField(default=dict, blank=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="sales_deal_closed_has_date",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="sales_deal_amount_positive"),
        ]
        indexes = [
            models.Index(
                fields=["-last_activity_at", "-id", "owner", "team"],
                condition=LIVE,
                name="sales_deal_activity",
            ),
            models.Index(
                fields=["owner", "-last_activity_at", "-id"],
                condition=LIVE,
                name="sales_deal_owner",
            ),
            models.Index(
                fields=["team", "-last_activity_at", "-id"], condition=LIVE, name="sales_deal_team"
            ),
            models.Index(
                fields=["name_key", "id", "owner", "team"], condition=LIVE, name="sales_deal_name"
            ),
            models.Index(
                fields=["-amount", "-id", "owner", "team"], condition=LIVE, name="sales_deal_amount"
            ),
            models.Index(
                fields=["pipeline", "stage", "next_step_at", "id", "owner", "team"],
                condition=LIVE & OPEN,
                name="sales_deal_board",
            ),
            # The board of somebody who sees their own: without it all deals of their life are read.
            models.Index(
                fields=["owner", "stage", "next_step_at", "id", "team", "pipeline"],
                condition=LIVE & OPEN,
                name="sales_deal_mine",
            ),
            models.Index(
                fields=["pipeline", "stage", "currency", "amount", "probability", "owner", "team"],
                condition=LIVE & OPEN,
                name="sales_deal_sums",
            ),
            models.Index(
                fields=["-amount", "-id", "owner", "team"],
                condition=LIVE & OPEN & Q(next_step_at=None),
                name="sales_deal_idle",
            ),
            models.Index(
                fields=["state", "-closed_at", "-id"], condition=LIVE, name="sales_deal_closed"
            ),
            models.Index(
                fields=["expected_close_on", "id", "owner", "team"],
                condition=LIVE & OPEN,
                name="sales_deal_due",
            ),
            # Figures count a day of stages entered by one owner anew with each move.
            models.Index(
                fields=["stage_entered_at", "owner"], condition=LIVE, name="sales_deal_entered"
            ),
            # Few deals name them: the others cost their writers nothing.
            models.Index(
                fields=["won_reason"],
                condition=Q(won_reason__isnull=False),
                name="sales_deal_won_reason",
            ),
            models.Index(
                fields=["competitor"],
                condition=Q(competitor__isnull=False),
                name="sales_deal_competitor",
            ),
            models.Index(
                fields=["-created_at", "-id", "owner", "team"],
                condition=LIVE,
                name="sales_deal_created",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
