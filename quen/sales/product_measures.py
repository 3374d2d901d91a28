"""Deals by what was sold: the product of each line, and the category it is in now."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.commerce.categories import branches
from quen.commerce.lines.totals import HUNDRED, rounded
from quen.commerce.models import Product
from quen.insights.dimensions import dimension
from quen.insights.sources import Lines
from quen.sales.models import DealLine


def declare() -> None:
    """Lend the dimensions (once, at start)."""
    dimension("deal", "product", label=_("Product"), field="", names=_products)
    dimension("deal", "category", label=_("Product category"), field="", names=_categories)


def _worth(facts: Sequence[Any], currency: str) -> Decimal:
    """A line after its discount and before VAT, rounded as on paper (commerce.lines.totals)."""
    quantity, price, discount = facts
    return rounded(quantity * price * (HUNDRED - discount) / HUNDRED, currency)


def _products(values: Collection[str]) -> dict[str, str]:
    rows = Product._base_manager.filter(pk__in=[int(v) for v in values if v])
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _categories(values: Collection[str]) -> dict[str, str]:
    return {str(one.pk): one.path for one in branches()}


def _category_of_each() -> dict[str, str]:
    rows = Product._base_manager.filter(category__isnull=False)
    return {str(pk): str(category) for pk, category in rows.values_list("pk", "category_id")}


SOLD = Lines(
    DealLine,
    path="lines",
    joint="deal_id",
    name="product",
    columns=("product_id", "quantity", "unit_price", "discount_percent"),
    worth=_worth,
    derived={"category": _category_of_each},
)
