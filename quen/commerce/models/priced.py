"""A priced line of a document: of a deal, a quote, an order."""

from django.db import models
from django.db.models import Q


class PricedLine(models.Model):
    """`quantity` of `unit` at `unit_price` before VAT, less `discount_percent`; `vat_percent` of None
    means that no VAT is due. `name` and `unit` stand as they were when the line was written."""

    product = models.ForeignKey(
        "commerce.Product",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True, default="")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    unit_price = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


def holds(name: str) -> list[models.BaseConstraint]:
    """What is true of every priced line; `name` begins the constraints' names."""
    return [
        models.CheckConstraint(condition=Q(quantity__gt=0), name=f"{name}_quantity"),
        models.CheckConstraint(condition=Q(unit_price__gte=0), name=f"{name}_price"),
        models.CheckConstraint(
            condition=Q(discount_percent__gte=0, discount_percent__lte=100),
            name=f"{name}_discount",
        ),
        models.CheckConstraint(
            condition=Q(vat_percent__isnull=True) | Q(vat_percent__gte=0, vat_percent__lte=100),
            name=f"{name}_vat",
        ),
    ]
