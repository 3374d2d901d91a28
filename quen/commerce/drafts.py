"""What is special about products when they come in: categories, codes, VAT, prices."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.commerce.categories import branch, named
from quen.commerce.models import Product
from quen.fields.catalogue import all_fields
from quen.fields.drafts import Draft, Taking, shape, take_currency
from quen.fields.reading import EMPTY, names_currency, stored
from quen.kit.sorting import name_key
from quen.kit.text import fold

EXEMPT = ("-", "none", "kct", "không chịu thuế", "ไม่คิดภาษี")


def declare() -> None:
    """Lend the shape (once, at start)."""
    shape(
        "product",
        takers={
            "category_id": _take_category,
            "vat_percent": _take_vat,
            "price": _take_price,
            "currency": take_currency,
            "state": _take_state,
        },
        rights={"currency": "price"},
        derive=_derive,
    )


def _take_category(taking: Taking) -> None:
    given = taking.value
    if given in EMPTY:
        taking.draft.columns["category_id"] = None
        return
    text = str(given)
    by_id = text.isascii() and text.isdigit() and len(text) < 19
    found = branch(int(text)) if by_id else named(text)
    if found is None:
        raise ValueError(_("There is no category called %s.") % str(given)[:80])
    taking.draft.columns["category_id"] = found.pk


def _take_vat(taking: Taking) -> None:
    taking.draft.columns["vat_percent"] = vat_of("product", taking.value, taking)


def vat_of(type_key: str, given: Any, taking: Taking) -> Decimal | None:
    """A rate of VAT in percent; None for what bears none. Raises ValueError outside 0 to 100."""
    text = str("" if given is None else given).strip().removesuffix("%").strip()
    if not text or fold(text) in map(fold, EXEMPT):
        return None
    percent = Decimal(stored(all_fields(type_key)["vat_percent"], text, taking.reader))
    if not 0 <= percent <= 100 or percent != round(percent, 2):
        raise ValueError(_("VAT is a percentage from 0 to 100."))
    return percent


def _take_price(taking: Taking) -> None:
    kept = stored(all_fields("product")["price"], taking.value, taking.reader)
    columns = taking.draft.columns
    if kept is None:
        columns["price"] = None
        return
    amount = Decimal(kept["amount"])
    if amount < 0:
        raise ValueError(_("A price is not below zero."))
    if amount != round(amount, 2):
        raise ValueError(_("This amount has more decimals than its currency."))
    columns["price"] = amount
    if names_currency(taking.value, kept["currency"], taking.reader.currency):
        columns.setdefault("currency", kept["currency"])


def _take_state(taking: Taking) -> None:
    kept: Any = stored(all_fields("product")["state"], taking.value, taking.reader)
    taking.draft.columns["state"] = kept or Product.State.ACTIVE


def _derive(draft: Draft) -> None:
    columns = draft.columns
    if name := columns.get("name"):
        columns |= {
            "name": name[:200],
            "name_key": name_key(name)[:220],
            "norm": fold(name)[:200],
        }
    for key in ("name_vi", "name_th", "name_en"):
        if key in columns:
            columns[key] = columns[key][:200]
    if "unit" in columns:
        columns["unit"] = columns["unit"][:40]
    if "code" in columns:
        code = columns["code"][:40]
        columns |= {"code": code, "code_key": code_key(code)}


def code_key(code: str) -> str:
    """A code as it is compared: case, marks and blanks make no difference."""
    return fold(code).replace(" ", "").upper()[:60]
