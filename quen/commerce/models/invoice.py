"""An invoice that the company's accounting program has issued."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from quen.accounts.visibility import Owned, OwnedQuerySet
from quen.commerce.models.exact import equals

LIVE = Q(deleted_at__isnull=True)


class InvoiceQuerySet(OwnedQuerySet):
    """Invoices, by who may see them."""


class Invoice(Owned):
    """`number`, `series` (the sign of the form) and `lookup_code` are the accounting program's; `source` and
    `external_id` name the invoice there. `net`, `vat` and `total` are the sums of its rates.

    `buyer` and `tax_id` stand as they are written on the invoice.
    """

    DEFAULT_SORT = "issued_on"

    class State(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("invoice", "Issued")
        REPLACED = "replaced", pgettext_lazy("invoice", "Replaced")
        CANCELLED = "cancelled", pgettext_lazy("invoice", "Cancelled")

    number = models.CharField(max_length=40)
    series = models.CharField(max_length=20, blank=True, default="")
    lookup_code = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.ISSUED)
    contact = models.ForeignKey(
        "people.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    company = models.ForeignKey(
        "people.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    order = models.ForeignKey(
        "commerce.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    buyer = models.CharField(max_length=200, blank=True, default="")
    tax_id = models.CharField(max_length=20, blank=True, default="")
    issued_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="VND")
    net = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    vat = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=80, blank=True, default="")
    custom = models.JSONField(default=dict, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], condition=LIVE, name="commerce_invoice_number"
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=LIVE & ~Q(external_id=""),
                name="commerce_invoice_external",
            ),
            models.CheckConstraint(
                condition=equals("total", F("net") + F("vat")), name="commerce_invoice_total"
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(company__isnull=False),
                name="commerce_invoice_somebodys",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-issued_on", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_invoice_issued",
            ),
            models.Index(
                fields=["owner", "-issued_on", "-id"], condition=LIVE, name="commerce_invoice_owner"
            ),
            models.Index(
                fields=["team", "-issued_on", "-id"], condition=LIVE, name="commerce_invoice_team"
            ),
            models.Index(
                fields=["-total", "-id", "owner", "team"],
                condition=LIVE,
                name="commerce_invoice_worth",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its sign and number, as people name it: "1C26TAA 00000123"."""
        return f"{self.series} {self.number}".strip()


class InvoiceRate(models.Model):
    """What an invoice adds up to at one rate of VAT; without a rate no VAT is due."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="rates")
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    net = models.DecimalField(max_digits=18, decimal_places=2)
    vat = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["vat_percent"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "vat_percent"], name="commerce_invoicerate_once"
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(vat_percent__isnull=True),
                name="commerce_invoicerate_exempt",
            ),
            models.CheckConstraint(
                condition=Q(vat_percent__isnull=False) | Q(vat=0),
                name="commerce_invoicerate_without",
            ),
        ]
