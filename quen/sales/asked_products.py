"""Products as files name them: by code, else by name; what only looks alike is asked, never taken."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from quen.commerce.drafts import code_key
from quen.commerce.models import Product
from quen.fields.importing.objects import Batch
from quen.kit.refused import Refused
from quen.kit.text import fold

_ALIKE = 200  # products that are looked at for one that is written almost so


def product_named(text: str, batch: Batch) -> Product:
    """The product of this code or name that the importing colleague may see.

    Raises Refused, naming the product that is written almost so where there is one.
    """
    if "products" not in batch.memory:
        batch.memory["products"] = _products_of(batch)
    known: dict[str, Product] = batch.memory["products"]
    found = known.get(code_key(text)) or known.get(fold(text))
    if found is None:
        words = _unknown(text, batch)
        raise Refused(words, errors={"product": words})
    return found


def _products_of(batch: Batch) -> dict[str, Product]:
    """Those that the rows name, by code and name: one look for all; of one name the oldest."""
    asked = {row.get("product", "").strip() for _number, row in batch.rows} - {""}
    codes, norms = {code_key(one) for one in asked}, {fold(one) for one in asked}
    rows: Any = Product.objects.visible_to(batch.by).filter(deleted_at=None)
    found: dict[str, Product] = {}
    named = Q(code_key__in=codes - {""}) | Q(norm__in=norms - {""})
    for product in rows.filter(named).order_by("-pk"):
        found |= {key: product for key in (product.norm, product.code_key) if key}
    return found


def _unknown(text: str, batch: Batch) -> str:
    wanted = _bare(fold(text))
    rows: Any = Product.objects.visible_to(batch.by).filter(deleted_at=None)
    near = rows.filter(norm__startswith=wanted[:2]).order_by("pk")[:_ALIKE]
    close = next((one.name for one in near if _bare(one.norm) == wanted), "")
    if not close:
        return _("There is no product called %s.") % text[:80]
    words = _("There is no product called %(name)s. Is %(close)s meant?")
    return words % {"name": text[:80], "close": close}


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
