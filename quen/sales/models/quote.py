"""A quote: what we offer a customer, for how much and until when; its lines, its openings, its codes."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.accounts.visibility import Owned, OwnedQuerySet
from quen.commerce.links import key_in
from quen.commerce.models.priced import PricedLine, holds

LIVE = Q(deleted_at__isnull=True)
LINK = "sales.quote"  # what its public links are signed for


class QuoteQuerySet(OwnedQuerySet):
    def within_reach(self, user: Any, action: str = "view") -> Self:
        """None at all for whom the worth of deals is hidden: a quote is little else."""
        if not user.may_read_field("deal.amount"):
            return self.none()
        return super().within_reach(user, action)

    def for_token(self, token: str) -> Self:
        """The quote of a public link; none for one that is not ours, that was taken back, or whose
        deal is in the trash."""
        key = key_in(token, LINK)
        live = self.filter(deleted_at=None, deal__deleted_at=None)
        sent = live.exclude(state=Quote.State.DRAFT)
        return sent.filter(link_key=key) if key else self.none()


class Quote(Owned):
    """One edition of a quote for a deal. A rough one gives a range of `spread_percent` around its total.

    `number` comes with the sending of the first edition and is the same for all of them. `customer` holds
    name, address, tax code and whom it is for, as they stood when it was sent. `proof` says how it was
    accepted. `link_key` is random; the public link signs it.
    """

    class Kind(models.TextChoices):
        FIRM = "firm", _("Firm quote")
        ROUGH = "rough", _("Rough quote")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        REPLACED = "replaced", _("Replaced")

    deal = models.ForeignKey("sales.Deal", on_delete=models.PROTECT, related_name="quotes")
    contact = models.ForeignKey(
        "people.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="quotes"
    )
    company = models.ForeignKey(
        "people.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="quotes"
    )
    number = models.CharField(max_length=40, blank=True, default="")
    edition = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.FIRM)
    spread_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2, default="vi")
    title = models.CharField(max_length=200, blank=True, default="")
    intro = models.TextField(blank=True, default="")
    terms = models.TextField(blank=True, default="")
    customer = models.JSONField(default=dict, blank=True)
    net = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    valid_until = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_note = models.CharField(max_length=300, blank=True, default="")
    proof = models.JSONField(default=dict, blank=True)
    link_key = models.CharField(max_length=40, unique=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "edition"], condition=~Q(number=""), name="sales_quote_number"
            ),
            # Of the editions of a quote one at most stands open before the customer.
            models.UniqueConstraint(
                fields=["number"], condition=Q(state="sent"), name="sales_quote_one_sent"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(number=""), name="sales_quote_sent_has_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("accepted", "declined"), decided_at__isnull=False)
                | ~Q(state__in=("accepted", "declined")),
                name="sales_quote_decided_has_date",
            ),
            models.CheckConstraint(
                condition=Q(spread_percent__isnull=True) | Q(spread_percent__lte=90),
                name="sales_quote_spread",
            ),
        ]
        indexes = [
            models.Index(fields=["-id", "owner", "team"], condition=LIVE, name="sales_quote_new"),
            models.Index(fields=["owner", "-id"], condition=LIVE, name="sales_quote_owner"),
            models.Index(
                fields=["state", "valid_until"], condition=Q(state="sent"), name="sales_quote_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number with the edition, or that it is a draft."""
        edition = f" · {self.edition}" if self.edition > 1 else ""
        return f"{self.number}{edition}" if self.number else str(_("Draft"))

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """From and to, of a rough quote; the total twice, of a firm one."""
        spread = self.total * (self.spread_percent or 0) / 100
        return self.total - spread, self.total + spread


class QuoteLine(PricedLine):
    """A line of a quote, in its currency."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")

    class Meta(PricedLine.Meta):
        abstract = False
        constraints = holds("sales_quoteline")


class QuoteOpening(models.Model):
    """One sitting of somebody before a quote's public page: when, and for how many seconds so far."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="openings")
    visit = models.CharField(max_length=24)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote", "visit"], name="sales_quoteopening_once")
        ]


class QuoteCode(models.Model):
    """A one-time code that a customer accepts a quote with; only its digest is kept."""

    quote = models.OneToOneField(Quote, on_delete=models.CASCADE, related_name="code")
    digest = models.CharField(max_length=64)
    sent_to = models.CharField(max_length=254, blank=True, default="")
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
