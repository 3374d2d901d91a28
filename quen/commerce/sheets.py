"""A price list as a sheet to type in, and the prices that somebody pasted into it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.commerce.actions.price_lists import Step
from quen.commerce.drafts import code_key
from quen.commerce.models import ListPrice, PriceList, Product
from quen.fields import searching
from quen.kit.amounts import parse_amount
from quen.kit.money import Money, figures, shown
from quen.kit.pasted import lines_of
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.text import fold

SIZE = 50
_NAME = re.compile(r"price-\d{1,18}-\d{1,15}(\.\d{1,3})?", re.ASCII)
FOUND = 200


@dataclass(frozen=True)
class Cell:
    """A box for one price; `name` is the input's, `was` what it held when it was drawn."""

    name: str
    label: str
    from_quantity: str
    was: str


@dataclass(frozen=True)
class Line:
    """A product on the sheet, with its standard price in words and its boxes."""

    pk: int
    name: str
    code: str
    standard: str
    cells: list[Cell]


def sheet(it: PriceList, user: Any, text: str, number: int) -> tuple[list[Line], bool]:
    """The lines of one page (from 1) of active products, and whether there are more."""
    rows = Product.objects.visible_to(user).active().order_by("name_key", "pk")
    if text.strip():
        rows = rows.filter(pk__in=searching.ids_for(user, "product", text, limit=FOUND))
    begin = (number - 1) * SIZE
    found = list(rows[begin : begin + SIZE + 1])
    steps: dict[int, list[ListPrice]] = {}
    for price in ListPrice.objects.filter(price_list=it, product__in=[p.pk for p in found]):
        steps.setdefault(price.product_id, []).append(price)
    lines = [_line(p, steps.get(p.pk, []), it, user.language) for p in found[:SIZE]]
    return lines, len(found) > SIZE


def _line(product: Product, steps: list[ListPrice], it: PriceList, language: str) -> Line:
    standing = {step.from_quantity: step.amount for step in steps}
    cells = [
        _cell(product, quantity, standing.get(quantity), it, language)
        for quantity in sorted({Decimal(0), *standing})
    ]
    known = product.price is not None
    standard = shown(Money(product.price, product.currency), language) if known else ""  # type: ignore[arg-type]
    return Line(product.pk, product.name, product.code, standard, cells)


def _cell(
    product: Product, quantity: Decimal, amount: Decimal | None, it: PriceList, language: str
) -> Cell:
    told = plain(quantity) if quantity else ""
    label = _("%(product)s, from %(quantity)s on") if told else "%(product)s"
    was = "" if amount is None else figures(Money(amount, it.currency), language)
    name = f"price-{product.pk}-{plain(quantity)}"
    return Cell(name, label % {"product": product.name, "quantity": told}, told, was)


def typed(it: PriceList, given: Mapping[str, str], language: str) -> dict[Step, Decimal | None]:
    """What was changed on the sheet. Raises Refused with the words at each box that cannot be read."""
    prices: dict[Step, Decimal | None] = {}
    errors: dict[str, str] = {}
    for name, text in given.items():
        if not _NAME.fullmatch(name) or text.strip() == given.get(f"was-{name}", ""):
            continue
        try:
            prices[_step(name)] = amount_of(text, it, language) if text.strip() else None
        except ValueError as error:
            errors[name] = str(error)
    if errors:
        raise Refused(_("Some prices could not be understood."), errors=errors)
    return prices


def _step(name: str) -> Step:
    _price, pk, quantity = name.split("-", 2)
    return Step(int(pk), Decimal(quantity))


def amount_of(text: str, it: PriceList, language: str) -> Decimal:
    """A price as people type it. Raises ValueError in words for a person."""
    amount = parse_amount(text, language, it.currency).amount
    if amount < 0:
        raise ValueError(_("A price is not below zero."))
    return amount


def pasted(it: PriceList, text: str, user: Any) -> dict[Step, Decimal | None]:
    """Prices from lines of "code or name, price" or "code or name, price, from quantity".

    Raises Refused that names the numbers of the lines which cannot be read; then nothing is taken.
    """
    lines = lines_of(text)
    known = _products([cells[0] for _number, cells in lines], user)
    prices: dict[Step, Decimal | None] = {}
    bad: list[str] = []
    for number, cells in lines:
        try:
            step, amount = _pasted_line(it, cells, known, user.language)
            prices[step] = amount
        except ValueError as error:
            bad.append(_("Line %(number)d: %(why)s") % {"number": number, "why": error})
    if bad or not prices:
        words = " ".join(bad[:20]) or _("There is nothing to read here.")
        raise Refused(words, errors={"lines": words})
    return prices


def _pasted_line(
    it: PriceList, cells: list[str], known: Mapping[str, list[int]], language: str
) -> tuple[Step, Decimal]:
    if len(cells) < 2 or not cells[1]:
        raise ValueError(_("a product and a price are needed"))
    ids = known.get(cells[0], [])
    if not ids:
        raise ValueError(_("there is no product “%s”") % cells[0][:80])
    if len(ids) > 1:
        raise ValueError(_("more than one product is called “%s”, give its code") % cells[0][:80])
    quantity = cells[2] if len(cells) > 2 else ""
    begins = parse_amount(quantity, language, "KWD").amount if quantity else Decimal(0)
    return Step(ids[0], begins), amount_of(cells[1], it, language)


def _products(names: list[str], user: Any) -> dict[str, list[int]]:
    """Ids by what the lines call them: a code, else a name."""
    seen = Product.objects.visible_to(user)
    codes = {code_key(name) for name in names} - {""}
    norms = {fold(name)[:200] for name in names}
    by_code = dict(seen.filter(code_key__in=codes).values_list("code_key", "pk"))
    by_name: dict[str, list[int]] = {}
    for norm, pk in seen.filter(norm__in=norms).values_list("norm", "pk"):
        by_name.setdefault(norm, []).append(pk)
    return {
        name: [by_code[code_key(name)]]
        if code_key(name) in by_code
        else by_name.get(fold(name)[:200], [])
        for name in names
    }
