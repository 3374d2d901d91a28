"""Bringing in products, by their code or their name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.commerce.models import Product
from quen.fields.importing.nouns import NounWriter
from quen.fields.importing.objects import Target, importable
from quen.people.matching import by_column


def declare() -> None:
    """Lend the object (once, at start)."""
    matches: dict[str, Any] = {
        "code": by_column(Product, "code_key", oldest=True),
        "name": by_column(Product, "norm", oldest=True),
    }
    importable(
        "products",
        type="product",
        label=_("Products"),
        needs="commerce.add_product",
        matches=("code", "name"),
        extra=(
            Target("currency", _("Currency"), ("tiền tệ", "loại tiền", "สกุลเงิน", "currency")),
        ),
        write=NounWriter("product", matches=matches),
    )  # fmt: skip
