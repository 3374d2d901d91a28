"""Lines as people and programs give them, checked and filled in from the products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.commerce.lines.totals import totals_of
from quen.commerce.models import PriceList, Product
from quen.commerce.pricing import prices_of
from quen.kit.amounts import parse_amount, parse_number
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line

MOST = 200
KEYS = ("product_id", "name", "unit", "quantity", "unit_price", "discount_percent", "vat_percent")
_MOST_OF_ONE = Decimal(10) ** 11  # what the column of a quantity holds
_LARGEST = (
    Decimal(10) ** 13
)  # what the code to pay by holds, and far less than the columns of sums do


@dataclass(frozen=True)
class Line:
    """A line that holds, ready to be stored under any document."""

    product_id: int | None
    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    vat_percent: Decimal | None

    def columns(self) -> dict[str, Any]:
        """Its columns."""
        return {key: getattr(self, key) for key in KEYS}


@dataclass(frozen=True)
class Asked:
    """How lines are read: amounts as `language` writes them, prices of `day` in `currency`."""

    currency: str
    language: str
    day: date
    user: Any
    price_list: PriceList | None = None


def read_lines(given: Sequence[Mapping[str, Any]], asked: Asked) -> list[Line]:
    """Lines, without those in which nothing stands; what is left empty of a line comes from the product and its price, as far as
    the user may read them.

    Raises Refused with errors by "line_<n>_<key>", counted from 0.
    """
    rows = [row for row in given if is_filled(row)]
    if len(rows) > MOST:
        raise Refused(_("At most %d lines.") % MOST, errors={"lines": _("Too many lines.")})
    products = _products(rows, asked.user)
    errors: dict[str, str] = {}
    quantities = [_quantity(row, n, asked, errors) for n, row in enumerate(rows)]
    prices = _prices(rows, quantities, products, asked)
    read = [
        _line(n, row, quantities[n], products, prices, asked, errors) for n, row in enumerate(rows)
    ]
    if errors:
        raise Refused(_("Some lines cannot be read."), errors=errors)
    if totals_of(read, asked.currency).total >= _LARGEST:
        words = _("This amount is too big.")
        raise Refused(words, errors={"lines": words})
    return read


def is_filled(row: Mapping[str, Any]) -> bool:
    """Whether anything stands in a row. Its VAT says nothing alone: a choice always stands there."""
    return not all(_empty(row.get(key)) for key in KEYS if key != "vat_percent")


def _products(rows: Sequence[Mapping[str, Any]], user: Any) -> dict[int, Product]:
    ids = [pk for row in rows if (pk := product_id(row))]
    return {it.pk: it for it in Product.objects.visible_to(user).filter(pk__in=ids)}


def product_id(row: Mapping[str, Any]) -> int:
    """The id of the row's product; 0 for none, or for what is no id."""
    text = str(row.get("product_id") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _prices(
    rows: Sequence[Mapping[str, Any]],
    quantities: Sequence[Decimal],
    products: Mapping[int, Product],
    asked: Asked,
) -> dict[int, Decimal]:
    """The prices that nobody typed, by their row."""
    wanted = {
        n: (products[pk], quantities[n])
        for n, row in enumerate(rows)
        if (pk := product_id(row)) in products and _empty(row.get("unit_price"))
    }
    if not wanted or not _reads(asked, "price"):
        return {}
    found = prices_of(wanted, asked.currency, day=asked.day, price_list=asked.price_list)
    return {n: price.money.amount for n, price in found.items() if price}


def _line(
    n: int,
    row: Mapping[str, Any],
    quantity: Decimal,
    products: Mapping[int, Product],
    prices: Mapping[int, Decimal],
    asked: Asked,
    errors: dict[str, str],
) -> Line:
    product = products.get(product_id(row))
    if product_id(row) and product is None:
        errors[f"line_{n}_product_id"] = _("There is no such product.")
    name = one_line(clean(str(row.get("name") or ""))).strip()[:200]
    if product and not name and not _reads(asked, "name"):
        errors[f"line_{n}_name"] = _("Type it: your role does not show what the product says.")
    if not name and not product_id(row):
        errors[f"line_{n}_name"] = _("Say what it is, or empty the whole line.")
    price = _price(n, row, prices, asked, errors)
    if quantity * price >= _LARGEST:
        errors[f"line_{n}_unit_price"] = _("This amount is too big.")
    return Line(
        product.pk if product else None,
        name or (product.name_in(asked.language) if product and _reads(asked, "name") else ""),
        one_line(clean(str(row.get("unit") or ""))).strip()[:40]
        or (product.unit if product and _reads(asked, "unit") else ""),
        quantity,
        price,
        _percent(n, row, "discount_percent", asked, errors) or Decimal(0),
        _vat(n, row, product, asked, errors),
    )


def _reads(asked: Asked, key: str) -> bool:
    """Whether what a product says of this may come into the line: a role may hide it."""
    return bool(asked.user.may_read_field(f"product.{key}"))


def _quantity(row: Mapping[str, Any], n: int, asked: Asked, errors: dict[str, str]) -> Decimal:
    if _empty(row.get("quantity")):
        return Decimal(1)
    number = _number(row["quantity"], asked)
    if number is None or number <= 0:
        errors[f"line_{n}_quantity"] = _("Give a number above zero.")
    elif number >= _MOST_OF_ONE:
        errors[f"line_{n}_quantity"] = _("This number is too big.")
    elif number != round(number, 3):
        errors[f"line_{n}_quantity"] = _("Give a number with at most three decimals.")
    else:
        return number
    return Decimal(1)


def _price(
    n: int,
    row: Mapping[str, Any],
    prices: Mapping[int, Decimal],
    asked: Asked,
    errors: dict[str, str],
) -> Decimal:
    """What was typed, else the product's price; a missing one is said and never 0."""
    key = f"line_{n}_unit_price"
    if _empty(row.get("unit_price")):
        if n in prices:
            return prices[n]
        errors[key] = (
            _("There is no price in %s: type one.") % asked.currency
            if _reads(asked, "price")
            else _("Type it: your role does not show what the product says.")
        )
        return Decimal(0)
    try:
        amount = parse_amount(str(row["unit_price"]), asked.language, asked.currency).amount
    except ValueError as error:
        errors[key] = str(error)
        return Decimal(0)
    if amount < 0:
        errors[key] = _("A price is not below zero.")
        return Decimal(0)
    return amount


def _vat(
    n: int, row: Mapping[str, Any], product: Product | None, asked: Asked, errors: dict[str, str]
) -> Decimal | None:
    """Left out, the product's; "none" says that no VAT is due."""
    given = row.get("vat_percent")
    if str(given).strip().lower() == "none" and given is not None:
        return None
    if _empty(given):
        if product and not _reads(asked, "vat_percent"):
            errors[f"line_{n}_vat_percent"] = _(
                "Type it: your role does not show what the product says."
            )
            return None
        return product.vat_percent if product else None
    return _percent(n, row, "vat_percent", asked, errors)


def _percent(
    n: int, row: Mapping[str, Any], key: str, asked: Asked, errors: dict[str, str]
) -> Decimal | None:
    if _empty(row.get(key)):
        return None
    number = _number(str(row[key]).replace("%", ""), asked)
    if number is None or not 0 <= number <= 100:
        errors[f"line_{n}_{key}"] = _("Give a number from 0 to 100.")
        return None
    return round(number, 2)


def _number(given: Any, asked: Asked) -> Decimal | None:
    try:
        return parse_number(str(given), asked.language)
    except ValueError:
        return None


def _empty(given: Any) -> bool:
    return given is None or not str(given).strip()
