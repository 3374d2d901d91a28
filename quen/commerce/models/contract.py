"""A contract: what a customer has agreed to, from when until when, and what is paid for it."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import pgettext_lazy

from quen.accounts.visibility import Owned, OwnedQuerySet

LIVE = Q(deleted_at__isnull=True)
NOTICE_DAYS = (
    30  # how long before its end a contract asks for its renewal, where nobody says otherwise
)


class ContractQuerySet(OwnedQuerySet):
    def in_state(self, state: str, day: date) -> Self:
        """Those that stand so on a business day."""
        return self.filter(standing(state, day))

    def not_renewed(self) -> Self:
        """Those that no other contract continues."""
        later = Contract._base_manager.filter(renews=OuterRef("pk"), deleted_at=None)
        return self.filter(~Exists(later))

    def to_renew(self, day: date) -> Self:
        """Those that near their end on a business day and that nothing continues yet."""
        return self.in_state(Contract.State.NEARING, day).not_renewed()


class Contract(Owned):
    """`amount` is what is paid in each `billing` period, in `currency`; without `ends_on` it is open-ended.

    How it stands follows from its days: signed or not, begun or not, near its end from `renew_on` on (which
    is `renew_days_before` days before `ends_on`), over, or ended early at `ended_at`. One that renews by
    itself goes on after its end. `neared_for` is the end that was last told to be near.
    `terms` stand on its paper, `notes` are ours.
    """

    DEFAULT_SORT = "created_at"

    class Billing(models.TextChoices):
        ONCE = "once", pgettext_lazy("billing", "Once")
        MONTH = "month", pgettext_lazy("billing", "Every month")
        QUARTER = "quarter", pgettext_lazy("billing", "Every quarter")
        YEAR = "year", pgettext_lazy("billing", "Every year")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("contract", "Draft")
        UPCOMING = "upcoming", pgettext_lazy("contract", "Not begun")
        RUNNING = "running", pgettext_lazy("contract", "Running")
        NEARING = "nearing", pgettext_lazy("contract", "Near its end")
        EXPIRED = "expired", pgettext_lazy("contract", "Expired")
        ENDED = "ended", pgettext_lazy("contract", "Ended early")

    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=220)
    norm = models.CharField(max_length=200, blank=True, default="")
    contact = models.ForeignKey(
        "people.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="contracts"
    )
    company = models.ForeignKey(
        "people.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="contracts"
    )
    order = models.ForeignKey(
        "commerce.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="contracts"
    )
    renews = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="VND")
    billing = models.CharField(max_length=7, choices=Billing, default=Billing.ONCE)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    renew_days_before = models.PositiveSmallIntegerField(default=NOTICE_DAYS)
    renew_on = models.DateField(null=True, blank=True)
    auto_renews = models.BooleanField(default=False)
    neared_for = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True, default="")
    terms = models.TextField(blank=True, default="")
    notes = models.TextField(blank=True, default="")
    custom = models.JSONField(default=dict, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, renew_on=None)
                | Q(
                    ends_on__isnull=False,
                    renew_on__isnull=False,
                    ends_on__gte=F("starts_on"),
                    renew_on__lte=F("ends_on"),
                ),
                name="commerce_contract_days",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="commerce_contract_amount"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(company__isnull=False),
                name="commerce_contract_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(end_reason=""),
                name="commerce_contract_ended",
            ),
            # Of two who renew it at once, one does.
            models.UniqueConstraint(
                fields=["renews"],
                condition=LIVE & Q(renews__isnull=False),
                name="commerce_contract_renewed_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-created_at", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_contract_created",
            ),
            models.Index(
                fields=["owner", "-created_at", "-id"],
                condition=LIVE,
                name="commerce_contract_owner",
            ),
            models.Index(
                fields=["team", "-created_at", "-id"],
                condition=LIVE,
                name="commerce_contract_team",
            ),
            models.Index(
                fields=["name_key", "id", "owner", "team"],
                condition=LIVE,
                name="commerce_contract_name",
            ),
            models.Index(
                fields=["ends_on", "id", "owner", "team"],
                condition=LIVE,
                name="commerce_contract_ends",
            ),
            models.Index(
                fields=["-amount", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_contract_worth",
            ),
            # What the sweep looks through: those that run and have an end.
            models.Index(
                fields=["renew_on", "ends_on", "id"],
                condition=LIVE & Q(ended_at=None, renew_on__isnull=False),
                name="commerce_contract_renew",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def state_on(self, day: date) -> "Contract.State":
        """How it stands on a business day; `standing` says the same to the database."""
        if self.ended_at is not None:
            return self.State.ENDED
        if self.signed_on is None:
            return self.State.DRAFT
        if self.starts_on > day:
            return self.State.UPCOMING
        if self.ends_on is None or self.renew_on is None or self.renew_on > day:
            return self.State.RUNNING
        if self.ends_on >= day:
            return self.State.NEARING
        return self.State.RUNNING if self.auto_renews else self.State.EXPIRED

    def set_notice(self) -> None:
        """Work out from which day on it is near its end."""
        ends = self.ends_on
        self.renew_on = ends - timedelta(days=self.renew_days_before) if ends else None


def standing(state: str, day: date) -> Q:
    """The condition on contracts that stand so on a business day."""
    going = Q(ended_at=None, signed_on__isnull=False, starts_on__lte=day)
    after = going & Q(ends_on__lt=day)
    return {
        Contract.State.DRAFT: Q(ended_at=None, signed_on=None),
        Contract.State.UPCOMING: Q(ended_at=None, signed_on__isnull=False, starts_on__gt=day),
        Contract.State.RUNNING: going & (Q(renew_on=None) | Q(renew_on__gt=day))
        | after & Q(auto_renews=True),
        Contract.State.NEARING: going & Q(renew_on__lte=day, ends_on__gte=day),
        Contract.State.EXPIRED: after & Q(auto_renews=False),
        Contract.State.ENDED: Q(ended_at__isnull=False),
    }[Contract.State(state)]
