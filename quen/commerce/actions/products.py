"""Products are added, changed, retired, thrown away and taken back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce import events
from quen.commerce.models import Product
from quen.fields.actions import records
from quen.fields.actions.records import NOBODY
from quen.fields.actions.tags import tags_of
from quen.fields.actions.trash import nameless
from quen.fields.drafts import Draft
from quen.fields.nouns import noun
from quen.kit.db import lock
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.workspace import workspace

# Vietnam's usual rate is 10 % (8 % while the reduction lasts), Thailand's 7 %; each product may differ.
VAT = {"VN": Decimal(10), "TH": Decimal(7)}


def add_product(given: Mapping[str, Any], *, by: User, **how: Any) -> Product:
    """Add one product from the API's shape. Raises Refused with errors by field."""
    added: Product = records.add_one(PRODUCT, given, by=by, **how)
    return added


def change_product(product: Product, given: Mapping[str, Any], *, by: User, **how: Any) -> Product:
    """Change a product; `state` retires it or offers it again. Raises Refused, Conflict."""
    changed: Product = records.change_one(PRODUCT, product, given, by=by, **how)
    return changed


def trash_products(products: Sequence[Product], *, by: User) -> list[Product]:
    """Move products to the trash; what was sold keeps pointing at them."""
    return records.trash(PRODUCT, products, by=by)


def restore_products(products: Sequence[Product], *, by: User) -> list[Product]:
    """Take products out of the trash. Raises Refused where a code is taken by now."""
    return records.restore(PRODUCT, products, by=by)


def _columns(draft: Draft, by: User, now: datetime) -> dict[str, Any]:
    """A product is nobody's own; VAT and currency are the country's where nothing is said."""
    it = workspace()
    columns = draft.columns
    return {
        "owner_id": NOBODY,
        "vat_percent": columns["vat_percent"] if "vat_percent" in columns else VAT.get(it.country),
        "currency": columns.get("currency") or it.currency,
        "state": columns.get("state") or Product.State.ACTIVE,
    }


def _check_codes(products: Sequence[Product]) -> None:
    """A code is one live product's; two who type the same at once stand in line."""
    given = Counter(it.code_key for it in products if it.code_key)
    if not given:
        return
    lock("commerce.product_codes")
    ids = [it.pk for it in products if it.pk]
    others = Product.objects.filter(code_key__in=given, deleted_at=None).exclude(pk__in=ids)
    taken = set(others.values_list("code_key", flat=True)) | {k for k, n in given.items() if n > 1}
    if taken:
        code = next(it.code for it in products if it.code_key in taken)
        words = _("The code %s belongs to another product.") % code
        raise Refused(words, errors={"code": words}, status=409)


def value_of(product: Product, key: str) -> Any:
    """A present value by its catalogue key, JSON-able."""
    if key.startswith("custom."):
        return product.custom.get(key.removeprefix("custom."))
    if key == "tags":
        return [tag.name for tag in tags_of("product", [product.pk])[product.pk]]
    return plain(getattr(product, key))


@nameless("product")
@transaction.atomic
def empty_products(products: Sequence[Any]) -> None:
    """Take the words out of trashed products that something sold points at; its lines keep their own."""
    words = (
        "name",
        "name_key",
        "norm",
        "name_vi",
        "name_th",
        "name_en",
        "code",
        "code_key",
        "description",
    )
    blank = dict.fromkeys(words, "")
    Product.objects.filter(pk__in=[row.pk for row in products]).update(**blank)


PRODUCT = noun(
    "product",
    model=Product,
    events={
        "created": events.ProductCreated,
        "changed": events.ProductChanged,
        "deleted": events.ProductDeleted,
        "restored": events.ProductRestored,
    },
    value=value_of,
    columns=_columns,
    before=_check_codes,
    created=lambda products: {"name": products[0].name} if len(products) == 1 else {},
)
