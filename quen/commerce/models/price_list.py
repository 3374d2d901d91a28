"""What products cost: named lists of one currency, and the prices on them."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class PriceListQuerySet(models.QuerySet["PriceList"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        right = "commerce.view_product" if action == "view" else "commerce.manage_price_lists"
        return self if user.can(right) else self.none()

    def live(self) -> Self:
        return self.filter(retired_at=None)


class PriceList(models.Model):
    """Prices before VAT in one currency, from `valid_from` to `valid_to`, both included; None is open.

    The default list of a currency holds for whoever has none of their own. A retired list is chosen no
    more and stays where it was used.
    """

    name = models.CharField(max_length=80)
    norm = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_default = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PriceListQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "norm", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["norm"],
                condition=Q(retired_at=None),
                name="commerce_price_list_name_unique",
            ),
            models.UniqueConstraint(
                fields=["currency"],
                condition=Q(is_default=True, retired_at=None),
                name="commerce_price_list_one_default",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="commerce_price_list_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: date) -> bool:
        """Whether its prices are valid on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class ListPrice(models.Model):
    """The price of one unit of a product, from a quantity on (0: of any)."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    product = models.ForeignKey(
        "commerce.Product", on_delete=models.CASCADE, related_name="list_prices"
    )
    from_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["product_id", "from_quantity"]
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "product", "from_quantity"],
                name="commerce_list_price_unique",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, from_quantity__gte=0),
                name="commerce_list_price_positive",
            ),
        ]
