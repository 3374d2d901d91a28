"""What a product costs on a day, in a currency, from a quantity on, and where that price comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from quen.commerce.models import ListPrice, PriceList, Product
from quen.kit.money import Money

Source = Literal["list", "default", "standard"]


@dataclass(frozen=True)
class Price:
    """The price of one unit before VAT. `source` is the list that was asked for, the default list of the
    currency, or the product's standard price; `price_list` is None for the last. `from_quantity` is where
    the step begins that it was taken from."""

    money: Money
    source: Source
    price_list: PriceList | None = None
    from_quantity: Decimal = Decimal(0)


def price_of(
    product: Product,
    currency: str,
    *,
    day: date,
    quantity: Decimal | int = 1,
    price_list: PriceList | None = None,
) -> Price | None:
    """The price of one unit of `product`, before VAT; None where there is none, which is never 0.

    Asked in this order: `price_list` where it is of this currency and valid on `day`; the default list of
    the currency; the product's standard price where it is in this currency.
    """
    asked = {product.pk: (product, Decimal(quantity))}
    return prices_of(asked, currency, day=day, price_list=price_list)[product.pk]


def prices_of(
    wanted: Mapping[int, tuple[Product, Decimal]],
    currency: str,
    *,
    day: date,
    price_list: PriceList | None = None,
) -> dict[int, Price | None]:
    """As `price_of`, for many lines by their own keys: a product may stand on two of them, with a quantity
    on each. Two queries for all."""
    lists = _lists(currency, day, price_list)
    steps = _steps(lists, {product.pk for product, _quantity in wanted.values()})
    return {
        key: _on_lists(lists, steps, product.pk, quantity) or _standard(product, currency)
        for key, (product, quantity) in wanted.items()
    }


def _lists(currency: str, day: date, chosen: PriceList | None) -> list[tuple[Source, PriceList]]:
    found: list[tuple[Source, PriceList]] = []
    if chosen is not None and chosen.currency == currency and chosen.holds_on(day):
        found.append(("list", chosen))
    default = PriceList.objects.live().filter(currency=currency, is_default=True).first()
    if default is not None and default.holds_on(day) and default != chosen:
        found.append(("default", default))
    return found


def _steps(
    lists: Iterable[tuple[Source, PriceList]], ids: Iterable[int]
) -> dict[tuple[int, int], list[ListPrice]]:
    """The steps of each product on each list, the greatest quantity first."""
    wanted = [it.pk for _source, it in lists]
    found: dict[tuple[int, int], list[ListPrice]] = {}
    if wanted:
        rows = ListPrice.objects.filter(price_list__in=wanted, product__in=list(ids))
        for row in rows.order_by("-from_quantity"):
            found.setdefault((row.price_list_id, row.product_id), []).append(row)
    return found


def _on_lists(
    lists: Iterable[tuple[Source, PriceList]],
    steps: Mapping[tuple[int, int], list[ListPrice]],
    product_id: int,
    quantity: Decimal,
) -> Price | None:
    for source, it in lists:
        for step in steps.get((it.pk, product_id), ()):
            if step.from_quantity <= quantity:
                money = Money(step.amount, it.currency)
                return Price(money, source, it, step.from_quantity)
    return None


def _standard(product: Product, currency: str) -> Price | None:
    if product.price is None or product.currency != currency:
        return None
    return Price(Money(product.price, currency), "standard")
