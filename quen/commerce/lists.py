"""The list of products: cells that are more than a value."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.categories import branch
from quen.commerce.models import Product
from quen.fields.lists import list_spec
from quen.fields.showing import Words
from quen.kit import cells
from quen.kit.plain_rows import plain


def _product(row: dict[str, Any], words: Words, label: str) -> SafeString:
    before = reverse("commerce:product", args=[0]).partition("0")[0]
    return cells.identity(row["name"], "", f"{before}{row['pk']}/")


def _code(row: dict[str, Any], words: Words, label: str) -> SafeString:
    return cells.text(row["code"], label)


def _category(row: dict[str, Any], words: Words, label: str) -> SafeString:
    found = branch(row["category_id"])
    return cells.text(found.path if found else "", label)


def _vat(row: dict[str, Any], words: Words, label: str) -> SafeString:
    percent = row["vat_percent"]
    known = percent not in (None, "")
    number = str(plain(percent)).replace(".", "," if words.language == "vi" else ".")
    return cells.number(f"{number} %" if known else "", label)


def _state(row: dict[str, Any], words: Words, label: str) -> SafeString:
    active = row["state"] == Product.State.ACTIVE
    return cells.stage(str(Product.State(row["state"]).label), "retain" if active else "", label)


def declare() -> None:
    """Lend the list (once, at start)."""
    list_spec(
        "product",
        route="commerce:products",
        new_route="commerce:product_new",
        add_right="commerce.add_product",
        title=_("Products"),
        add_label=pgettext_lazy("column", "Product"),
        empty_text=_("Add what you sell, or bring your list from a spreadsheet."),
        default_sort="name",
        drawn={
            "name": (("name",), _product),
            "code": (("code",), _code),
            "category_id": (("category_id",), _category),
            "vat_percent": (("vat_percent",), _vat),
            "state": (("state",), _state),
        },
    )
