"""What the company sells: a thing, a service, a subscription."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from quen.accounts.visibility import Owned, OwnedQuerySet

LIVE = Q(deleted_at__isnull=True)


class ProductQuerySet(OwnedQuerySet):
    """Products are the company's and have no owner: their rights are had or not, without a reach."""

    def active(self) -> Self:
        return self.filter(state=Product.State.ACTIVE)


class Product(Owned):
    """`price` is the standard price of one `unit` before VAT, in `currency`; None is not known yet.

    `vat_percent` of None means that no VAT is due, which is not the same as 0 %. `code_key` is the code as
    it is compared. A retired product is offered no more and stays where it was sold.
    """

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("product", "Active")
        RETIRED = "retired", pgettext_lazy("product", "Retired")

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=220)
    norm = models.CharField(max_length=200, blank=True, default="")
    name_vi = models.CharField(max_length=200, blank=True, default="")
    name_th = models.CharField(max_length=200, blank=True, default="")
    name_en = models.CharField(max_length=200, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    code_key = models.CharField(max_length=60, blank=True, default="")
    category = models.ForeignKey(
        "commerce.Category",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
    )
    unit = models.CharField(max_length=40, blank=True, default="")
    description = models.TextField(blank=True, default="")
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    price = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="VND")
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    custom = models.JSONField(default=dict, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code_key"],
                condition=LIVE & ~Q(code_key=""),
                name="commerce_product_code_unique",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="commerce_product_price_positive",
            ),
            models.CheckConstraint(
                condition=Q(vat_percent__isnull=True) | Q(vat_percent__gte=0, vat_percent__lte=100),
                name="commerce_product_vat_percent",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], condition=LIVE, name="commerce_product_name"),
            models.Index(fields=["code_key", "id"], condition=LIVE, name="commerce_product_code"),
            models.Index(fields=["price", "id"], condition=LIVE, name="commerce_product_price"),
            models.Index(
                fields=["category", "name_key", "id"],
                condition=LIVE,
                name="commerce_product_category",
            ),
            models.Index(fields=["norm"], name="commerce_product_norm"),
            models.Index(
                fields=["-deleted_at", "-id"],
                condition=Q(deleted_at__isnull=False),
                name="commerce_product_trash",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    def name_in(self, language: str) -> str:
        """The name for a document in this language ("vi", "th", "en"); the common one where it has none."""
        return str(getattr(self, f"name_{language}", "") or self.name)
